"""What comes from the other side: receipts, entries, checkpoints to cosign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from thalweg.errors import RecordDoubtError, RefusedError, VerificationError
from thalweg.hotline import disputes, doubts
from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.answers import is_response
from thalweg.hotline.books import BESIDE, Books
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.hotline.clock import Clocks, clocks, least_skew_s
from thalweg.hotline.disclosure import take_named
from thalweg.hotline.effects import Effects
from thalweg.hotline.intake import cosigned_unseen, why_waits
from thalweg.hotline.origins import of_these_logs
from thalweg.hotline.parcel import NOTHING, Parcel, Run
from thalweg.hotline.recovery import (
    is_guarded,
    is_ours,
    judge,
    own_checkpoint,
    take_back,
)
from thalweg.hotline.said import Said, read_said
from thalweg.hotline.standing import ABOUT
from thalweg.hotline.trust import RevokedKeyError, keep_theft, signed_by_peer
from thalweg.model.message import EntryRef, Marker, Message, Urgency
from thalweg.record.log import Log
from thalweg.record.merkle import consistency_proof
from thalweg.record.mirror import GapError, TwoHistoriesError
from thalweg.record.ports import WITNESSED, Receipt
from thalweg.times import US_PER_S
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.checkpoint import SignedCheckpoint, parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.encoded import to_base64
from thalweg.wire.key_file import LOG, MIRROR, SEALED, WITNESS
from thalweg.wire.leaf import KEYS
from thalweg.wire.vkey import VerifierKey
from thalweg.wire.witness_request import (
    WitnessRequest,
    parse_witness_request,
    proof_in,
)

Sound = Callable[[list[Alarm]], None]
"""Takes alarms that must not wait for what follows them."""


_MOST_UNKEPT = 10_000


def _unheard(_alarms: list[Alarm]) -> None:
    """Leave them to `Applied.alarms`."""


@dataclass(slots=True, kw_only=True)
class Applied:
    """What a parcel brought.

    Attributes
    ----------
    new
        indices of the other side's log that are new here.
    receipts
        how many receipts for our logs are new.
    recovered
        how many entries of our own log came back.
    cosigned
        whether our mirror cosigned its checkpoint: it is in our next parcel.
    withheld
        why not; "" where it did.
    faults
        what was refused of it, a sentence each.
    alarms
        what the desk has to show now.
    """

    new: range = range(0)
    receipts: int = 0
    recovered: int = 0
    cosigned: bool = False
    withheld: str = ""
    faults: list[str] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)


class Receiver:
    """Takes parcels in; one at a time."""

    def __init__(self, books: Books, effects: Effects) -> None:
        self._books = books
        self._effects = effects
        self.disputed: SignedCheckpoint | None = None
        self._unkept: set[str] = set()
        self._sound: Sound = _unheard

    def apply(
        self,
        parcel: Parcel,
        now_us: int,
        skew_s: float | None,
        sound: Sound | None = None,
    ) -> Applied:
        """Take a parcel in; what of it is refused is told in `Applied.faults`.

        `sound` is handed the alarms of warnings in it as soon as these are durable:
        before they are cosigned, and also where the disk then fails.

        Raises
        ------
        RefusedError
            It is from or for somebody else.
        RecordDoubtError
            The disk failed.
        """
        books, done = self._books, Applied()
        if (parcel.sender, parcel.recipient) != (books.peer.party, books.us.party):
            raise RefusedError(
                [f"parcel: from {parcel.sender} to {parcel.recipient}; this line is "
                 f"from {books.peer.party} to {books.us.party}"]
            )  # fmt: skip
        if skew_s is None:
            skew_s = least_skew_s(parcel.made_us, now_us)
        self.disputed = None
        parcel = of_these_logs(books, parcel)
        self._sound = _unheard if sound is None else sound
        self._take_back(parcel, now_us, done)
        self._take_receipts(parcel, now_us, done)
        proofs = {sha256_hex(proof): proof for proof in parcel.disclosed}
        if proofs:
            done.faults += take_named(books, proofs)
            books.save()
        # Others are kept with the messages that name them: once these are held, the
        # other side does not send the proofs again.
        self._effects.proofs, self._effects.refused = proofs, []
        self._take_log(parcel, now_us, skew_s, done)
        done.faults += self._effects.refused
        self._effects.proofs = {}
        self._take_sealed(parcel, now_us, skew_s, done)
        books.standing.put(ABOUT, "holds", [parcel.holds.log, parcel.holds.sealed])
        books.standing.put(ABOUT, "own", [parcel.own.log, parcel.own.sealed])
        books.standing.put(ABOUT, "heard-us", now_us)
        if clocks(skew_s) is not Clocks.UNKNOWN:
            books.standing.put(ABOUT, "skew-ms", round(skew_s * 1000))
        books.save()
        if done.faults:
            facts = {"about": sha256_hex("\n".join(done.faults).encode())[:16]}
            facts |= {"faults": "; ".join(done.faults[:5])}
            done.alarms.append(Alarm(kind=Kind.REFUSED, facts=facts))
        return done

    def _take_back(self, parcel: Parcel, now_us: int, done: Applied) -> None:
        if parcel.receipt is None:
            return
        try:
            done.recovered = take_back(
                self._books,
                self._effects,
                parcel.receipt,
                parcel.back,
                parcel.back_growth,
                now_us,
            )
        except VerificationError as why:
            done.faults += why.faults
        except RecordDoubtError as why:
            # It bears our own signature and is not our history: we stop, the line not.
            self._books.doubts[self._books.us.origin] = str(why)
        if self._books.us.origin in self._books.doubts:
            why_not = self._books.doubts[self._books.us.origin]
            done.alarms.append(Alarm(kind=Kind.RECORD, facts={"why": why_not}))

    def _take_receipts(self, parcel: Parcel, now_us: int, done: Applied) -> None:
        books, ring = self._books, self._books.rings.peer
        # Also of keys that were replaced while it was on its way.
        witnesses = ring.ever(WITNESS)
        came = (
            (parcel.receipt, books.log, False, (*ring.ever(MIRROR), *witnesses)),
            (parcel.witnessed, books.log, False, witnesses),
            (parcel.sealed_receipt, books.sealed, True, witnesses),
        )
        for note, log, is_sealed, keys in came:
            if note is None:
                continue
            try:
                signed = own_checkpoint(books, note, now_us, sealed=is_sealed)
                # Other lines under it are room that the other side fills.
                own = books.rings.own.ever(SEALED if is_sealed else LOG)
                known = signed.lines_of((*own, *keys))
                done.receipts += self._keep_receipts(log, known, keys, now_us)
            except VerificationError as why:
                done.faults += why.faults

    def _keep_receipts(
        self,
        log: Log,
        signed: SignedCheckpoint,
        keys: tuple[VerifierKey, ...],
        now_us: int,
    ) -> int:
        books, at = self._books, signed.checkpoint
        if not is_ours(books, log, at):
            # What the guard knows is only missing here, and comes back by itself.
            if not is_guarded(books, log, at):
                doubts.shown(books, log, signed, now_us, stolen=False)
                judge(books)
            return 0
        new = 0
        for one in cosignatures_of(signed, keys):
            if not books.rings.peer.cosigns(one.key, at.origin, at.size, one.time_s):
                continue
            receipt = Receipt(
                origin=log.origin,
                key=one.key.text(),
                size=at.size,
                time_s=one.time_s,
                received_us=now_us,
                note=signed.format(),
            )
            if self._is_new(receipt):
                log.add_receipt(receipt)
                new += 1
        if new and log is books.log:
            books.standing.put(ABOUT, "attempts", 0)
            # One that was long on its way may show that what a thief could have signed
            # was cosigned before.
            if at.size <= books.rings.own.logged[-1].index:
                books.rings.receipt_came(at.size, signed.format())
                self._effects.recounted(mine=True)
        return new

    def _is_new(self, receipt: Receipt) -> bool:
        """Tell whether a receipt is neither one that we have nor an older one.

        One that comes again must not make a silent line look alive.
        """
        store = self._books.store
        whose = (receipt.origin, receipt.key)
        newest = store.newest_receipt(*whose)
        if newest is None or (newest.size, newest.time_s) < (
            receipt.size,
            receipt.time_s,
        ):
            return True
        if receipt.size == 0:
            return False
        first = store.receipt(*whose, receipt.size - 1)
        return first is None or first.size != receipt.size

    def _take_log(
        self, parcel: Parcel, now_us: int, skew_s: float | None, done: Applied
    ) -> None:
        books = self._books
        if parcel.log is None:
            done.withheld = "no checkpoint came"
            return
        try:
            request = parse_witness_request(parcel.log)
            signed = signed_by_peer(books, request.checkpoint_bytes, parcel, now_us)
        except RevokedKeyError as why:
            done.faults += why.faults
            done.withheld = "it was signed by a key that was revoked"
            done.alarms.append(keep_theft(books, why, now_us))
            self._read_beside(parcel.run, now_us, done)
            return
        except VerificationError as why:
            done.faults += why.faults
            done.withheld = "its checkpoint was refused"
            return
        waits = why_waits(books, now_us) if parcel.run.end > books.mirror.size else ""
        if waits:
            done.withheld = waits
            done.faults.append(waits)
            self._read_beside(parcel.run, now_us, done)
            return
        # What the receipts changed goes first: only the entries' own rows are written
        # with them, and where none is new nothing is.
        books.save()
        try:
            growth = proof_in(parcel.growth)
            absorbed = books.mirror.absorb(
                signed.format(),
                parcel.run.first,
                parcel.run.entries,
                lambda first, new: self._effects.of_peer(first, new, now_us),
                growth,
            )
        except TwoHistoriesError as why:
            self._dispute(signed, now_us, why, done, parcel.run)
            self._read_beside(parcel.run, now_us, done)
        except VerificationError as why:
            books.undo()
            done.faults += why.faults
            if not isinstance(why, GapError):
                self._read_beside(parcel.run, now_us, done)
        except BaseException:
            books.undo()
            raise
        else:
            books.done()
            done.new = absorbed.new
            came = self._effects.came if absorbed.new else []
            alarms = [*self._alarms(came), *self._key_alarms(came)]
            done.alarms += alarms
            if alarms:
                self._sound(alarms)
            books.use_keys(now_us)
            books.let_sign(signed.checkpoint.size, now_us)
            self._cosign(signed, now_us, skew_s, done)
            return
        done.withheld = "its entries do not lead to its checkpoint"

    def _cosign(
        self,
        signed: SignedCheckpoint,
        now_us: int,
        skew_s: float | None,
        done: Applied,
    ) -> None:
        books, at = self._books, signed.checkpoint
        done.withheld = self._why_withheld(skew_s)
        if not done.withheld and books.mirror.size < at.size:
            done.withheld = "more entries are to come"
        head = books.store.head(at.origin, WITNESSED)
        old = 0 if head is None else head.size
        if not done.withheld and old > at.size:
            done.withheld = "a larger checkpoint was cosigned already"
        if done.withheld:
            return
        if head is not None and books.root_at(at.origin, old) != head.root:
            # The guard of a restored record remembers what the record does not.
            why = f"{at.origin}: not the {old} entries that were cosigned before"
            self._dispute(signed, now_us, VerificationError([why]), done)
            return
        reader = books.tree(at.origin).reader(at.size)
        request = WitnessRequest(
            old, consistency_proof(old, at.size, reader), signed.format()
        )
        now_s = now_us // US_PER_S
        answer = books.witness.add_checkpoint(request.format(), now_s, skew_s)
        line = books.mirror.cosign(signed, now_s) if answer.status == 200 else None
        if line is None:
            done.withheld = answer.body.decode().strip() or "our clock went back"
        done.cosigned = line is not None

    def _why_withheld(self, skew_s: float | None) -> str:
        if disputes.dispute(self._books):
            return "its log is in dispute"
        if clocks(skew_s) is Clocks.TOO_FAR:
            return f"our clocks differ by {abs(skew_s or 0):.0f} s"
        return ""

    def _take_sealed(
        self, parcel: Parcel, now_us: int, skew_s: float | None, done: Applied
    ) -> None:
        if parcel.sealed is None or self._why_withheld(skew_s):
            return
        books = self._books
        answer = cosigned_unseen(books, parcel.sealed, now_us, skew_s)
        # 409: it knew an older size of ours, and is told the newer by our next parcel.
        if answer.status in (200, 409, 503):
            return
        told = answer.body.decode("utf-8", "replace").strip()
        done.faults.append(f"{books.peer.sealed_origin}: {answer.status}: {told}")
        head = books.store.head(books.peer.sealed_origin, WITNESSED)
        if answer.status == 422 and head is not None:
            signed = parse_checkpoint(
                parse_witness_request(parcel.sealed).checkpoint_bytes
            )
            if signed.checkpoint.size == head.size:
                self._dispute(signed, now_us, VerificationError([told]), done)

    def _dispute(
        self,
        signed: SignedCheckpoint,
        now_us: int,
        why: VerificationError,
        done: Applied,
        run: Run = NOTHING,
    ) -> None:
        """Put down that the other side signed two histories: receipts stop."""
        books = self._books
        books.undo()
        done.faults += why.faults
        if not disputes.dispute(books):
            head = books.store.head(signed.checkpoint.origin, WITNESSED)
            held = books.mirror.size if head is None else head.size
            about = {
                "common": _common(books, run),
                "since_us": now_us,
                "origin": signed.checkpoint.origin,
                "size": signed.checkpoint.size,
                "held": held,
                "why": str(why)[:300],
            }
            disputes.begin(books, about)
            self.disputed = signed
        done.alarms.append(Alarm(kind=Kind.DISPUTE, facts={"why": str(why)}))

    def _read_beside(self, run: Run, now_us: int, done: Applied) -> None:
        """Read what another history says: a warning in it may still save somebody."""
        books = self._books
        kept = books.standing.number(ABOUT, "beside")
        origin = books.peer.origin
        held = books.store.entries(origin, run.first, run.end)
        came = []
        for at, entry in enumerate(run.entries):
            key = sha256_hex(entry)
            if entry in held[at : at + 1] or books.standing.get(BESIDE, key):
                continue
            ref = EntryRef(origin, run.first + at)
            side = books.rings.at(ref.index, mine=False)
            said = read_said(entry, ref, side, books.us.party, books.terms)
            if not said.signers:
                continue
            if kept < books.limits.most_beside:
                row = {"entry": to_base64(entry), "index": ref.index, "us": now_us}
                books.standing.put(BESIDE, key, row)
                kept += 1
            elif key in self._unkept:
                continue
            else:
                # There is no more room; a warning is sounded all the same, once.
                self._unkept.add(key)
            came.append((said, key))
        if len(self._unkept) > _MOST_UNKEPT:
            self._unkept.clear()
        books.standing.put(ABOUT, "beside", kept)
        books.save()
        alarms = [alarm for one, key in came for alarm in self._beside(one, key)]
        done.alarms += alarms
        if alarms:
            self._sound(alarms)

    def _beside(self, said: Said, key: str) -> Iterator[Alarm]:
        """Yield what an entry of another history sounds.

        Told apart by its bytes: the entry that is held at its index, or a thief's
        there, may have sounded before, and must not keep this one quiet.
        """
        for alarm in self._alarms([said], beside=True):
            yield replace(alarm, facts={**alarm.facts, "about": key[:16]})

    def _key_alarms(self, came: list[Said]) -> Iterator[Alarm]:
        for said in came:
            if said.revoked:
                named = {"key": said.revoked, "about": said.revoked}
                yield Alarm(kind=Kind.REVOKED_KEY, at=said.at, facts=named)
            elif said.type == KEYS:
                ring = self._books.rings.peer
                gone = [at.index for at in self._effects.uncounted]
                facts: dict[str, object] = {"edition": ring.newest.edition}
                facts |= {"uncounted": gone, "faults": list(said.faults)}
                yield Alarm(kind=Kind.KEYS, at=said.at, facts=facts)

    def _alarms(self, came: list[Said], *, beside: bool = False) -> Iterator[Alarm]:
        for said in came:
            if not beside:
                yield from self._voice_alarms(said)
            kind = None if said.message is None else _kind(said.message)
            if kind is None or said.message is None:
                continue
            verdict = {} if beside else self._books.verdict(said.at)
            if verdict.get("spoken"):
                # An officer here heard just this by telephone, or it was sounded when
                # the other side's sheet of it came.
                continue
            if verdict.get("late"):
                kind = Kind.LATE
            elif verdict.get("grouped"):
                kind = Kind.GROUPED
            facts = {"element": said.message.element, "beside": beside}
            facts |= {"faults": list(said.faults)}
            yield Alarm(kind=kind, at=said.at, facts=facts)

    def _voice_alarms(self, said: Said) -> Iterator[Alarm]:
        """Yield what an entry sounds that is a sheet, or is one with a sheet.

        A warning that the other side says it gave by telephone, and that nobody entered
        here, is sounded as one that comes now: whoever took the call may not have
        passed it on.
        """
        matching, spoken = self._effects.matching, said.spoken
        key = matching.key_of(said.at)
        pair = matching.pair(key) if key else None
        if pair is None:
            return
        facts: dict[str, object] = {"about": pair.key}
        verdict = self._books.verdict(said.at)
        kind = _kind(spoken.message()) if spoken is not None else None
        if spoken is not None and kind is not None and verdict.get("news"):
            if verdict.get("late"):
                kind = Kind.LATE
            elif verdict.get("grouped"):
                kind = Kind.GROUPED
            told = {**facts, "element": spoken.sheet.element, "spoken": True}
            yield Alarm(kind=kind, at=said.at, facts=told)
        if pair.differences:
            names = [difference.name for difference in pair.differences]
            yield Alarm(kind=Kind.VOICE, at=said.at, facts={**facts, "differs": names})


def _common(books: Books, run: Run) -> int | None:
    """Return how many entries of a run's log are the same here, where it shows that."""
    held = books.store.entries(books.peer.origin, run.first, run.end)
    pairs = enumerate(zip(held, run.entries, strict=False))
    same = next((n for n, (one, other) in pairs if one != other), None)
    return None if same is None or (same == 0 and run.first) else run.first + same


def _kind(message: Message) -> Kind | None:
    element = CATALOGUE.elements.get(message.element)
    if element is None:
        # Of a newer catalogue: nobody here can tell that it is harmless.
        return Kind.WARNING
    if is_response(element.id):
        return None
    is_urgent = element.urgency in (Urgency.DISTRESS, Urgency.URGENT)
    return Kind.WARNING if is_urgent or element.marker is Marker.WARNING else None
