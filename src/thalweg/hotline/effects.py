"""What an entry does when it is logged: rows, in the transaction that writes the entry.

Each effect is keyed by the entry's log and index and follows from what stands in the
logs; so it takes place once, however often the entry comes, and can be worked out again
after a backup was restored. Only when an entry came is not in the logs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from thalweg.hotline.answers import (
    ACKNOWLEDGEMENT,
    AFFIRM,
    ERROR,
    State,
    is_response,
)
from thalweg.hotline.books import (
    CALLS,
    CITED,
    DISCLOSED,
    DISCLOSING,
    FOLLOWED,
    MANIFESTS,
    NOTED,
    OPEN,
    OWED,
    PROOFS,
    SENT,
    TOLD,
    UNSEEN,
    WAITING,
    Books,
    index_key,
    ref_key,
)
from thalweg.hotline.budget import is_over, within
from thalweg.hotline.call import CLOSED, OPENED, call_day
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.hotline.disclosure import take_proof
from thalweg.hotline.intake import count_entries
from thalweg.hotline.listing import Batch, recount, take_list
from thalweg.hotline.matching import Matching
from thalweg.hotline.notes import FORMAT as NOTE
from thalweg.hotline.notes import Noted, parse_attempts
from thalweg.hotline.notices import settle_notice, take_notice
from thalweg.hotline.render import urgency_of
from thalweg.hotline.said import CHECK, ROGER, Said, read_said
from thalweg.hotline.spoken import Spoken, Voice
from thalweg.hotline.standing import ABOUT
from thalweg.model.message import EntryRef, Message, Urgency
from thalweg.record.ports import Row
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.finding_leaf import parse_finding_leaf
from thalweg.wire.leaf import (
    AGREEMENT,
    ATTEMPTS,
    FINDING,
    KEYS,
    LINK,
    MESSAGE,
    note_format,
)

DISCLOSE = "RC-3"
_MOST_FAULTS = 8
_MOST_LISTED = 16
_LONGEST_FAULT = 300


class Effects:
    """The rows that entries cause; `came` is what the last ones of the peer said.

    `uncounted` are entries whose worth a list of keys in the last ones changed.
    `proofs` are those that come with the next ones, by SHA-256: what of them an RC-3
    among these names is kept with it, or said to be wrong in `refused`.
    """

    def __init__(self, books: Books) -> None:
        self._books = books
        self._rows = books.standing
        self.matching = Matching(books)
        self.came: list[Said] = []
        self.uncounted: list[EntryRef] = []
        self.proofs: Mapping[str, bytes] = {}
        self.refused: list[str] = []

    def of_peer(
        self, first: int, entries: Sequence[bytes], now_us: int
    ) -> tuple[Row, ...]:
        """Return the rows that new entries of the other side cause."""
        books = self._books
        self.came, self.uncounted, self.refused = [], [], []
        count_entries(books, entries, now_us)
        batch = Batch(mine=False, first=first, entries=entries)
        for index, entry in enumerate(entries, first):
            at = EntryRef(books.peer.origin, index)
            side = books.rings.at(index, mine=False)
            said = read_said(entry, at, side, books.us.party, books.terms)
            said = self._held_to_machine(self._take_list(said, entry, batch))
            books.know(said)
            self.came.append(said)
            self._put_verdict(TOLD, said, now_us)
            self._owe(said)
            if said.counts and said.message is not None:
                self._take_in(said, said.message, mine=False)
            elif said.spoken is not None and not said.faults:
                self._take_sheet(said, said.spoken, mine=False)
            elif said.matched is not None:
                self.matching.take_note(said.matched, index, mine=False)
            elif not said.faults:
                self._take_document(said.type, entry, at, mine=False)
            self._hear_again(at)
        return self._rows.rows()

    def of_own(
        self, first: int, entries: Sequence[bytes], now_us: int
    ) -> tuple[Row, ...]:
        """Return the rows that new entries of the own log cause."""
        books = self._books
        self.uncounted = []
        batch = Batch(mine=True, first=first, entries=entries)
        for index, entry in enumerate(entries, first):
            at = EntryRef(books.us.origin, index)
            side = books.rings.at(index, mine=True)
            # The node put it there: what was agreed then is not held against it, under
            # an agreement that may have changed since. Who signed it is.
            said = read_said(entry, at, side, books.peer.party, None)
            said = replace(self._take_list(said, entry, batch), error="")
            message = said.message
            books.know(said)
            self._put_verdict(SENT, said, now_us)
            if message is not None and said.counts:
                self._wait(message, index, now_us)
                self._take_in(said, message, mine=True)
            elif said.spoken is not None and not said.faults:
                self._take_sheet(said, said.spoken, mine=True)
            elif said.matched is not None:
                self.matching.take_note(said.matched, index, mine=True)
            elif said.type == ATTEMPTS:
                self._take_note(entry, index)
            else:
                self._take_document(said.type, entry, at, mine=True)
            self._hear_again(at)
        self._rows.put(ABOUT, "own-upto", first + len(entries))
        return self._rows.rows()

    def recounted(self, *, mine: bool) -> None:
        """Judge again what revoked keys signed, and the dialogues it was part of."""
        books = self._books
        size = (books.log if mine else books.mirror).size
        self._recount(Batch(mine=mine, first=size, entries=()))

    def _take_list(self, said: Said, entry: bytes, batch: Batch) -> Said:
        if said.type != KEYS or said.faults:
            return said
        said = take_list(self._books, said, entry, mine=batch.mine)
        if not said.faults:
            self._recount(batch)
            # A mirror's key that ends, or was stolen, shows less of the other log.
            self.recounted(mine=not batch.mine)
        return said

    def _recount(self, batch: Batch) -> None:
        changed = recount(self._books, batch)
        self.uncounted += changed
        for at in changed:
            self.settle_again(at)

    def settle_again(self, at: EntryRef) -> None:
        """Put down anew what follows from an entry that was judged again."""
        said = self._books.said(at)
        if said is None:
            return
        spoken, note = said.spoken, said.matched
        message = said.message if spoken is None else spoken.message()
        keys = [] if note is None else [note.key]
        if message is not None:
            self.reconsider(at)
            keys += self.matching.keys_about(message, at)
        for key in keys:
            self.matching.settle_again(key)
        told_of = [at, *([] if message is None else [message.ref])]
        told_of += (pair.said for key in keys if (pair := self.matching.pair(key)))
        for ref in dict.fromkeys(told_of):
            if ref is not None and ref != at:
                self.reconsider(ref)
            if ref is not None and ref.origin == self._books.peer.origin:
                settle_notice(self._books, self.matching, ref)

    def _held_to_machine(self, said: Said) -> Said:
        """Fault a machine's ROGER to anything that no machine asked."""
        message = said.message
        if not said.counts or said.officers or message is None:
            return said
        if message.element != ROGER or message.ref is None:
            return said
        books = self._books
        is_lost = message.ref.origin in books.doubts and books.said(message.ref) is None
        if is_lost:
            # A restored backup lost what it answers: held to it when that is back.
            return said
        asked = books.message(message.ref)
        if asked is not None and asked.element == CHECK:
            return said
        return replace(said, faults=(f"{ROGER}: a machine answers {CHECK} alone",))

    def _hear_again(self, at: EntryRef) -> None:
        """Take in again what was here before the entry that it speaks of.

        Where a backup was restored, the answers may come before what they answer.
        """
        books = self._books
        for other in books.followed(at):
            said = books.said(other)
            if other.origin == at.origin or said is None or not said.counts:
                continue
            is_mine = other.origin == books.us.origin
            held = said if is_mine else self._held_to_machine(said)
            if held.faults:
                books.know(held)
                verdict = {**books.verdict(other), "faults": list(held.faults)}
                self._rows.put(TOLD, index_key(other.index), verdict)
            elif held.message is not None:
                self._take_call(held.message, other, mine=is_mine)
            self.reconsider(other)

    def _put_verdict(self, table: str, said: Said, now_us: int) -> None:
        verdict: dict[str, object] = {
            "us": now_us,
            "by": list(said.signers),
            "officers": said.officers,
            "faults": [_plain(fault) for fault in said.faults[:_MOST_FAULTS]],
        }
        if said.revoked:
            verdict["revoked"] = said.revoked
        message = said.message
        if said.spoken is not None and table == TOLD:
            until_us = said.spoken.sheet.useful_until_us
            verdict["late"] = until_us is not None and until_us < now_us
            is_news = not said.faults and self.matching.is_news(said.spoken)
            verdict["news"] = is_news
            verdict["grouped"] = is_news and self._is_grouped(
                said.spoken.message(), now_us
            )
        if message is not None and table == TOLD:
            until_us = message.useful_until_us
            verdict["late"] = until_us is not None and until_us < now_us
            known = self.matching.known_before(message, said.at) if said.counts else ""
            if known:
                verdict["spoken"] = known
            verdict["grouped"] = not known and self._is_grouped(message, now_us)
        self._rows.put(table, index_key(said.at.index), verdict)

    def _is_grouped(self, message: Message, now_us: int) -> bool:
        if is_response(message.element) or _urgency(message) is not Urgency.DISTRESS:
            return False
        call = self._books.terms.call
        came = self._rows.get(ABOUT, "distress")
        known = list(came) if isinstance(came, list) else []
        if is_over(call, known, now_us):
            return True
        kept = [*within(call, known, now_us), now_us]
        self._rows.put(ABOUT, "distress", kept)
        return False

    def _owe(self, said: Said) -> None:
        """Put down what nobody was shown yet, and what the node answers by itself."""
        name = str(said.at.index)
        message = said.message
        element = "" if message is None else message.element
        is_check = element == CHECK and not said.officers and said.counts
        if is_check and not self._answered(said.at, ROGER):
            self._rows.keep(OWED, name, [ROGER])
        # Only what says which element it is: two machines that cannot read one another
        # would answer each other's errors for ever.
        is_wrong = bool(said.error and element) and not is_response(element)
        if is_wrong and not self._answered(said.at, ERROR):
            self._rows.keep(OWED, name, [ERROR, said.error])
        is_for_people = said.type in (MESSAGE, LINK, "") and element != ACKNOWLEDGEMENT
        # A list that nobody may have made, and whatever a thief signed, are seen too.
        is_for_people |= bool(said.revoked) or (said.type == KEYS and bool(said.faults))
        if (is_for_people and not is_check) or said.spoken is not None:
            self._rows.keep(UNSEEN, name)

    def _answered(self, at: EntryRef, element: str) -> bool:
        """Tell whether the own log has such an answer already."""
        books = self._books
        given = [ref for ref in books.followed(at) if ref.origin == books.us.origin]
        found = [books.message(ref) for ref in given]
        return any(one is not None and one.element == element for one in found)

    def _wait(self, message: Message, index: int, now_us: int) -> None:
        if is_response(message.element) or self._books.receipt(index) is not None:
            return
        of = None if message.ref is None else self._books.message(message.ref)
        urgency = urgency_of(message, of) or Urgency.DISTRESS
        by_us = now_us + self._books.limits.receipt_within_us[urgency]
        self._rows.keep(WAITING, str(index), by_us)

    def _take_in(self, said: Said, message: Message, *, mine: bool) -> None:
        at = said.at
        if mine and message.ref is not None and is_response(message.element):
            self._settle_owed(message, message.ref)
        if message.ref is not None:
            self._follow(message.ref, at, mine=mine)
        self.reconsider(at)
        if message.element == DISCLOSE:
            self._disclose(message, at, mine=mine)
        if not mine:
            take_notice(self._books, message, at)
        self._take_call(message, at, mine=mine)
        if said.officers:
            self.matching.take_message(message, at)

    def _take_sheet(self, said: Said, spoken: Spoken, *, mine: bool) -> None:
        """Take in what was said by voice: it is known, and answers and closes nothing.

        A notice that the other side says it gave holds like one that was written.
        """
        message = spoken.message()
        if message.ref is not None:
            self._follow(message.ref, said.at, mine=mine)
        if not mine and spoken.voice is Voice.SAID:
            take_notice(self._books, message, said.at)
        if mine and self._books.terms.call is not None:
            self._take_voice_call(message, said.at)
        self.matching.take_sheet(said, spoken)

    def _take_voice_call(self, message: Message, at: EntryRef) -> None:
        call = self._books.terms.call
        key = {OPENED: "voice-opened", CLOSED: "voice-closed"}.get(message.element)
        if call is None or key is None:
            return
        self._put_call(call_day(call, message.signed_time_us), key, at)

    def _settle_owed(self, message: Message, ref: EntryRef) -> None:
        name = str(ref.index)
        owed = self._rows.current(OWED).get(name)
        is_theirs = ref.origin == self._books.peer.origin
        if is_theirs and isinstance(owed, list) and owed[0] == message.element:
            self._rows.drop(OWED, name)

    def _follow(self, ref: EntryRef, at: EntryRef, *, mine: bool) -> None:
        books = self._books
        logs = (books.us.origin, books.peer.origin)
        is_sheet = ref.origin.partition("/")[0] in (books.us.party, books.peer.party)
        if ref.origin not in logs and not is_sheet:
            return
        known = self._rows.get(FOLLOWED, ref_key(ref))
        followed = known if isinstance(known, list) else []
        if len(followed) < books.limits.most_following:
            entry = [0 if mine else 1, at.index]
            self._rows.put(FOLLOWED, ref_key(ref), [*followed, entry])
        if ref.origin in logs:
            self.reconsider(ref)

    def reconsider(self, at: EntryRef) -> None:
        """Put down whether a dialogue is open."""
        found = self._books.dialogue(at)
        if found is not None and found.state in (State.OPEN, State.STANDBY):
            self._rows.keep(OPEN, ref_key(at))
        else:
            self._rows.drop(OPEN, ref_key(at))

    def _take_call(self, message: Message, at: EntryRef, *, mine: bool) -> None:
        call = self._books.terms.call
        if call is None:
            return
        stands_at, says, key = at, message, ""
        if message.element in (OPENED, CLOSED):
            key = "opened" if message.element == OPENED else "closed"
        elif message.element == AFFIRM and message.ref is not None:
            asked = self._books.message(message.ref)
            if asked is not None and asked.element == CLOSED:
                stands_at, says, key = message.ref, asked, "agreed"
        came = self._books.verdict(stands_at).get("us")
        if not key or not isinstance(came, int):
            return
        # Of an entry that came back from the other side, only itself tells when.
        day = call_day(call, came or says.signed_time_us)
        self._put_call(day, f"{'own' if mine else 'their'}-{key}", at)

    def _disclose(self, message: Message, at: EntryRef, *, mine: bool) -> None:
        """Put down what an RC-3 discloses; of an own one, that its proof goes along."""
        entry = message.params["entry"]
        assert isinstance(entry, dict)
        side = self._books.us if mine else self._books.peer
        if entry["origin"] != side.sealed_origin:
            # Nobody discloses what the other side sealed; nor fills up its row.
            return
        of = ref_key(EntryRef(entry["origin"], entry["index"]))
        is_listed = self._list(DISCLOSED, of, at, mine=mine)
        digest = str(message.params["digest"])
        if not mine:
            proof = self.proofs.get(digest)
            if is_listed and proof is not None:
                self.refused += take_proof(self._books, digest, proof, entry["index"])
            return
        if self._rows.get(PROOFS, digest) is None:
            return
        listed = self._rows.get(ABOUT, DISCLOSING)
        known = list(listed) if isinstance(listed, list) else []
        if [at.index, digest] not in known:
            self._rows.put(ABOUT, DISCLOSING, [*known, [at.index, digest]])

    def _list(self, table: str, key: str, at: EntryRef, *, mine: bool) -> bool:
        """Put an entry into a row that lists some; return whether it stands there."""
        known = self._rows.get(table, key)
        listed = known if isinstance(known, list) else []
        place = [0 if mine else 1, at.index]
        if place not in listed and len(listed) < _MOST_LISTED:
            listed = [*listed, place]
            self._rows.put(table, key, listed)
        return place in listed

    def _take_document(
        self, kind: str, entry: bytes, at: EntryRef, *, mine: bool
    ) -> None:
        """Put down where findings and manifests stand, so that they can be found."""
        if kind == FINDING:
            sealed = parse_finding_leaf(parse_envelope(entry).payload).sealed
            if sealed is not None:
                self._list(CITED, ref_key(sealed), at, mine=mine)
        elif kind == AGREEMENT:
            sha256 = sha256_hex(parse_envelope(entry).payload)
            self._list(MANIFESTS, sha256, at, mine=mine)

    def _take_note(self, entry: bytes, index: int) -> None:
        payload = parse_envelope(entry).payload
        if note_format(payload) != NOTE:
            return
        note = parse_attempts(payload)
        if note.what is Noted.MISSED_CALL and note.day is not None:
            self._put_call(note.day, "missed", EntryRef(self._books.us.origin, index))
        elif note.of is not None:
            self._rows.put(NOTED, index_key(note.of.index), note.what.value)
            if note.what is Noted.NOT_RECEIPTED:
                self._rows.drop(WAITING, str(note.of.index))

    def _put_call(self, day: str, key: str, at: EntryRef) -> None:
        """Put down an entry that says something of the call of a day."""
        found = self._rows.get(CALLS, day)
        row = dict(found) if isinstance(found, dict) else {}
        # Some of them: a revocation may take the first away.
        known = row.get(key, [])
        if at.index not in known and len(known) < _MOST_LISTED:
            self._rows.put(CALLS, day, row | {key: [*known, at.index]})


def _urgency(message: Message) -> Urgency | None:
    if message.element not in CATALOGUE.elements:
        return None
    return urgency_of(message, None, CATALOGUE)


def _plain(fault: str) -> str:
    return fault.encode("utf-8", "replace").decode("utf-8")[:_LONGEST_FAULT]
