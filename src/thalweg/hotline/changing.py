"""A new list of this side's keys, logged with what tells it: CH-6, CH-7."""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.hotline import speaking
from thalweg.hotline.books import OWN_USES, Books
from thalweg.hotline.sides import side_of
from thalweg.model.message import Message
from thalweg.wire.envelope import Envelope, parse_envelope
from thalweg.wire.key_list import KeyList

REPLACED, COMPROMISED = "CH-6", "CH-7"


def checked_change(
    books: Books, entry: bytes, messages: Sequence[bytes], now_us: int
) -> KeyList:
    """Return the list that an entry is, once it and what tells it may be logged.

    Raises
    ------
    InputError
        The list does not follow the one in force, a key that this node must then sign
        with is not at hand, or the messages do not say what the list says: two officers
        sign each.
    """
    envelope = _envelope(entry)
    ring = books.rings.own.copy()
    before, index = ring.newest, books.log.size
    try:
        found = ring.take(index, envelope)
    except VerificationError as why:
        raise InputError(str(why)) from None
    us = side_of(found, ring)
    for use in OWN_USES:
        newest = getattr(us, use)[0]
        if not books.own_keys.held(use, [newest]):
            raise InputError(
                f"no key for {use} that the list names is at hand: put the file of "
                f"{newest.key_id.hex()} into the folder of keys"
            )
    said = [speaking.checked(books, one, now_us, us) for one in messages]
    faults = [*_untold(before, found, said)]
    if faults:
        raise InputError("\n".join(faults))
    return found


def _envelope(entry: bytes) -> Envelope:
    try:
        return parse_envelope(entry)
    except RefusedError as why:
        raise InputError(str(why)) from None


def _untold(before: KeyList, found: KeyList, said: Sequence[Message]) -> list[str]:
    """Return what is wrong with what the messages say of a list."""
    had = {one.key.public for one in before.revoked}
    gone = {
        (one.key.text(), one.last_good) for one in found.revoked
        if one.key.public not in had
    }  # fmt: skip
    faults = []
    told = set()
    for message in said:
        params = message.params
        if message.element == REPLACED and params.get("key_list") != found.sha256:
            faults.append(f"{REPLACED}: it names another list than this one")
        elif message.element == COMPROMISED:
            told.add((str(params.get("key")), _ref(params.get("last_good"))))
        elif message.element != REPLACED:
            faults.append(f"{message.element} tells no change of keys")
    if not said:
        faults.append(
            f"nothing tells the list: {REPLACED} or {COMPROMISED} goes with it"
        )
    named = {(key, good and (good.origin, good.index)) for key, good in gone}
    if named != told:
        faults.append(f"{COMPROMISED}: it does not name what the list revokes")
    return faults


def _ref(value: object) -> tuple[str, int] | None:
    if not isinstance(value, dict):
        return None
    return value["origin"], value["index"]
