"""The first page of the voice procedure: whose line it is, who calls, how to speak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from thalweg.hotline.blank_card import pencil_lines
from thalweg.hotline.card_paper import across, beside, columns, rule
from thalweg.hotline.catalogue import LANGUAGES
from thalweg.hotline.labels import both_labels
from thalweg.hotline.sides import SideKeys, Terms
from thalweg.hotline.told import told_in
from thalweg.hotline.voice import TERMS_DIGITS, fours, line_digits
from thalweg.times import US_PER_S, iso

_STEPS: Final = range(2, 8)
_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What the card of a line is about.

    `parties` are both sides, in the agreement's order: the first one calls. `is_signed`
    where both sides signed the agreement.
    """

    terms: Terms
    parties: tuple[SideKeys, SideKeys]
    is_signed: bool


def line_card(facts: LineFacts) -> str:
    """Return the page: agreement and keys in fours, who calls, how to read and spell.

    It is to be printed before it is needed, together with the blanks.
    """
    lines = [
        *beside("card-line-title"),
        *_agreement(facts),
        *_keys(facts),
        rule(),
        *_steps(facts),
        rule(),
        *pencil_lines(),
        rule(),
        *_spelling(),
    ]
    return "\n".join(lines) + "\n"


def _agreement(facts: LineFacts) -> Iterator[str]:
    terms, agreement = facts.terms, facts.terms.agreement
    if agreement is not None:
        named = {"name": agreement.id, "edition": str(agreement.edition)}
        yield from beside("card-agreement", **named)
    if not facts.is_signed:
        yield from beside("card-not-signed")
    yield from across(f"SHA-256 {fours(terms.sha256)}")
    value = fours(terms.sha256[:TERMS_DIGITS])
    digits = line_digits("TERMS", value)
    yield from across(f"{both_labels('TERMS')}: {value} [{digits}]")


def _keys(facts: LineFacts) -> Iterator[str]:
    yield from beside("card-keys")
    for side in facts.parties:
        key = side.log[0]
        named = f"{side.party}: {key.name} {fours(key.key_id.hex())}"
        yield from across(f"{named}, {fours(key.public.hex())}")


def _steps(facts: LineFacts) -> Iterator[str]:
    call = facts.terms.call
    told = []
    for tag in LANGUAGES:
        say = told_in(tag).say
        who = say("card-who")
        if call is not None:
            first, second = (side.party for side in facts.parties)
            minutes = f"{call.within_s / _MINUTE_S:g} {say('unit-min')}"
            at = iso(round(call.at_s) * US_PER_S)[11:16] + "Z"
            asked = {"first": first, "second": second, "at": at, "within": minutes}
            who = f"{who} {say('card-who-daily', **asked)}"
        told.append(who)
    yield from columns(told)
    for side in facts.parties:
        yield from columns(
            f"{told_in(tag).say('card-number')} {side.party}: {'_' * 16}"
            for tag in LANGUAGES
        )
    for step in _STEPS:
        yield from beside(f"card-step-{step}")


def _spelling() -> Iterator[str]:
    yield from columns(
        f"{told_in(tag).say('card-spell-title')}: {told_in(tag).say('letters')}. "
        f"{told_in(tag).say('card-spell-how')}"
        for tag in LANGUAGES
    )
