"""A list of keys made from the one in force: a key replaced, a key revoked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from thalweg.cli.passphrase import passphrase
from thalweg.cli.spoken import officers_keys, refuse_too_few, signed_entry
from thalweg.errors import InputError, RecordDoubtError, ThalwegError
from thalweg.hotline.changing import COMPROMISED, REPLACED
from thalweg.model.message import EntryRef
from thalweg.node.reach import Reach
from thalweg.node.settings import Settings
from thalweg.record.keys import KeyFolder, open_key
from thalweg.record.ring import KeyRing
from thalweg.times import US_PER_S, now_us
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_file import MIRROR, ROOT, SEALED, WITNESS, is_officer, use_fault
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation, parse_key_list
from thalweg.wire.leaf import KEYS
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey, parse_vkey


@dataclass(slots=True, kw_only=True)
class Change:
    """A change of keys on its way: what is in force, the list made, who signs.

    Attributes
    ----------
    site, settings
        the side whose keys change.
    root
        the file of the root key; None for the node's folder.
    officers, keys
        who signs the message, and where their keys are, if not the node's.
    state
        what the site says of its keys.
    made
        the new list.
    tells
        the message that tells it: its element and parameters, given the list.
    new
        new private keys by use; their files are written before the list is logged.
    """

    site: Reach
    settings: Settings
    root: Path | None
    officers: Sequence[str]
    keys: Path | None
    state: dict[str, Any]
    made: KeyList
    tells: Callable[[KeyList], tuple[str, dict[str, object]]] | None = None
    new: dict[str, SigningKey] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def begun(
        cls,
        site: Reach,
        settings: Settings,
        root: Path | None,
        officers: Sequence[str],
        keys: Path | None,
    ) -> Change:
        """Return a change of nothing yet: the list in force, one edition further."""
        if len(set(officers)) < 2:
            raise InputError("two officers sign this: --officer ID, for each of them")
        state = site.ask("keys")
        listed = parse_key_list(from_base64(state["payload"]))
        edition = int(state["own"]["edition"]) + 1
        made = replace(listed, edition=edition, made_us=now_us())
        return cls(
            site=site,
            settings=settings,
            root=root,
            officers=officers,
            keys=keys,
            state=state,
            made=made,
        )

    @property
    def folder(self) -> KeyFolder:
        """The node's own folder of keys."""
        return KeyFolder(self.settings.keys)

    def term(self, use: str, which: str | None) -> KeyTerm:
        """Return the term of the key that is meant.

        Raises
        ------
        InputError
            There is none of the use, or several and none is named.
        """
        if fault := use_fault(use):
            raise InputError(fault)
        found = [
            term
            for term in self.made.keys
            if term.use == use and which in (None, term.key.key_id.hex())
        ]
        if which is None:
            # One whose end is told already is not meant.
            found = [t for t in found if t.until_us is None and t.until_index is None]
        if len(found) != 1:
            ids = ", ".join(t.key.key_id.hex() for t in self.made.keys if t.use == use)
            raise InputError(
                f"{use}: wanted one key, --key ID; there are {ids or 'none'}"
            )
        return found[0]

    def key_for(self, use: str, old: VerifierKey, new: str | None) -> VerifierKey:
        """Return the key that comes: one made elsewhere, or a new one made here."""
        if new is not None:
            key = parse_vkey(new)
            if key.name != old.name or key.kind is not old.kind:
                raise InputError(
                    f"--new: wanted a key named {old.name!r} of type {old.kind.value}"
                )
            return key
        made = SigningKey.generate(old.name, old.kind)
        self.new[use] = made
        return made.verifier


def replaced(
    change: Change, use: str, which: str | None, new: str | None, overlap_s: float
) -> None:
    """Put a new key beside an old one, which counts for some time yet."""
    old = change.term(use, which)
    key = change.key_for(use, old.key, new)
    now = change.made.made_us
    until_us = now + round(overlap_s * US_PER_S)
    kept = [] if overlap_s == 0 else [replace(old, until_us=until_us)]
    terms = [t for t in _living(change.made, now) if t.key != old.key]
    change.made = replace(change.made, keys=(*terms, *kept, KeyTerm(use=use, key=key)))
    change.tells = lambda made: (
        REPLACED,
        {
            "old": old.key.text(),
            "new": key.text(),
            "from_us": now,
            "key_list": made.sha256,
        },
    )


def revoked(
    change: Change,
    use: str,
    which: str | None,
    last_good: int,
    new: str | None,
    without_new: bool,
) -> None:
    """Take a stolen key out, with its last good entry; put a new one in its place."""
    old = change.term(use, which)
    if use == ROOT and change.root is None:
        change.notes.append(
            "whoever has the root key can sign lists as you do: agree on new keys with "
            "the other side as soon as you can"
        )
    origin = change.state["own"]["origin"]
    if use in (WITNESS, MIRROR):
        origin = change.state["peer"]["origin"]
    elif use == SEALED:
        origin = change.state["own"]["sealed_origin"]
    good = EntryRef(origin, last_good)
    delivered = int(change.state["delivered"])
    if use not in (WITNESS, MIRROR, SEALED) and last_good >= delivered:
        change.notes.append(
            f"the other side has receipted {delivered:,} entries: what this key signed "
            "after them counts no longer; say it again with another key"
        )
    others = [t for t in _living(change.made, change.made.made_us) if t.key != old.key]
    if not without_new:
        others.append(KeyTerm(use=use, key=change.key_for(use, old.key, new)))
    elif not is_officer(use) and not any(t.use == use for t in others):
        raise InputError(f"--no-new: a side cannot be without a key of {use}")
    gone = Revocation(key=old.key, last_good=good, revoked_us=change.made.made_us)
    change.made = replace(
        change.made, keys=tuple(others), revoked=(*change.made.revoked, gone)
    )
    params: dict[str, object] = {
        "key": old.key.text(),
        "last_good": {"origin": good.origin, "index": good.index},
    }
    change.tells = lambda _: (COMPROMISED, params)


def logged(change: Change) -> dict[str, Any]:
    """Sign the list and the message that tells it, and have both logged."""
    assert change.tells is not None
    element, params = change.tells(change.made)
    signers = _roots(change)
    # Before anything is logged: a list must not name a key that exists nowhere.
    paths = [_written(change, use, key) for use, key in change.new.items()]
    list_entry = sign_envelope(KEYS, change.made.encode(), signers).format()
    try:
        composed = change.site.ask("compose", element=element, params=params)
        refuse_too_few(composed, change.officers)
        by = officers_keys(
            change.site, change.settings, change.officers, change.keys, change.new
        )
        message = signed_entry(composed, by)
        done = change.site.ask(
            "change-keys",
            key_list=to_base64(list_entry),
            messages=[to_base64(message)],
        )
    except RecordDoubtError:
        # The disk failed, before the list was logged or after.
        raise
    except ThalwegError:
        if _is_unlogged(change):
            for path in paths:
                path.unlink()
        raise
    return {
        **done,
        "edition": change.made.edition,
        "sha256": change.made.sha256,
        "element": element,
        "lines": composed["lines"],
        "new_files": [str(path) for path in paths],
    }


def _is_unlogged(change: Change) -> bool:
    """Tell whether no list names the new keys; False where nobody can say.

    A node that did not answer in time may have logged the list all the same.
    """
    try:
        own = change.site.ask("keys")["own"]
    except ThalwegError:
        return False
    return bool(own["edition"] < change.made.edition)


def signers_of(
    settings: Settings, root: Path | None, officers: Sequence[str], keys: Path | None
) -> Callable[[KeyRing], tuple[list[SigningKey], list[SigningKey]]]:
    """Return what opens the root key and two officers', once the lists are known."""
    if len(set(officers)) < 2:
        raise InputError("two officers sign this: --officer ID, for each of them")

    def opened(ring: KeyRing) -> tuple[list[SigningKey], list[SigningKey]]:
        folder = KeyFolder(settings.keys)
        own = folder if keys is None else KeyFolder(keys)
        word = passphrase(None, of="the root key", use=ROOT)
        roots = ring.now(ROOT)
        if root is None:
            opened_root = folder.open(ROOT, roots[0], word)
        else:
            opened_root = _opened(root, roots[::-1], word)
        people = []
        for officer in dict.fromkeys(officers):
            use = f"officer-{officer}"
            named = ring.now(use)
            if not named:
                raise InputError(f"no key for {use!r} on this side")
            key = next((one for one in named if own.holds(use, one)), named[0])
            word = passphrase(None, of=f"officer {officer}", use=use)
            people.append(own.open(use, key, word))
        return [opened_root], people

    return opened


def _living(made: KeyList, now: int) -> list[KeyTerm]:
    """Return the terms whose time is not over; the others need not be named again."""
    return [t for t in made.keys if t.until_us is None or t.until_us > now]


def _roots(change: Change) -> list[SigningKey]:
    """Open the root key, and that of a root key that is new."""
    old = parse_key_list(from_base64(change.state["payload"]))
    listed = [term.key for term in old.keys if term.use == ROOT]
    word = passphrase(None, of="the root key", use=ROOT)
    if change.root is None:
        folder = change.folder
        key = next((one for one in reversed(listed) if folder.holds(ROOT, one)), None)
        if key is None:
            raise InputError(
                f"{folder.folder}: the root key is not here, as it should be; "
                "--root FILE says where it is"
            )
        opened = folder.open(ROOT, key, word)
    else:
        opened = _opened(change.root, listed, word)
    new = change.new.get(ROOT)
    return [opened] if new is None else [opened, new]


def _opened(path: Path, listed: Sequence[VerifierKey], word: bytes) -> SigningKey:
    faults = []
    for key in reversed(listed):
        try:
            return open_key(path, key, word)
        except InputError as why:
            faults.append(str(why))
    raise InputError(faults[0])


def _written(change: Change, use: str, key: SigningKey) -> Path:
    """Write a new key beside the one it replaces, under that one's passphrase."""
    folder = change.folder
    if is_officer(use):
        officer = use.removeprefix("officer-")
        word = passphrase(None, of=f"officer {officer}", use=use)
        return (folder if change.keys is None else KeyFolder(change.keys)).add(
            use, key, word
        )
    if use == ROOT:
        change.notes.append(f"move the new root key from {folder.folder} to its stick")
        return folder.add(use, key, passphrase(None, of="the root key", use=ROOT))
    return folder.add(use, key, passphrase(change.settings.passphrase))
