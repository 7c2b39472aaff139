"""An agreement document, YAML and the files beside it, to `model.agreement.Agreement`.

Each party, place, rule and clause is read by itself, so that one run names everything
that is wrong. Geometry is judged afterwards, in `thalweg.agreement`; `Reading` carries
what that needs to name its faults by line and column too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from thalweg.model.agreement import Agreement, Clause, Defaults
from thalweg.model.party import NEUTRAL, UNKNOWN, Party, RosterRule
from thalweg.model.place import LinePlace, Place, PolygonPlace, RoutePlace
from thalweg.wire.beside import Beside, Reader, read_roster
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.clause import ANY, ClauseV1, DefaultsV1, Kinds
from thalweg.wire.place import PlaceReader
from thalweg.wire.quantity import AccelerationMps2, ClockS, TimeUs
from thalweg.wire.words import (
    Address,
    CallsignGlob,
    FileName,
    Id,
    MoverId,
    Texts,
)
from thalweg.wire.yaml import Document, Path, Strict, nearest, read_yaml, shown, unknown

FORMAT: Final = "agreement/1"
MANIFEST: Final = "agreement-manifest/1"
RESERVED: Final = frozenset({NEUTRAL, UNKNOWN, ANY})
MAX_CLAUSES: Final = 500
MAX_PLACES: Final = 1000
MAX_RULES: Final = 5000


class InForceV1(Strict):
    """From when, and until when, the edition holds."""

    from_us: TimeUs | None = Field(default=None, alias="from")
    until_us: TimeUs | None = Field(default=None, alias="until")


class AffiliateV1(Strict):
    """A force that acts for a party."""

    name: Texts


class PartyV1(Strict):
    """A party, and who acts for it."""

    name: Texts
    affiliates: dict[Id, AffiliateV1] = Field(default_factory=dict, max_length=100)


class WhenV1(Strict):
    """What must hold, all together, for a rule to apply."""

    address: Annotated[list[Address], Field(min_length=1)] | None = None
    address_range: (
        Annotated[list[Address], Field(min_length=2, max_length=2)] | None
    ) = None
    callsign: CallsignGlob | None = None
    feed: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    mover: Annotated[list[MoverId], Field(min_length=1)] | None = None


class RuleV1(Strict):
    """One rule of the roster."""

    party: str
    when: WhenV1
    manoeuvre_mps2: AccelerationMps2 | None = Field(default=None, alias="manoeuvre")


class RosterFileV1(Strict):
    """A roster in a file beside the document."""

    file: FileName


SECTIONS: Final[Mapping[str, tuple[Any, bool]]] = {
    "thalweg": (Literal["agreement/1"], True),
    "id": (Id, True),
    "edition": (Annotated[int, Field(ge=1, le=1_000_000)], True),
    "title": (Texts, True),
    "in_force": (InForceV1, False),
    "day_starts": (ClockS, False),
    "parties": (Annotated[dict[Id, Any], Field(min_length=1, max_length=50)], True),
    "others": (Annotated[dict[Id, Any], Field(max_length=50)], False),
    "roster": (Annotated[list[Any], Field(max_length=MAX_RULES)], False),
    "places": (Annotated[dict[Id, Any], Field(max_length=MAX_PLACES)], False),
    "clauses": (
        Annotated[list[Any], Field(min_length=1, max_length=MAX_CLAUSES)],
        True,
    ),
    "defaults": (DefaultsV1, False),
}


@dataclass(slots=True)
class Reading:
    """What was read of a document, and all that is wrong with it so far.

    `places` and `clauses` (by their index) hold those that could be read. `agreement`
    is None as long as there is any fault.
    """

    document: Document
    places: dict[str, Place] = field(default_factory=dict)
    clauses: dict[int, Clause] = field(default_factory=dict)
    agreement: Agreement | None = None


def read_agreement(data: bytes, name: str, reader: Reader) -> Reading:
    """Read an agreement document called `name`; `reader` gives the files it names."""
    document = read_yaml(data, name)
    reading = Reading(document)
    if document.value is None:
        return reading
    if not isinstance(document.value, dict):
        document.fault((), f"wanted an agreement, got {shown(document.value)}")
        return reading
    head = document.section((), SECTIONS)
    beside = Beside(document, reader)
    parties = _parties(document)
    roster = _roster(document, parties, beside)
    reading.places = _places(document, beside)
    defaults = head.get("defaults") or DefaultsV1()
    for path, text in defaults.check():
        document.fault(("defaults", *path), text)
    reading.clauses = _clauses(document, defaults, parties, reading.places)
    _check_in_force(document, head)
    if document.faults:
        return reading
    files = {name: data, **beside.files}
    reading.agreement = _whole(
        head, parties, roster, reading, defaults.to_model(), files
    )
    return reading


def manifest_sha256(agreement_id: str, edition: int, files: Mapping[str, bytes]) -> str:
    """Return the digest of an agreement: of the RFC 8785 manifest of its files.

    The manifest is ``{"edition", "files": {name: sha256}, "id", "thalweg":
    "agreement-manifest/1"}``, over the document and every file that it names.
    """
    manifest = {
        "thalweg": MANIFEST,
        "id": agreement_id,
        "edition": edition,
        "files": {name: sha256_hex(data) for name, data in files.items()},
    }
    return sha256_hex(canonical_json(manifest))


def _whole(
    head: dict[str, Any],
    parties: dict[str, Party],
    roster: list[RosterRule],
    reading: Reading,
    defaults: Defaults,
    files: dict[str, bytes],
) -> Agreement:
    in_force = head.get("in_force") or InForceV1()
    return Agreement(
        id=head["id"],
        edition=head["edition"],
        title=head["title"],
        in_force_from_us=in_force.from_us,
        in_force_until_us=in_force.until_us,
        day_starts_s=head.get("day_starts", 0),
        parties=tuple(parties.values()),
        roster=tuple(roster),
        places=reading.places,
        clauses=tuple(reading.clauses.values()),
        defaults=defaults,
        document=reading.document.name,
        files=files,
        sha256=manifest_sha256(head["id"], head["edition"], files),
    )


def _parties(document: Document) -> dict[str, Party]:
    """Return all parties by id: bound ones, then affiliates, then others."""
    found: dict[str, Party] = {}
    acting: list[tuple[Path, Party]] = []
    for name in _keys(document, "parties"):
        path: Path = ("parties", name)
        party = document.read(path, PartyV1)
        _claim(document, path, Party(id=name, name=party.name if party else {}), found)
        raw = document.at((*path, "affiliates"))
        for other in raw if isinstance(raw, dict) else ():
            texts = party.affiliates[other].name if party else {}
            below = (*path, "affiliates", other)
            acting.append((below, Party(id=other, name=texts, affiliate_of=name)))
    for below, affiliate in acting:
        _claim(document, below, affiliate, found)
    for name in _keys(document, "others"):
        path = ("others", name)
        outside = document.read(path, AffiliateV1)
        texts = outside.name if outside else {}
        _claim(document, path, Party(id=name, name=texts, bound=False), found)
    return found


def _claim(
    document: Document, path: Path, party: Party, taken: dict[str, Party]
) -> None:
    """Put a party among those `taken`, unless its name is somebody's already."""
    if party.id in RESERVED:
        document.fault(path, f"{party.id} is a word of thalweg's own", at_key=True)
    elif party.id in taken:
        document.fault(path, f"{party.id} is a party already", at_key=True)
    else:
        taken[party.id] = party


def _roster(
    document: Document, parties: Mapping[str, Party], beside: Beside
) -> list[RosterRule]:
    known = [*parties, NEUTRAL]
    rules: list[RosterRule] = []
    raw = document.at(("roster",))
    for i in range(min(len(raw), MAX_RULES) if isinstance(raw, list) else 0):
        path: Path = ("roster", i)
        value = document.at(path)
        if isinstance(value, dict) and "file" in value:
            entry = document.read(path, RosterFileV1)
            if entry is None:
                continue
            data = beside.read(entry.file, (*path, "file"))
            if data is None:
                continue
            for line, number, party in read_roster(
                data, entry.file, known, document.faults
            ):
                rules.append(
                    RosterRule(
                        party=party,
                        ground=f"{entry.file}:{line}",
                        strength="address",
                        addresses=frozenset({number}),
                    )
                )
            continue
        rule = document.read(path, RuleV1)
        party = document.at((*path, "party"))
        if isinstance(party, str) and party not in known:
            document.fault((*path, "party"), unknown("party", party, known))
        if rule is not None:
            _check_rule(document, path, rule)
            rules.append(_rule(rule, i))
    return rules


def _check_rule(document: Document, path: Path, rule: RuleV1) -> None:
    when = rule.when
    if not when.model_fields_set:
        document.fault(
            (*path, "when"),
            "wanted at least one of address, address_range, callsign, feed, mover",
        )
    if when.address_range and when.address_range[0] > when.address_range[1]:
        document.fault((*path, "when", "address_range"), "ends before it begins")
    if when.mover and when.feed is None:
        document.fault(
            (*path, "when", "mover"), "a track number means nothing without its 'feed'"
        )
    if rule.manoeuvre_mps2 is not None and rule.manoeuvre_mps2 > 200.0:
        document.fault((*path, "manoeuvre"), "wanted at most 200 m/s2")


def _rule(rule: RuleV1, index: int) -> RosterRule:
    when = rule.when
    if when.address or when.address_range:
        strength = "address"
    elif when.feed:
        strength = "feed"
    else:
        strength = "callsign"
    between = when.address_range
    return RosterRule(
        party=rule.party,
        ground=f"roster[{index}]",
        strength=strength,
        addresses=frozenset(when.address or ()),
        address_range=(between[0], between[1]) if between else None,
        callsign=when.callsign,
        feed=when.feed,
        movers=frozenset(when.mover or ()),
        manoeuvre_mps2=rule.manoeuvre_mps2,
    )


def _places(document: Document, beside: Beside) -> dict[str, Place]:
    reader = PlaceReader(document, beside)
    found = {}
    for name in _keys(document, "places")[:MAX_PLACES]:
        place = reader.read(name, ("places", name))
        if place is not None:
            found[name] = place
    for name, place in found.items():
        if isinstance(place, RoutePlace):
            path: Path = ("places", name, "route")
            _check_place(document, path, place.line, "line", found)
    return found


def _clauses(
    document: Document,
    defaults: DefaultsV1,
    parties: Mapping[str, Party],
    places: Mapping[str, Place],
) -> dict[int, Clause]:
    raw = document.at(("clauses",))
    found: dict[int, Clause] = {}
    taken: dict[str, int] = {}
    for i in range(min(len(raw), MAX_CLAUSES) if isinstance(raw, list) else 0):
        path: Path = ("clauses", i)
        kind = _kind(document, path)
        if kind is None:
            continue
        before = len(document.faults.entries)
        clause = document.read(path, kind)
        for below, role, word in _names(document, path, kind):
            _check_name(document, below, role, word, parties, places)
        number = document.at((*path, "id"))
        if isinstance(number, str) and taken.setdefault(number, i) != i:
            document.fault((*path, "id"), f"clauses[{taken[number]}] has this id too")
        if clause is None:
            continue
        for below, text in clause.check():
            document.fault((*path, *below), text)
        if len(document.faults.entries) == before:
            found[i] = clause.to_model(defaults)
    return found


def _kind(document: Document, path: Path) -> type[ClauseV1] | None:
    """Return the model of the kind that the clause at `path` says it is."""
    value = document.at(path)
    if not isinstance(value, dict):
        if path not in document.bad:
            document.fault(path, f"wanted a clause, got {shown(value)}")
        return None
    if "kind" not in value:
        if (*path, "kind") not in document.bad:
            best = nearest("kind", [key for key in value if key != "id"])
            hint = f"; is it {shown(best)}?" if best else ""
            document.fault((*path, "kind"), f"missing{hint}")
        return None
    kind = value["kind"]
    if not isinstance(kind, str) or kind not in Kinds.ALL:
        document.fault((*path, "kind"), unknown("kind", kind, Kinds.ALL))
        return None
    return Kinds.ALL[kind]


def _names(
    document: Document, path: Path, kind: type[ClauseV1]
) -> Iterator[tuple[Path, str, str]]:
    """Yield each party and place that a clause names: its path, its role, the name.

    Read from the document, not from the model: a clause that is wrong elsewhere still
    has its names checked. What is wrong as a name has its fault already.
    """
    for key, role in kind.names.items():
        value = document.at((*path, key))
        steps: list[tuple[Path, object]] = [((*path, key), value)]
        if isinstance(value, dict):
            steps = [((*path, key, word), word) for word in value]
        elif isinstance(value, list):
            steps = [((*path, key, i), word) for i, word in enumerate(value)]
        for below, word in steps:
            if isinstance(word, str) and below not in document.bad:
                yield below, role, word


def _check_name(
    document: Document,
    path: Path,
    role: str,
    word: str,
    parties: Mapping[str, Party],
    places: Mapping[str, Place],
) -> None:
    if role in ("line", "polygon", "site"):
        _check_place(document, path, word, role, places)
        return
    if word == ANY and path[-2:-1] == ("between",):
        return
    if word not in parties:
        known = [p for p in parties if role == "party" or parties[p].bound]
        at_key = path[-2:-1] == ("sides",)
        document.fault(path, unknown("party", word, known), at_key=at_key)
    elif role == "bound" and not parties[word].bound:
        document.fault(
            path, f"{word} stands under 'others' and is bound by nothing here"
        )


def _check_place(
    document: Document, path: Path, word: str, role: str, places: Mapping[str, Place]
) -> None:
    kinds: dict[str, tuple[type, ...]] = {
        "line": (LinePlace,),
        "polygon": (PolygonPlace,),
    }
    known = _keys(document, "places")
    if word not in known:
        document.fault(path, unknown("place", word, known))
        return
    # A place that could not be read has its own fault; this name is not wrong.
    place = places.get(word)
    if place is None:
        return
    if role == "site":
        if isinstance(place, LinePlace):
            document.fault(
                path, f"{word} is a line; wanted a site: name it by a 'route'"
            )
    elif not isinstance(place, kinds[role]):
        document.fault(path, f"{word} is not a {role}")


def _check_in_force(document: Document, head: dict[str, Any]) -> None:
    in_force = head.get("in_force")
    if (
        in_force is not None
        and None not in (in_force.from_us, in_force.until_us)
        and in_force.from_us >= in_force.until_us
    ):
        document.fault(("in_force", "until"), "ends before it begins")


def _keys(document: Document, section: str) -> list[str]:
    value = document.at((section,))
    return list(value) if isinstance(value, dict) else []
