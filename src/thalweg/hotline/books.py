"""One side's books: its logs, the other's mirror, and the rows of the hotline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from thalweg.errors import InputError, RecordDoubtError, RefusedError
from thalweg.hotline.answers import Dialogue, Entry, State, dialogue, due_us
from thalweg.hotline.keyrings import KeyRings, newest_side
from thalweg.hotline.matched import MatchNote
from thalweg.hotline.said import Said, read_note
from thalweg.hotline.sides import Limits, OwnKeys, SideKeys, Terms
from thalweg.hotline.spoken import Spoken
from thalweg.hotline.standing import ABOUT, Standing
from thalweg.model.message import EntryRef, Message, Seen
from thalweg.record.guard import Guard
from thalweg.record.log import Log
from thalweg.record.mirror import Mirror
from thalweg.record.origins import origins_of
from thalweg.record.ports import Change, Receipt, RecordStore
from thalweg.record.published import PublishedLog
from thalweg.record.tree import Tree
from thalweg.record.witness import Witness
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.key_file import LOG, MIRROR, NODE, SEALED, WITNESS
from thalweg.wire.leaf import ATTEMPTS, MESSAGE
from thalweg.wire.message import parse_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey

TOLD = "told"
"""Rows by index of the other side's log: when an entry came, and the verdict on it."""
SENT = "sent"
"""Rows by index of the own log: when each message was sent, and who signed it."""
FOLLOWED = "followed"
"""Rows by entry: the messages that refer to it, in the order they came here."""
SHOWN = "shown"
"""Rows by index of the other side's log: to whom a message was displayed, and when."""
NOTED = "noted"
"""Rows by index of the own log: that a message was noted, and as what."""
CALLS = "calls"
"""Rows by day: the daily call."""
PROOFS = "proofs"
"""Rows by SHA-256: proofs of sealed entries, own and the other side's."""
DISCLOSING = "disclosing"
"""In the table of single facts: own RC-3 by index, and the proofs that go with them."""
CITED = "cited"
"""Rows by sealed entry: the finding that names it, as the place of its evidence."""
DISCLOSED = "disclosed"
"""Rows by sealed entry: the messages that disclose it (RC-3)."""
MANIFESTS = "manifests"
"""Rows by SHA-256 of a manifest: the entries that bear it, in the order they came."""
BESIDE = "beside"
"""Rows by SHA-256: entries of a history that contradicts the one that is held."""
SHEETS = "sheets"
"""Rows by speaker and number: the entries of a sheet that was spoken, and its twins."""
UTTERED = "uttered"
"""Rows by sender, element and event: officers' messages and sheets that may be one."""

OPEN = "open"
"""Current: entries, of both sides, whose dialogue is not closed."""
WAITING = "waiting"
"""Current: own messages without a receipt, and until when."""
UNSEEN = "unseen"
"""Current: messages of the other side that nobody was shown yet."""
OWED = "owed"
"""Current: messages of the other side that the node has to answer, and by what."""
NOTICES = "notices"
"""Current: notices of the other side."""
UNMATCHED = "unmatched"
"""Current: sheets that the other side entered and this side did not."""
TO_NOTE = "to-note"
"""Current: sheets of which both sides' entries are here, and no note of ours yet."""
COPIES = "copies"
"""Current: lists of the other side's keys that the own log has no copy of yet."""
UNCOUNTED = "uncounted"
"""Current: entries, of both sides, that count no longer since a key was revoked."""
THEFTS = "thefts"
"""Rows by SHA-256 of what was kept: that a revoked key was used, when, and for what."""
KEPT = "kept"
"""Rows by what is kept of the other side beside its log: how much there is of it.

It is counted over all logs that it ever had: a new origin gives it no new room.
"""

OWN_USES = (LOG, SEALED, WITNESS, MIRROR, NODE)
"""What a node signs with by itself."""

_KNOWN = 4_096


class Books:
    """The logs and rows of one side, for the parts of `thalweg.hotline.site`.

    Whatever is written goes through `thalweg.record`; nothing here signs.
    """

    def __init__(
        self,
        keys: OwnKeys,
        us: SideKeys,
        peer: SideKeys,
        terms: Terms,
        limits: Limits,
        store: RecordStore,
        guard: Guard,
        folder: Path,
    ) -> None:
        self.terms, self.limits = terms, limits
        self.store, self.guard = store, guard
        self.folder = folder
        self.standing = Standing(store, scope_of(store, us.party, peer.party))
        us, peer = newest_side(store, us), newest_side(store, peer)
        self.rings = KeyRings(store, self.standing, us, peer)
        self.us, self.peer = us, peer = self._sides()
        sealed = PublishedLog(folder / "sealed", entries=False)
        self.keys = keys
        self._shown = PublishedLog(folder / "log")
        self._mirrored = PublishedLog(folder / "mirror")
        self.log = Log(keys.log, store, guard, self._shown)
        self.sealed = Log(keys.sealed, store, guard, sealed)
        self.mirror = Mirror(
            peer.origin,
            peer.log,
            keys.mirror,
            store,
            guard,
            self._mirrored,
        )
        logs = {peer.origin: peer.log, peer.sealed_origin: peer.sealed}
        self.witness = Witness(keys.witness, logs, store, guard)
        self.doubts: dict[str, str] = {}
        self._said: dict[EntryRef, Said] = {}
        self._fresh: dict[EntryRef, Said] = {}
        self.own_keys = keys
        self.use_keys()

    def use_keys(self, now_us: int | None = None) -> None:
        """Sign, and let sign, by the newest lists of keys; None for any time.

        Raises
        ------
        InputError
            Of a key that this side must sign with, none is at hand.
        """
        self.us, self.peer = self._sides()
        peer = self.peer
        held = {use: self._held(use, now_us) for use in OWN_USES}
        self.keys = self.own_keys.first_of(held)
        self.log.sign_with(held["log"])
        self.sealed.sign_with(held["sealed"])
        self.mirror.keys, self.witness.keys = held["mirror"], held["witness"]
        self.mirror.log_keys = peer.log
        for published, mine in ((self._shown, True), (self._mirrored, False)):
            published.show_receipts(self.rings.rows(mine=mine))
        sealed = tuple(key for key in peer.sealed if peer.counts(key, None, now_us))
        self.witness.logs = {peer.origin: peer.log, peer.sealed_origin: sealed}

    def let_sign(self, size: int, now_us: int) -> None:
        """Let those keys sign the other side's checkpoint that may at its size."""
        keys = self.rings.peer.checkpoint_keys(size, now_us)
        self.witness.logs = {**self.witness.logs, self.peer.origin: keys}

    def _held(self, use: str, now_us: int | None) -> tuple[SigningKey, ...]:
        named = getattr(self.us, use)
        wanted = [key for key in named if self.us.counts(key, None, now_us)]
        found = self.own_keys.held(use, wanted)
        if not found:
            ids = ", ".join(key.key_id.hex() for key in wanted)
            raise InputError(
                f"no key for {use} is at hand; the list of keys, edition "
                f"{self.us.edition}, names {ids}: put its file into the folder of keys"
            )
        return found

    def _sides(self) -> tuple[SideKeys, SideKeys]:
        return self.rings.newest(mine=True), self.rings.newest(mine=False)

    def refuse_doubt(self, origin: str) -> None:
        """Raise RecordDoubtError where one of the own logs must not grow."""
        if origin in self.doubts:
            raise RecordDoubtError(self.doubts[origin])

    def tree(self, origin: str) -> Tree:
        """Return the tree of a log that is held."""
        return Tree(self.store, origin)

    def root_at(self, origin: str, size: int) -> bytes:
        """Return the root of a log that is held, at a size."""
        return self.tree(origin).root(size)

    def own_seen(self) -> Seen:
        """Return the own log as it was signed last."""
        head, origin = self.log.signed, self.us.origin
        size = 0 if head is None else head.size
        return Seen(origin=origin, size=size, root=self.root_at(origin, size))

    def seen(self) -> Seen:
        """Return how much of the other side's log is held now."""
        size = self.mirror.size
        root = self.root_at(self.peer.origin, size)
        return Seen(origin=self.peer.origin, size=size, root=root)

    def save(self) -> None:
        """Make what was put into rows durable, where no entry goes with it."""
        rows = self.standing.rows()
        if not rows:
            return
        try:
            self.store.commit(Change(rows=rows))
        except BaseException:
            self.undo()
            raise
        self.done()

    def done(self) -> None:
        """Take it that what was put into rows was written, with its entries."""
        self.standing.settled()
        self.rings.done()
        sides = self._sides()
        if (sides[0].edition, sides[1].edition) != (self.us.edition, self.peer.edition):
            self.use_keys()
        self._said.update(self._fresh)
        self._fresh.clear()
        self._forget_some()

    def undo(self) -> None:
        """Forget what was put into rows and not written."""
        self.standing.forgotten()
        self.rings.undo()
        self._fresh.clear()

    def said(self, at: EntryRef) -> Said | None:
        """Return what an entry of either log says; None where it is not held."""
        known = self._fresh.get(at) or self._said.get(at)
        if known is None:
            known = self._read(at)
            if known is not None:
                self._said[at] = known
                self._forget_some()
        return known

    def know(self, said: Said) -> None:
        """Take in what an entry says that is written with the next commit."""
        self._fresh[said.at] = said

    def know_again(self, at: EntryRef, entry: bytes) -> None:
        """Take in anew what an entry says, by the verdict that stands on it now."""
        self._fresh[at] = self._judged(at, entry)

    def _forget_some(self) -> None:
        if len(self._said) > _KNOWN:
            for old in list(self._said)[: _KNOWN // 2]:
                del self._said[old]

    def message(self, at: EntryRef) -> Message | None:
        """Return the message of an entry that counts as one."""
        said = self.said(at)
        return said.message if said is not None and said.counts else None

    def spoken(self, at: EntryRef) -> Spoken | None:
        """Return the sheet of an entry that counts as one."""
        said = self.said(at)
        return said.spoken if said is not None and not said.faults else None

    def stands(self, at: EntryRef) -> bool:
        """Tell whether an entry, of whichever type, is taken for what it says."""
        said = self.said(at)
        return said is not None and not said.faults

    def verdict(self, at: EntryRef) -> dict[str, object]:
        """Return what was put down of an entry when it came, or was sent."""
        table = SENT if at.origin == self.us.origin else TOLD
        found = self.standing.get(table, index_key(at.index))
        return found if isinstance(found, dict) else {}

    def followed(self, at: EntryRef) -> list[EntryRef]:
        """Return the entries that refer to one, in the order they came here."""
        return self.listed(FOLLOWED, ref_key(at))

    def listed(self, table: str, key: str) -> list[EntryRef]:
        """Return the entries of both logs that a row lists: 0 is the own log, 1 not."""
        found = self.standing.get(table, key)
        origins = (self.us.origin, self.peer.origin)
        return [
            EntryRef(origins[which], index)
            for which, index in (found if isinstance(found, list) else ())
        ]

    def entry(self, at: EntryRef) -> bytes | None:
        """Return the bytes of an entry of either log; None where it is not held."""
        if at.origin not in (self.us.origin, self.peer.origin):
            return None
        held = self.tree(at.origin).entries(at.index, at.index + 1)
        return held[0] if held else None

    def receipt(self, index: int) -> Receipt | None:
        """Return the first receipt of the other side's mirror that covers an entry."""
        # Also of keys that were replaced since: a receipt once given stands.
        found = [self._receipt(key, index) for key in self.rings.peer.ever(MIRROR)]
        given = [one for one in found if one is not None]
        return min(given, key=lambda one: one.received_us, default=None)

    def _receipt(self, key: VerifierKey, index: int) -> Receipt | None:
        """Return a key's first receipt over an entry that counts by its lists now."""
        origin = self.us.origin
        found = self.store.receipt(origin, key.text(), index)
        while found is not None and not self._is_given(key, found):
            found = self.store.receipt(origin, key.text(), found.size)
        return found

    def _is_given(self, key: VerifierKey, receipt: Receipt) -> bool:
        of = (receipt.origin, receipt.size, receipt.time_s)
        return self.rings.peer.cosigns(key, *of)

    def newest_receipt(self) -> Receipt | None:
        """Return the newest receipt of the other side's mirror over the own log."""
        ring = self.rings.peer
        keys = [key for key in ring.ever(MIRROR) if not ring.revoked(key)]
        newest = self.store.newest_receipt
        found = [(key, newest(self.us.origin, key.text())) for key in keys]
        given = [one for key, one in found if one and self._is_given(key, one)]
        return max(given, key=lambda one: (one.size, one.time_s), default=None)

    def since_us(self, at: EntryRef) -> int | None:
        """Return when, by our clock, an entry was with whoever has to answer it."""
        if at.origin == self.peer.origin:
            came = self.verdict(at).get("us")
            return came if isinstance(came, int) else None
        receipt = self.receipt(at.index)
        return None if receipt is None else receipt.received_us

    def dialogue(self, at: EntryRef) -> Dialogue | None:
        """Return how a message stands after what followed it; None where it is none."""
        asked = self.message(at)
        if asked is None:
            return None
        followed = []
        for other in self.followed(at):
            message = self.message(other)
            if message is not None:
                followed.append(Entry(other, message))
        since_us = self.since_us(at)
        found = dialogue(Entry(at, asked), followed, since_us or 0)
        if found.state is not State.OPEN:
            return found
        of = None if asked.ref is None else self.message(asked.ref)
        due = None if since_us is None else due_us(asked, since_us, of)
        return replace(found, due_us=due)

    def _read(self, at: EntryRef) -> Said | None:
        entry = self.entry(at)
        return None if entry is None else self._judged(at, entry)

    def _judged(self, at: EntryRef, entry: bytes) -> Said:
        verdict = self.verdict(at)
        faults, by = verdict.get("faults", ()), verdict.get("by", ())
        if verdict.get("doubt"):
            faults, by = [verdict["doubt"]], verdict.get("good", ())
        officers = verdict.get("officers", 0)
        kind, message, spoken, matched = _content_of(entry)
        is_known = bool(verdict.get("by"))
        return Said(
            at=at,
            type=kind,
            message=message if is_known else None,
            spoken=spoken if is_known else None,
            matched=matched if is_known else None,
            signers=tuple(by) if isinstance(by, list) else (),
            officers=officers if isinstance(officers, int) else 0,
            revoked=str(verdict.get("revoked", "")),
            faults=tuple(faults) if isinstance(faults, list) else (),
        )


def scope_of(store: RecordStore, us: str, peer: str) -> dict[str, str]:
    """Return the names of tables whose rows are of logs that continue older ones."""
    return scope_at(len(origins_of(store, us)), len(origins_of(store, peer)))


def scope_at(own: int, theirs: int) -> dict[str, str]:
    """Return the names of tables, after so many new logs of both sides."""
    if not own and not theirs:
        return {}
    of_peer = (TOLD, SHOWN, UNSEEN, OWED, NOTICES, COPIES)
    of_own = (SENT, NOTED, WAITING)
    of_both = (
        *(ABOUT, FOLLOWED, CALLS, OPEN, UNCOUNTED, CITED, DISCLOSED, MANIFESTS),
        *(SHEETS, UTTERED, UNMATCHED, TO_NOTE),
    )
    return {
        **{table: f"{table}.{theirs}" for table in of_peer if theirs},
        **{table: f"{table}.{own}" for table in of_own if own},
        **{table: f"{table}.{own}.{theirs}" for table in of_both},
    }


def index_key(index: int) -> str:
    """Return the key of a row about an entry of one log; keys sort as indices do."""
    return f"{index:016d}"


def ref_key(at: EntryRef) -> str:
    """Return the key of a row about an entry of either log."""
    return f"{at.origin} {at.index}"


def ref_of(key: str) -> EntryRef:
    """Return the entry of a row's key."""
    origin, _, index = key.rpartition(" ")
    return EntryRef(origin, int(index))


def _content_of(
    entry: bytes,
) -> tuple[str, Message | None, Spoken | None, MatchNote | None]:
    """Read an entry on which the verdict stands already."""
    try:
        envelope = parse_envelope(entry)
        kind = envelope.payload_type
        if kind == ATTEMPTS:
            spoken, matched, _ = read_note(envelope.payload)
            return kind, None, spoken, matched
        if kind != MESSAGE:
            return kind, None, None, None
        return MESSAGE, parse_message(envelope.payload), None, None
    except RefusedError:
        return "", None, None, None
