"""What a record claims of itself beside its findings: files, inputs, signatures.

Nothing here needs the positions. A record that somebody resealed must not be able to
say that it is signed, carry a file of its own invention under the manifest's digest, or
name inputs that are not beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from thalweg.archive.consistency import Record
from thalweg.archive.folder import REQUIRED, SUMMARY
from thalweg.archive.pages import DAILY, INCIDENT, page_name, pages_in
from thalweg.archive.untrusted import Contents, json_object
from thalweg.errors import DocumentError, InputError
from thalweg.findings.judge import RULES
from thalweg.times import parse_iso
from thalweg.wire.canonical import canonical_json
from thalweg.wire.feeds import parse_feeds
from thalweg.wire.manifest import NAME as MANIFEST
from thalweg.wire.notices import parse_notices

FEEDS, NOTICES, SETTINGS = "feeds.yaml", "notices.json", "settings.json"
_INPUTS = frozenset({FEEDS, NOTICES, SETTINGS})
_SETTINGS = frozenset({"columns", "from", "near_only", "to", "within"})
_SUMMARY = frozenset(
    {
        "thalweg", "agreement", "positions", "findings", "days", "rules", "feeds",
        "unattributed", "unwatched", "version",
    }
)  # fmt: skip


def claim_faults(record: Record) -> Iterator[str]:
    """Yield what a record claims of itself that its own files do not bear out."""
    yield from _file_faults(record.contents)
    yield from _page_faults(record)
    yield from _rules_faults(record)
    yield from _summary_faults(record)
    yield from _input_faults(record)


def as_written(record: Record) -> Iterator[str]:
    """Yield what only the positions could show to be true."""
    yield (
        "events.parquet, coverage.parquet, dropped.parquet, the hours seen, and what "
        "decisions.parquet says beyond the evidence: as written; that needs --positions"
    )
    yield (
        f"{SUMMARY}: positions and movers read, kept and unattributed, and the period: "
        "as written; that needs --positions"
    )
    if NOTICES in inputs_of(record):
        yield (
            f"inputs/{NOTICES}: that a notice was received when it says; "
            "ask those it was sent to"
        )


def own_inputs(record: Record) -> Iterator[str]:
    """Yield by which of its own files a record was run again: they are for reading."""
    for name in inputs_of(record):
        yield (
            f"inputs/{name}: whether it is right; everything was made again by what "
            f"{_says(record.contents, name)}"
        )


def _says(contents: Contents, name: str) -> str:
    if name != SETTINGS:
        return "it says"
    try:
        said = canonical_json(json_object(contents.read(f"inputs/{name}"), name))
    except (InputError, ValueError):
        return "it says"
    return f"it says: {said.decode()[:500]}"


def inputs_of(record: Record) -> list[str]:
    """Return the names of the inputs that lie beside a record, sorted."""
    return [n.removeprefix("inputs/") for n in record.contents.within("inputs")]


def _file_faults(contents: Contents) -> Iterator[str]:
    for name in sorted(contents.files):
        folder, _, rest = name.rpartition("/")
        known = (
            name in (*REQUIRED, MANIFEST)
            or folder in ("agreement", "evidence")
            or (folder == "inputs" and rest in _INPUTS)
            or page_name(name) is not None
        )
        if not known:
            yield f"{name}: a file that no record has"


def _page_faults(record: Record) -> Iterator[str]:
    """Yield pages about a day or a finding that the record does not have."""
    pages = pages_in(record.contents.files)
    days, ids = _days(record.summary or {}), record.findings
    have = {
        DAILY: {str(day.get("day")) for day in days},
        INCIDENT: set() if ids is None else set(ids.column("finding").to_pylist()),
    }
    for page in pages:
        if page.about and page.about not in have[page.kind]:
            what = "day" if page.kind == DAILY else "finding"
            yield f"{page}: about a {what} that is not in this record"


def _rules_faults(record: Record) -> Iterator[str]:
    rules = record.manifest.rules if record.manifest else RULES
    if rules != RULES:
        yield f"{MANIFEST}: rules {rules!r}; this thalweg judges by {RULES!r} alone"


def _summary_faults(record: Record) -> Iterator[str]:
    summary, agreement = record.summary, record.agreement
    if summary is None:
        return
    for key in sorted(summary.keys() ^ _SUMMARY):
        what = "unknown" if key in summary else "missing"
        yield f"{SUMMARY}: {key!r} is {what}"
    said = summary.get("agreement")
    if agreement is not None and isinstance(said, Mapping):
        signed = list(agreement.signed_by)
        if said.get("signed_by") != signed:
            yield (
                f"{SUMMARY}: signed by {said.get('signed_by')!r}, but the agreement "
                f"beside it is signed by {signed!r}"
            )
    for number, day in enumerate(_days(summary)):
        seen_h, alive_h = day.get("seen_h"), day.get("alive_h")
        if not _hours(seen_h, alive_h):
            said_h = f"{seen_h!r} h seen of {alive_h!r} h in a day"
            yield f"{SUMMARY}: days[{number}]: {said_h}"


def _days(summary: Mapping[str, object]) -> list[Mapping[str, object]]:
    days = summary.get("days")
    return [d for d in days if isinstance(d, Mapping)] if isinstance(days, list) else []


def _hours(seen_h: object, alive_h: object) -> bool:
    """Return whether two numbers can be hours of one day, the first of the second."""
    most_h = 24.0
    for said_h in (alive_h, seen_h):
        if said_h is None:
            continue
        if not isinstance(said_h, int | float) or isinstance(said_h, bool):
            return False
        if not 0 <= said_h <= most_h:
            return False
        most_h = said_h
    return True


def _input_faults(record: Record) -> Iterator[str]:
    there = inputs_of(record)
    summary, agreement = record.summary or {}, record.agreement
    contents = record.contents
    sha256 = None
    try:
        if FEEDS in there:
            name = f"inputs/{FEEDS}"
            sha256 = parse_feeds(contents.read(name), name, formats=None).sha256
        if SETTINGS in there:
            yield from _settings_faults(contents)
        if NOTICES in there and agreement is not None:
            name = f"inputs/{NOTICES}"
            parse_notices(contents.read(name), name, agreement)
    except DocumentError as why:
        yield from why.faults
    except InputError as why:
        yield str(why)
    said = summary.get("feeds")
    said_sha256 = said.get("sha256") if isinstance(said, Mapping) else None
    if said_sha256 != sha256:
        yield (
            f"{SUMMARY}: feeds {said_sha256!r}, but the digest of inputs/{FEEDS} is "
            f"{sha256!r}"
        )


def _settings_faults(contents: Contents) -> Iterator[str]:
    name = f"inputs/{SETTINGS}"
    said = json_object(contents.read(name), name)
    for key in sorted(said.keys() - _SETTINGS):
        yield f"{name}: {key!r} is unknown"
    for key in ("from", "to"):
        if key in said:
            parse_iso(str(said[key]))
