"""Parameters of a message as a person types them: ``name=value``, one of each."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from thalweg.errors import InputError
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.hotline.leaves import Leaf, planted, read_leaf

_DEGREES = re.compile(r"\s*([0-9]{1,3})(?:\.([0-9]{1,7}))?\s*([NSEWnsew])\s*")


def read_params(element_id: str, given: Sequence[str]) -> dict[str, Any]:
    """Return the parameters that were typed, each as ``name=value``.

    A value is spelled as on a voice sheet (``time_us=2017-12-13T04:05:06Z``,
    ``point.lat_e7=35.25N``, ``line.place=river``), or is a JSON value in braces.

    Raises
    ------
    InputError
        Naming everything that is wrong.
    """
    element = CATALOGUE.element(element_id)
    leaves: dict[str, Leaf] = {}
    whole: dict[str, Any] = {}
    faults = []
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            faults.append(f"{text}: wanted name=value")
        elif name in leaves or name in whole:
            faults.append(f"{name}: given twice")
        elif value[:1] in ("{", "["):
            try:
                whole[name] = json.loads(value)
            except ValueError as why:
                faults.append(f"{name}: not JSON: {why}")
        else:
            try:
                leaves[name] = read_leaf(element, name, _padded(value))
            except ValueError as why:
                faults.append(f"{name}: {why}, got {value!r}")
    if faults:
        known = ", ".join(parameter.name for parameter in element.parameters)
        faults.append(f"{element_id} has {known or 'no parameters'}")
        raise InputError("\n".join(faults))
    params = planted(leaves)
    if twice := sorted(set(params) & set(whole)):
        raise InputError(f"{twice[0]}: given twice")
    return params | whole


def _padded(value: str) -> str:
    match = _DEGREES.fullmatch(value)
    if match is None:
        return value
    return f"{match[1]}.{(match[2] or '').ljust(7, '0')}{match[3].upper()}"
