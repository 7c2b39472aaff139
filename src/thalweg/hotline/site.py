"""One side of a line: what it says, what it takes in, and what it holds of both.

A site has its own log and its sealed log, the mirror of the other side's log, and a
witness for both of the other's. It needs no network: what one site has for the other
is a parcel of bytes (`Site.parcel`), and any carrier that brings it (`Site.apply`) will
do, late, twice, in any order, or not at all. A node asks it, every few seconds, to
`tick`.

Nothing here asks the clock: each call is handed the time. One object at a time, in one
thread; whatever it has returned from is durable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thalweg.errors import InputError, VerificationError
from thalweg.hotline import (
    disputes,
    giving,
    recovery,
    shown,
    speaking,
    taking_back,
    watching,
)
from thalweg.hotline.alarms import Alarm
from thalweg.hotline.answers import (
    ACKNOWLEDGEMENT,
    Dialogue,
    wants_acknowledgement,
)
from thalweg.hotline.books import (
    OPEN,
    OWED,
    SHOWN,
    UNSEEN,
    Books,
    index_key,
)
from thalweg.hotline.call import closing_params
from thalweg.hotline.changing import checked_change
from thalweg.hotline.disclosure import (
    keep_proof,
    proof_named,
    proof_of,
    sealed_entry,
)
from thalweg.hotline.effects import DISCLOSE, Effects
from thalweg.hotline.entering import checked_sheet
from thalweg.hotline.intake import cosigned_unseen
from thalweg.hotline.ladder import Rung
from thalweg.hotline.matching import Pair
from thalweg.hotline.origins import accept, continued_by, put_beside
from thalweg.hotline.parcel import Parcel, read_parcel
from thalweg.hotline.receiving import Applied, Receiver, Sound
from thalweg.hotline.said import INCONSISTENT, Said
from thalweg.hotline.shown import Item, SiteState
from thalweg.hotline.sides import Limits, OwnKeys, SideKeys, Terms
from thalweg.hotline.standing import ABOUT
from thalweg.hotline.trust import refuse_theft
from thalweg.model.message import EntryRef, Message
from thalweg.record.guard import Guard
from thalweg.record.ports import Receipt, RecordStore
from thalweg.record.witness import Answer
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.signing import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """A sealed entry disclosed: the message that says so, and the proof it names."""

    ref: EntryRef
    proof: bytes


class Site:
    """One side of a line.

    Parameters
    ----------
    keys
        what this node signs with by itself.
    us, peer
        the verifier keys of both sides.
    terms
        the agreement in force.
    store, guard
        where the record is durable, and guarded.
    folder
        where its logs are published: ``log``, ``sealed`` and ``mirror``.
    limits
        every limit of the line.

    A record that was restored from a backup is told by its guard: the site then reads,
    takes parcels in and gives them, and signs nothing in that log until the rest came
    back; `state` says so, and what asks it to sign raises RecordDoubtError.

    Raises
    ------
    RecordDoubtError
        The store or the disk cannot be trusted.
    """

    def __init__(
        self,
        keys: OwnKeys,
        us: SideKeys,
        peer: SideKeys,
        terms: Terms,
        store: RecordStore,
        guard: Guard,
        folder: Path,
        limits: Limits | None = None,
    ) -> None:
        limits = Limits() if limits is None else limits
        self._made_of = (keys, us, peer, terms, limits, store, guard, folder)
        self._open()

    def _open(self) -> None:
        _, us, peer, *_, store, _, folder = self._made_of
        put_beside(store, folder, us.party, peer.party)
        self.books = Books(*self._made_of)
        self._effects = Effects(self.books)
        self._receiver = Receiver(self.books, self._effects)
        recovery.start(self.books, self._effects)

    def compose(
        self,
        element: str,
        params: Mapping[str, object],
        now_us: int,
        *,
        ref: EntryRef | None = None,
        event_time_us: int | None = None,
        useful_until_us: int | None = None,
    ) -> Message:
        """Return a message, whole and checked; see `thalweg.hotline.speaking.compose`.

        Raises
        ------
        InputError
            Naming everything that is wrong with it.
        """
        return speaking.compose(
            self.books, element, params, now_us, ref, event_time_us, useful_until_us
        )

    def send(
        self, message: Message, signers: Sequence[SigningKey], now_us: int
    ) -> EntryRef:
        """Sign and log a message; RECORDED when this returns.

        Raises
        ------
        InputError
            It must not be sent, with every reason; see `speaking.signed`.
        RecordDoubtError
            The own log is in doubt, or the disk failed.
        """
        return self.send_many([(message, signers)], now_us)[0]

    def send_many(
        self, messages: Sequence[tuple[Message, Sequence[SigningKey]]], now_us: int
    ) -> list[EntryRef]:
        """Sign and log messages in one commit: all or none of them; as `send`."""
        entries = [
            speaking.signed(self.books, message, signers, now_us)
            for message, signers in messages
        ]
        return self._append(entries, now_us)

    def checked(self, entry: bytes, now_us: int) -> Message:
        """Return the message of an entry that officers signed elsewhere, to be logged.

        Raises
        ------
        InputError
            It must not be, with every reason; see `thalweg.hotline.speaking.checked`.
        """
        return speaking.checked(self.books, entry, now_us)

    def change_keys(
        self, entry: bytes, messages: Sequence[bytes], now_us: int
    ) -> list[EntryRef]:
        """Log a new list of this side's keys with the messages that tell it, in one.

        From then on this site signs by it, and so does the other once it has it.

        Raises
        ------
        InputError
            They must not be logged; see `thalweg.hotline.changing.checked_change`.
        """
        checked_change(self.books, entry, messages, now_us)
        return self._append([entry, *messages], now_us)

    def enter(self, entry: bytes, now_us: int) -> EntryRef:
        """Log a sheet that an officer signed; one that stands there already, once.

        Raises
        ------
        InputError
            It must not be; see `thalweg.hotline.entering.checked_sheet`.
        RecordDoubtError
            The own log is in doubt, or the disk failed.
        """
        _, logged = checked_sheet(self.books, entry, now_us)
        return self._append([entry], now_us)[0] if logged is None else logged

    def pair(self, ref: EntryRef) -> Pair | None:
        """Return the sheet that an entry is, or is one with, on both ends of the line.

        None where nothing of it was spoken.
        """
        key = self._effects.matching.key_of(ref)
        return self._effects.matching.pair(key) if key else None

    def take_back(self, signed: bytes, now_us: int) -> int:
        """Take back what came of the own log and was kept apart; return how much.

        Raises
        ------
        InputError
            It must not be; see `thalweg.hotline.taking_back.take_back`.
        RecordDoubtError
            It does not lead to what was shown, or the disk failed.
        """
        return taking_back.take_back(self.books, self._effects, signed, now_us)

    def log_entries(self, entries: Sequence[bytes], now_us: int) -> list[EntryRef]:
        """Log entries of other kinds (findings, key lists, manifests) as they are."""
        return self._append(entries, now_us)

    def parcel(self, now_us: int) -> bytes:
        """Return the next parcel for the other side."""
        self._count_attempt()
        return next(giving.parcels(self.books, now_us))

    def parcels(self, now_us: int, first: int | None = None) -> Iterator[bytes]:
        """Yield all parcels that bring the other side up to date.

        `first` is the first own entry that it lacks, where that is known better than by
        its last word: 0 brings everything, through a diode as well.
        """
        self._count_attempt()
        yield from giving.parcels(self.books, now_us, first)

    def apply(
        self,
        parcel_bytes: bytes,
        now_us: int,
        skew_s: float | None = None,
        sound: Sound | None = None,
    ) -> Applied:
        """Take in a parcel of the other side.

        Parameters
        ----------
        skew_s
            how far the other clock is ahead, where the carrier measured it
            (`thalweg.hotline.clock.Stamps`).
        sound
            takes the alarms of warnings in it as soon as those are durable here: before
            they are cosigned, and also where the disk fails then.

        Raises
        ------
        RefusedError
            It is no parcel, or not one of this line; nothing of it was taken.
        RecordDoubtError
            The disk failed.
        """
        parcel = read_parcel(parcel_bytes)
        accepted, faults = self._continued(parcel, now_us)
        done = self._receiver.apply(parcel, now_us, skew_s, sound)
        done.alarms += accepted
        done.faults += faults
        if self._receiver.disputed is not None:
            self._say_dispute(now_us)
        return done

    def _continued(self, parcel: Parcel, now_us: int) -> tuple[list[Alarm], list[str]]:
        """Take another log of the other side for its own where it begins one anew."""
        alarms: list[Alarm] = []
        try:
            while found := continued_by(self.books, parcel):
                new, entries = found
                alarm = accept(self.books, self._effects, new, entries, now_us)
                alarms.append(alarm)
                self._open()
        except VerificationError as why:
            return alarms, list(why.faults)
        return alarms, []

    def add_checkpoint(
        self, body: bytes, now_us: int, skew_s: float | None = None
    ) -> Answer:
        """Answer a request of C2SP tlog-witness, for carriers that have that path too.

        As `thalweg.record.witness.Witness.add_checkpoint`, but 503 while the other
        side's log is in dispute. A parcel needs no such request.
        """
        if disputes.dispute(self.books):
            return Answer(503, b"your log is in dispute: nothing is cosigned\n")
        refuse_theft(self.books, body, now_us)
        answer = cosigned_unseen(self.books, body, now_us, skew_s)
        self.books.save()
        return answer

    def tick(self, now_us: int) -> list[Alarm]:
        """Do what is due by itself; return every alarm that holds now.

        Logged are RS-7 for messages that were displayed, answers to the other machine's
        CH-1, RS-6 to what cannot be read, the own CH-1 every hour, and notes of what
        has no receipt, of answers that are overdue and of a call that was missed.
        """
        books = self.books
        books.use_keys(now_us)
        watching.tidy(books, now_us)
        if books.us.origin not in books.doubts:
            entries = watching.due_entries(books, now_us)
            if entries:
                self._append(entries, now_us)
        books.save()
        return list(watching.alarms(books, now_us))

    def displayed(self, ref: EntryRef, officer: str, now_us: int) -> bool:
        """Take it that a message of the other side was on a signed-in officer's screen.

        The next `tick` tells the other side so (RS-7), once.

        Returns
        -------
        whether this was the first time.

        Raises
        ------
        InputError
            There is no such entry of the other side.
        """
        books = self.books
        said = books.said(ref) if ref.origin == books.peer.origin else None
        if said is None:
            raise InputError(f"{ref.origin}: there is no entry {ref.index} to display")
        key = index_key(ref.index)
        if books.standing.get(SHOWN, key) is not None:
            return False
        books.standing.put(SHOWN, key, {"officer": officer, "us": now_us})
        books.standing.drop(UNSEEN, str(ref.index))
        message = said.message
        wants = said.counts and message is not None and wants_acknowledgement(message)
        if wants and not self._acknowledged(ref):
            books.standing.keep(OWED, str(ref.index), [ACKNOWLEDGEMENT])
        books.save()
        return True

    def rung(self, ref: EntryRef) -> Rung:
        """Return how far an own message has come, from evidence alone.

        Raises
        ------
        InputError
            There is no such own message.
        """
        return shown.rung(self.books, ref)

    def receipt(self, ref: EntryRef) -> Receipt | None:
        """Return the other side's first receipt over an own entry."""
        return self.books.receipt(ref.index)

    def dialogue(self, ref: EntryRef) -> Dialogue | None:
        """Return how a message of either side stands; None where it is none."""
        return self.books.dialogue(ref)

    def followed(self, ref: EntryRef) -> list[Said]:
        """Return what refers to an entry, of both sides, in the order it came here."""
        found = [self.books.said(at) for at in self.books.followed(ref)]
        return [said for said in found if said is not None]

    def said(self, ref: EntryRef) -> Said | None:
        """Return what an entry of either log says; None where it is not held."""
        return self.books.said(ref)

    def seal(self, leaf: SealedLeaf) -> EntryRef:
        """Commit to something without telling it; return where it stands.

        Raises
        ------
        InputError
            The leaf is not one that can be written.
        RecordDoubtError
            The sealed log is in doubt, or the disk failed.
        """
        books = self.books
        books.refuse_doubt(books.us.sealed_origin)
        new = books.sealed.append([sealed_entry(books, leaf)])
        books.sealed.publish()
        return EntryRef(books.us.sealed_origin, new.start)

    def disclosing(self, ref: EntryRef, now_us: int) -> Message:
        """Return the RC-3 that discloses a sealed entry, to be signed and sent.

        Its proof is kept, and goes with the parcels that carry the message.

        Raises
        ------
        InputError
            There is no such entry, or the other side has not cosigned it yet.
        """
        books = self.books
        if ref.origin != books.us.sealed_origin:
            raise InputError(f"{ref.origin!r} is not the sealed log of this side")
        proof = proof_of(books, ref.index)
        digest = sha256_hex(proof)
        entry = {"origin": ref.origin, "index": ref.index}
        message = self.compose(DISCLOSE, {"entry": entry, "digest": digest}, now_us)
        keep_proof(books, proof, ref.index)
        books.save()
        return message

    def disclose(
        self, ref: EntryRef, signers: Sequence[SigningKey], now_us: int
    ) -> Disclosure:
        """Disclose a sealed entry: RC-3, and the proof that goes with the next parcel.

        Raises
        ------
        InputError
            As `disclosing` and `send`.
        """
        message = self.disclosing(ref, now_us)
        sent = self.send(message, signers, now_us)
        found = proof_named(self.books, message)
        assert found is not None
        return Disclosure(ref=sent, proof=found)

    def inbox(self, newest: int = 50) -> list[Item]:
        """Return messages of the other side: all open or unseen, and the newest."""
        return shown.inbox(self.books, newest)

    def outbox(self, newest: int = 50) -> list[Item]:
        """Return own messages: all open or without a receipt, and the newest."""
        return shown.outbox(self.books, newest)

    def closing(self, now_us: int) -> Message:
        """Return the CH-3 of today's call: how both logs are held here."""
        own, theirs = self.books.own_seen(), self.books.seen()
        open_count = len(self.books.standing.current(OPEN))
        return self.compose("CH-3", closing_params(own, theirs, open_count), now_us)

    def call_differences(self, ref: EntryRef) -> tuple[str, ...]:
        """Return where the other side's CH-3 differs from what is held here.

        Raises
        ------
        InputError
            There is no such message.
        """
        return shown.call_differences(self.books, ref)

    def settle_dispute(self) -> None:
        """Begin to cosign the other side's log again, as it is held here.

        For two officers to decide, once they know why it signed two histories; the
        proof stays in the evidence.
        """
        disputes.settle(self.books)

    def state(self, now_us: int) -> SiteState:
        """Return how this site stands now."""
        return shown.state(self.books, now_us)

    def _append(self, entries: Sequence[bytes], now_us: int) -> list[EntryRef]:
        books = self.books
        books.refuse_doubt(books.us.origin)
        try:
            rows = self._effects.of_own(books.log.size, entries, now_us)
            new = books.log.append(entries, rows)
        except BaseException:
            books.undo()
            raise
        books.done()
        books.log.publish()
        self._sign_anew()
        return [EntryRef(books.us.origin, index) for index in new]

    def _sign_anew(self) -> None:
        """Sign the sealed log by a new list of keys, though nothing is sealed now.

        The other side cosigns no checkpoint that keys alone signed which are gone.
        """
        sealed = self.books.sealed
        if sealed.origin not in self.books.doubts and sealed.is_under_old_keys:
            sealed.publish()

    def _count_attempt(self) -> None:
        attempts = self.books.standing.number(ABOUT, "attempts")
        self.books.standing.put(ABOUT, "attempts", attempts + 1)
        self.books.save()

    def _say_dispute(self, now_us: int) -> None:
        books = self.books
        about = disputes.dispute(books)
        if not about or books.us.origin in books.doubts:
            return
        params = {"size": about["size"], "earlier_size": about["held"]}
        message = watching.machine_message(books, INCONSISTENT, params, now_us)
        entry = sign_envelope(MESSAGE, encode_message(message), [books.keys.node])
        self._append([entry.format()], now_us)

    def _acknowledged(self, ref: EntryRef) -> bool:
        return any(
            said.at.origin == self.books.us.origin
            and said.message is not None
            and said.message.element == ACKNOWLEDGEMENT
            for said in self.followed(ref)
        )
