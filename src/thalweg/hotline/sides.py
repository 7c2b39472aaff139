"""The two sides of a line: whose keys are whose, what was agreed, and the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from thalweg.model.agreement import Agreement, UnwatchedClause
from thalweg.model.message import Urgency
from thalweg.record.ring import KeyRing
from thalweg.times import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S
from thalweg.wire.key_file import (
    LOG,
    MIRROR,
    NODE,
    ROOT,
    SEALED,
    WITNESS,
    is_officer,
)
from thalweg.wire.key_list import KeyList, KeyTerm
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey

DAILY_CALL = "channel.daily-call"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideKeys:
    """The keys of one side, each kind the newest first; all of them count.

    `log` and `sealed` sign the checkpoints of its two logs and bear their origins;
    `witness` and `mirror` cosign the other side's; `node` signs what the machine says,
    `officers` what people say; `root` signs agreements and lists of keys, and without
    one no list is taken. `edition` is that of the list they stand in, 0 for the
    agreement's; `terms` are of the keys that do not count from first to last, and
    `revoked` those that count for nothing new.
    """

    party: str
    log: tuple[VerifierKey, ...]
    sealed: tuple[VerifierKey, ...]
    witness: tuple[VerifierKey, ...]
    mirror: tuple[VerifierKey, ...]
    node: tuple[VerifierKey, ...]
    officers: tuple[VerifierKey, ...]
    root: tuple[VerifierKey, ...] = ()
    edition: int = 0
    terms: Mapping[VerifierKey, KeyTerm] = field(default_factory=dict)
    revoked: tuple[VerifierKey, ...] = ()
    listed: KeyList | None = None

    @property
    def origin(self) -> str:
        """The origin of its log."""
        return self.log[0].name

    @property
    def sealed_origin(self) -> str:
        """The origin of its sealed log."""
        return self.sealed[0].name

    @property
    def cosigners(self) -> tuple[VerifierKey, ...]:
        """The keys by which it cosigns the other side's logs."""
        return (*self.mirror, *self.witness)

    def counts(
        self, key: VerifierKey, index: int | None, time_us: int | None = None
    ) -> bool:
        """Tell whether one of these keys counts there and then; None for any."""
        term = self.terms.get(key)
        if term is None:
            return True
        return term.holds(term.from_index if index is None else index, time_us)

    def persons(self, keys: Iterable[VerifierKey]) -> int:
        """Return how many officers these keys are of: one may have two, old and new."""
        theirs = [key for key in keys if key in self.officers]
        if len(theirs) < 2:
            return len(theirs)
        return self.key_list().persons(theirs)

    def key_list(self) -> KeyList:
        """Return the list they stand in; without one, as the agreement has them."""
        if self.listed is not None:
            return self.listed
        named = (
            (LOG, self.log),
            (SEALED, self.sealed),
            (WITNESS, self.witness),
            (MIRROR, self.mirror),
            (NODE, self.node),
            (ROOT, self.root),
        )
        terms = [KeyTerm(use=use, key=key) for use, keys in named for key in keys]
        for number, key in enumerate(self.officers, 1):
            use = key.name.rpartition("/")[2]
            use = use if is_officer(use) else f"officer-{number}"
            terms.append(KeyTerm(use=use, key=key))
        return KeyList(
            party=self.party, edition=self.edition, made_us=0, keys=tuple(terms)
        )


def side_of(found: KeyList, ring: KeyRing) -> SideKeys:
    """Return the keys of a list of a ring by what they are for, the newest first."""

    def named(use: str) -> tuple[VerifierKey, ...]:
        there = {term.key for term in found.keys if term.use == use}
        return tuple(key for key in reversed(ring.ever(use)) if key in there)

    officers = {t.use for t in found.keys if is_officer(t.use)}
    return SideKeys(
        party=found.party,
        log=named(LOG),
        sealed=named(SEALED),
        witness=named(WITNESS),
        mirror=named(MIRROR),
        node=named(NODE),
        officers=tuple(key for use in sorted(officers) for key in named(use)),
        root=named(ROOT),
        edition=found.edition,
        terms={term.key: term for term in found.keys if not term.is_open},
        revoked=tuple(one.key for one in found.revoked),
        listed=found,
    )


def side_ever(ring: KeyRing) -> SideKeys:
    """Return every key that a side had, but for those that were revoked."""
    gone = {one.key.public for one in ring.newest.revoked}
    terms = {
        term.key: KeyTerm(use=term.use, key=term.key)
        for one in ring.logged
        for term in one.list.keys
        if term.key.public not in gone
    }
    whole = replace(ring.newest, keys=tuple(terms.values()))
    return side_of(whole, ring)


Found = Callable[[str, VerifierKey], SigningKey | None]
"""Returns the private key of a use that is at hand; None where it is not."""


def _found_nowhere(use: str, key: VerifierKey) -> None:
    """Find no key beside those that a node began with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKeys:
    """The keys with which a node signs by itself; an officer's is handed in to sign.

    `find` opens others, when a list of keys says that they count; `more` are the open
    halves of others that are at hand, by use.
    """

    log: SigningKey
    sealed: SigningKey
    witness: SigningKey
    mirror: SigningKey
    node: SigningKey
    find: Found = _found_nowhere
    more: Mapping[str, tuple[VerifierKey, ...]] = field(default_factory=dict)

    def first_of(self, held: Mapping[str, Sequence[SigningKey]]) -> OwnKeys:
        """Return these with the first of some keys of each use in its place."""
        return replace(
            self,
            log=held[LOG][0],
            sealed=held[SEALED][0],
            witness=held[WITNESS][0],
            mirror=held[MIRROR][0],
            node=held[NODE][0],
        )

    def known(self, use: str) -> tuple[VerifierKey, ...]:
        """Return the keys of a use that are at hand, listed or not."""
        first: SigningKey = getattr(self, use)
        return tuple(dict.fromkeys((first.verifier, *self.more.get(use, ()))))

    def held(self, use: str, keys: Iterable[VerifierKey]) -> tuple[SigningKey, ...]:
        """Return those of some keys of a use that are at hand, in their order."""
        first: SigningKey = getattr(self, use)
        found = (
            first if key == first.verifier else self.find(use, key) for key in keys
        )
        return tuple(key for key in found if key is not None)

    def side(self, party: str, officers: tuple[VerifierKey, ...] = ()) -> SideKeys:
        """Return what the other side needs of them."""
        return SideKeys(
            party=party,
            log=(self.log.verifier,),
            sealed=(self.sealed.verifier,),
            witness=(self.witness.verifier,),
            mirror=(self.mirror.verifier,),
            node=(self.node.verifier,),
            officers=officers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyCall:
    """What the agreement says of the line: when it is called, how long it may be still.

    `at_s` is seconds after 00:00Z. `max_silence_s` is None where nothing is agreed;
    so is `budget_count`, the distress messages shown singly within `budget_per_s`.
    """

    at_s: float
    within_s: float
    max_silence_s: float | None = None
    budget_count: int | None = None
    budget_per_s: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the agreement in force says to a line.

    `sha256` is the digest of its manifest; `agreement` gives places and clauses their
    meaning, None where it is not at hand; `two_persons` are elements for which it asks
    two officers to sign, beyond those that always need two.
    """

    sha256: str
    call: DailyCall | None = None
    agreement: Agreement | None = None
    two_persons: frozenset[str] = frozenset()


def terms_of(agreement: Agreement, sha256: str | None = None) -> Terms:
    """Return the terms of an agreement; `sha256` is its signed manifest's, if known."""
    call = next((c for c in agreement.clauses if c.kind == DAILY_CALL), None)
    return Terms(
        sha256=agreement.sha256 if sha256 is None else sha256,
        call=_call(call.settings) if isinstance(call, UnwatchedClause) else None,
        agreement=agreement,
    )


def _call(settings: Mapping[str, object]) -> DailyCall:
    known = {
        "at_s": "at_s",
        "within_s": "within_s",
        "max_silence_s": "max_silence_s",
        "distress_budget_count": "budget_count",
        "distress_budget_per_s": "budget_per_s",
    }
    given = {name: settings[key] for key, name in known.items() if key in settings}
    return DailyCall(**given)  # type: ignore[arg-type]


def _receipt_within_us() -> Mapping[Urgency, int]:
    return {
        Urgency.DISTRESS: US_PER_MIN,
        Urgency.URGENT: 5 * US_PER_MIN,
        Urgency.NORMAL: 4 * US_PER_HOUR,
        Urgency.LOW: US_PER_DAY,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every limit of a line, and why.

    Attributes
    ----------
    heartbeat_s
        how often the other side cosigns again: 10 on a network, 60 by satellite, None
        where only parcels go, whose silence means nothing before the agreed limit.
    amber_missed, red_missed
        heartbeats missed before the line is shown amber, and red.
    receipt_within_us
        how long a message waits for its receipt before that is put on record.
    check_every_us
        how often the machine sends CH-1: a line that is only thought to work does not.
    parcel_bytes
        how large a parcel is made; the entries of one bundle go whole, so that one may
        be larger, to 16 MiB. Many are made of a long absence.
    most_beside
        entries under known keys that are kept of a history which contradicts the one
        that is held, or that waits; a side that signed so many has shown it, and must
        not fill the disk.
    proofs_bytes
        of the other side's proofs of sealed entries, all together.
    day_bytes
        of the other side's entries, taken in a day; more waits, and is read for
        warnings. Each counts for 4 KiB beside its own bytes.
    most_cosigned
        sizes of a log that are cosigned in a day without its entries (the sealed log):
        each is a line in the guard.
    most_thefts
        uses of revoked keys that are put down.
    most_following
        messages that one message is followed by; more are in the log and not counted.
    most_days_missed
        days of missed calls that are put on record at once after a long stop.
    """

    heartbeat_s: float | None = 10.0
    amber_missed: int = 3
    red_missed: int = 10
    receipt_within_us: Mapping[Urgency, int] = field(default_factory=_receipt_within_us)
    check_every_us: int = 3600 * US_PER_S
    parcel_bytes: int = 4 << 20
    most_beside: int = 1_000
    proofs_bytes: int = 256 << 20
    day_bytes: int = 1 << 30
    most_cosigned: int = 20_000
    most_thefts: int = 100
    most_following: int = 500
    most_days_missed: int = 31
