"""The two sides of a line: whose keys are whose, what was agreed, and the limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thalweg.model.agreement import Agreement, UnwatchedClause
from thalweg.model.message import Urgency
from thalweg.times import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey

DAILY_CALL = "channel.daily-call"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideKeys:
    """The keys of one side, each kind the newest first; all of them count.

    `log` and `sealed` sign the checkpoints of its two logs and bear their origins;
    `witness` and `mirror` cosign the other side's; `node` signs what the machine says,
    `officers` what people say; `root` signs agreements.
    """

    party: str
    log: tuple[VerifierKey, ...]
    sealed: tuple[VerifierKey, ...]
    witness: tuple[VerifierKey, ...]
    mirror: tuple[VerifierKey, ...]
    node: tuple[VerifierKey, ...]
    officers: tuple[VerifierKey, ...]
    root: tuple[VerifierKey, ...] = ()

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


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKeys:
    """The keys with which a node signs by itself; an officer's is handed in to sign."""

    log: SigningKey
    sealed: SigningKey
    witness: SigningKey
    mirror: SigningKey
    node: SigningKey

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
        entries that are kept of a history which contradicts the one that is held; a
        side that signed so many has shown it, and must not fill the disk.
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
    most_following: int = 500
    most_days_missed: int = 31
