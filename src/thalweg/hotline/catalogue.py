"""The catalogue: what a side can say, as numbered elements with typed parameters.

What travels is an element's id and its parameters, never prose: both sides render the
sentence from their own copy of the catalogue, whose digest stands in the agreement
that both have signed. `thalweg.hotline.elements` holds the elements themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from thalweg.errors import InputError
from thalweg.hotline.elements import ELEMENTS, Element, Parameter
from thalweg.hotline.fields import Reading
from thalweg.hotline.word_lists import WORD_LISTS
from thalweg.model.agreement import Agreement
from thalweg.model.message import ClauseRef, Message, PlaceName, Value, Word
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.yaml import shown, unknown

LANGUAGES = ("en", "ru")
"""The languages of the catalogue: ISO 639-1 codes."""

DRAFTS = frozenset({"ru"})
"""Languages that no trained linguist has read yet."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Elements by id, in their order."""

    elements: Mapping[str, Element] = field(default_factory=lambda: ELEMENTS)

    def element(self, element_id: str) -> Element:
        """Return an element.

        Raises
        ------
        InputError
            There is none of that id; the nearest is named.
        """
        found = self.elements.get(element_id)
        if found is None:
            raise InputError(unknown("element", element_id, self.elements))
        return found

    def faults(self, message: Message) -> tuple[str, ...]:
        """Return everything that is wrong with a message; nothing where it is right."""
        return self._read(message)[1]

    def values(self, message: Message) -> dict[str, Value]:
        """Return a message's parameters, read; those left out are not there.

        Raises
        ------
        InputError
            Naming everything that is wrong with the message.
        """
        values, faults = self._read(message)
        if faults:
            raise InputError("\n".join(faults))
        return values

    def _read(self, message: Message) -> tuple[dict[str, Value], tuple[str, ...]]:
        element = self.elements.get(message.element)
        if element is None:
            told = unknown("element", message.element, self.elements)
            return {}, (f"message: {told}",)
        faults: list[str] = []
        values = _parameters(element, message.params, faults)
        _hold_to_conditions(element, values, message.params, faults)
        if message.ref is None and element.needs_ref:
            faults.append(f"{element.id}.ref: missing: the entry that it refers to")
        if message.sender == message.recipient:
            faults.append(f"{element.id}: from and to are both {shown(message.sender)}")
        return values, tuple(faults)

    def digest(self) -> str:
        """Return the catalogue's SHA-256, which the agreement states (`content`)."""
        return sha256_hex(canonical_json(self.content()))

    def content(self) -> dict[str, object]:
        """Return what is digested: elements, words, and each phrase file's digest."""
        return {
            "thalweg": "catalogue/1",
            "elements": [_told(element) for element in self.elements.values()],
            "words": {name: list(words) for name, words in WORD_LISTS.items()},
            "phrases": {
                f"{tag}/{name}": sha256_hex(text.encode("utf-8"))
                for tag in LANGUAGES
                for name, text in phrases(tag).items()
            },
        }


CATALOGUE = Catalogue()
"""The catalogue of this edition of thalweg."""


@cache
def catalogue_digest() -> str:
    """Return the digest of the catalogue, to stand in the signed agreement."""
    return CATALOGUE.digest()


@cache
def phrases(tag: str) -> Mapping[str, str]:
    """Return the phrase files of a language by name, with bare line ends."""
    folder = files("thalweg.hotline") / "phrases" / tag
    return {
        file.name: file.read_text("utf-8").replace("\r\n", "\n")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
    }


def agreement_faults(
    values: Mapping[str, Value], agreement: Agreement
) -> tuple[str, ...]:
    """Return which places, clauses and editions the agreement does not have."""
    return tuple(
        fault
        for name, value in values.items()
        for fault in _named_faults(name, value, agreement)
    )


def _named_faults(name: str, value: Value, agreement: Agreement) -> Iterable[str]:
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _named_faults(f"{name}[{at}]", item, agreement)
    elif isinstance(value, PlaceName) and value.place not in agreement.places:
        yield f"{name}: {unknown('place', value.place, agreement.places)}"
    elif isinstance(value, ClauseRef):
        here = (agreement.id, agreement.edition)
        if (value.agreement, value.edition) != here:
            told = f"{value.agreement} edition {value.edition}"
            yield f"{name}: {told} is not in force; {here[0]} edition {here[1]} is"
        elif value.clause not in {clause.id for clause in agreement.clauses}:
            known = [clause.id for clause in agreement.clauses]
            yield f"{name}: {unknown('clause', value.clause, known)}"


def _parameters(
    element: Element, params: Mapping[str, object], faults: list[str]
) -> dict[str, Value]:
    required = tuple(p.name for p in element.parameters if p.is_required)
    optional = tuple(p.name for p in element.parameters if not p.is_required)
    found = Reading(params, element.id, faults).keys(required, optional)
    values: dict[str, Value] = {}
    for parameter in element.parameters if found is not None else ():
        at = (found or {}).get(parameter.name)
        value = None if at is None else parameter.type.read(at)
        if value is not None:
            values[parameter.name] = value
    return values


def _hold_to_conditions(
    element: Element,
    values: Mapping[str, Value],
    params: Mapping[str, object],
    faults: list[str],
) -> None:
    """Fault a parameter that stands where its condition does not hold, or not where."""
    for parameter in element.parameters:
        if parameter.when is None or parameter.when[0] not in values:
            continue
        decides, wanted = parameter.when
        told = values[decides]
        holds = isinstance(told, Word) and told.word == wanted
        if holds and parameter.name not in params:
            faults.append(f"{element.id}.{parameter.name}: missing: {wanted} to what?")
        if not holds and parameter.name in params:
            faults.append(
                f"{element.id}.{parameter.name}: only where {decides} is {wanted}"
            )


def _told(element: Element) -> dict[str, object]:
    return {
        "id": element.id,
        "marker": element.marker.value,
        "parameters": [_parameter_told(p) for p in element.parameters],
        "needs_ref": element.needs_ref,
        "response": element.response.value,
        "urgency": None if element.urgency is None else element.urgency.value,
        "answers": list(element.answers),
        "persons": element.persons,
    }


def _parameter_told(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "type": parameter.type.name,
        "required": parameter.is_required,
        "when": list(parameter.when or ()),
    }
