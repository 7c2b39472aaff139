"""Keys of a test's side changed: lists made, signed and logged as the commands do."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.hotline.two_sites import Side, root_of
from thalweg.hotline.changing import COMPROMISED, REPLACED
from thalweg.model.message import EntryRef
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation
from thalweg.wire.leaf import KEYS, MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.signing import SigningKey

_MADE = 100


def fresh(side: Side, use: str) -> SigningKey:
    """Return a new key of a use that the side has at hand from now on."""
    old = side.site.books.rings.own.now(use)[0]
    seed = bytes([_MADE + len(side.new_keys), ord(side.party[0])]) * 16
    made = SigningKey.from_seed(old.name, old.kind, seed)
    side.new_keys.append(made)
    return made


def next_list(side: Side, now_us: int, **changed: object) -> KeyList:
    newest = side.site.books.rings.own.newest
    made = replace(newest, edition=newest.edition + 1, made_us=now_us)
    return replace(made, **changed)


def entry_of(made: KeyList, *signers: SigningKey) -> bytes:
    return sign_envelope(KEYS, made.encode(), signers).format()


def officers_now(side: Side) -> list[SigningKey]:
    """Return two officers' newest keys."""
    known = [*side.officers, *side.new_keys]
    ring = side.site.books.rings.own
    found = [ring.now(f"officer-{n}") for n in (1, 2)]
    return [next(k for k in known if k.verifier == keys[0]) for keys in found if keys]


def log_change(side: Side, made: KeyList, told, signers, now_us: int):
    element, params = told
    message = side.site.compose(element, params, now_us)
    entry = sign_envelope(MESSAGE, encode_message(message), signers).format()
    root = root_of(side.party)
    return side.site.change_keys(entry_of(made, root), [entry], now_us)


def rotate(side: Side, use: str, now_us: int, until_us: int | None = None):
    """Replace a key; the old one counts until then, or not at all."""
    old = side.site.books.rings.own.now(use)[0]
    signers = [key for key in officers_now(side) if key.verifier != old]
    new = fresh(side, use)
    if len(signers) == 1:
        signers = [new, *signers]
    made = next_list(side, now_us)
    kept = [t for t in made.keys if t.key != old]
    if until_us is not None:
        was = next(t for t in made.keys if t.key == old)
        kept.append(replace(was, until_us=until_us))
    made = replace(made, keys=(*kept, KeyTerm(use=use, key=new.verifier)))
    params = {
        "old": old.text(),
        "new": new.verifier.text(),
        "from_us": now_us,
        "key_list": made.sha256,
    }
    return log_change(side, made, (REPLACED, params), signers, now_us)


def revoke(
    side: Side, use: str, last_good: int, now_us: int, origin: str | None = None
):
    """Revoke a use's newest key, and put a new one in its place.

    `origin` is the log of the last good entry, if not the side's own.
    """
    old = side.site.books.rings.own.now(use)[0]
    new = fresh(side, use)
    good = EntryRef(origin or side.site.books.us.origin, last_good)
    made = next_list(side, now_us)
    terms = [t for t in made.keys if t.key != old]
    gone = Revocation(key=old, last_good=good, revoked_us=now_us)
    made = replace(
        made,
        keys=(*terms, KeyTerm(use=use, key=new.verifier)),
        revoked=(*made.revoked, gone),
    )
    known = [*side.officers, *side.new_keys]
    listed = {t.key: t.use for t in made.keys}
    signers = {
        listed[k.verifier]: k
        for k in known
        if listed.get(k.verifier, "").startswith("officer-")
    }
    params = {
        "key": old.text(),
        "last_good": {"origin": good.origin, "index": good.index},
    }
    told = (COMPROMISED, params)
    return log_change(side, made, told, list(signers.values())[:2], now_us)
