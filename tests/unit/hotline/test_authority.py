"""Who may sign what: one table, and what the catalogue and a node make of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.hotline.messages import first
from thalweg.hotline.answers import is_response
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.hotline.said import authority_faults
from thalweg.wire.authority import (
    BY_MACHINE,
    SPOKEN,
    TWO_PERSONS,
    may_sign,
    persons_fault,
)
from thalweg.wire.key_file import USES
from thalweg.wire.leaf import KEYS, LEAVES


def test_the_table_names_elements_of_the_catalogue_alone() -> None:
    assert set(CATALOGUE.elements) > TWO_PERSONS | BY_MACHINE
    assert not TWO_PERSONS & BY_MACHINE
    two = {one.id for one in CATALOGUE.elements.values() if one.persons == 2}
    assert two == TWO_PERSONS


@pytest.mark.parametrize("element", sorted(CATALOGUE.elements))
@pytest.mark.parametrize("officers", [0, 1, 2, 3])
def test_a_node_and_a_reader_of_the_log_ask_for_as_many(element, officers) -> None:
    message = replace(first("CH-1"), element=element)
    fault = persons_fault(element, officers)
    assert authority_faults(message, officers, None) == (() if not fault else (fault,))
    needed = 2 if element in TWO_PERSONS else 1
    by_machine = officers == 0 and element in BY_MACHINE
    assert (fault is None) == (officers >= needed or by_machine)
    if is_response(element):
        assert persons_fault(element, 1) is None


def test_every_type_has_its_signers_and_no_other_use_signs() -> None:
    uses = (*USES, "officer-1")
    table = {kind: {use for use in uses if may_sign(use, kind)} for kind in LEAVES}
    # A list of keys is signed by root keys of the list before: the ring holds it to it.
    assert table.pop(KEYS) == set()
    people = {"officer-1", "node"}
    assert sorted(table.values(), key=sorted) == sorted(
        [people, people, {"node"}, {"node"}, {"root"}, {"root"}], key=sorted
    )
    assert not may_sign("node", "text/plain")


def test_what_was_spoken_is_a_persons_word() -> None:
    assert persons_fault(SPOKEN, 0) is not None
    assert persons_fault(SPOKEN, 1) is None
    assert persons_fault("", 0) is None
