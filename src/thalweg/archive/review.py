"""People's marks beside a record: what somebody thinks of a finding, and why.

A finding never changes; what a person holds of it stands in ``DIR.review.jsonl``,
beside the folder and never in it. The file only grows: one mark a line, canonical JSON,
and each line carries the digest of the one before, so that a line taken out of the
middle or changed shows. Lines cut off the end do not show by themselves: the digest of
the last line, which is told with every list, does it for whoever noted it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from thalweg.archive.consistency import read_record
from thalweg.archive.difference import rows_of
from thalweg.archive.folder import FINDINGS_TABLE
from thalweg.archive.untrusted import Contents, json_object
from thalweg.errors import InputError, ResultFolderError
from thalweg.times import iso, now_us, parse_iso
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.geoparquet import GEOMETRY_COLUMN
from thalweg.wire.manifest import NAME as MANIFEST

FORMAT = "review/1"
SUFFIX = ".review.jsonl"
MARKS = ("confirmed", "disputed", "false", "withdrawn")
"""What may be said of a finding; `withdrawn` takes one's own earlier mark back."""

LONGEST_WHO, LONGEST_WHY = 200, 4000
LARGEST_BYTES = 64 << 20

_KEYS = frozenset(
    {
        "thalweg", "finding", "mark", "who", "why", "at", "manifest", "row",
        "previous",
    }
)  # fmt: skip
_FINDING = re.compile(r"[0-9a-f]{16}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One person's mark on one finding.

    `manifest` names the record it was made on, `row` is the digest of the finding's
    row there; `at_us` is microseconds since 1970, UTC; `line` counts from 1.
    """

    finding: str
    mark: str
    who: str
    why: str
    at_us: int
    manifest: str
    row: str
    line: int


@dataclass(frozen=True, slots=True)
class Review:
    """The marks beside a record, oldest first.

    `faults` has a sentence for each line that is no mark or does not follow from the
    one before; `head` is the digest of the last line, empty where there is none.
    """

    marks: tuple[Mark, ...]
    faults: tuple[str, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What of a record a mark is made on: its name, and its findings' digests."""

    folder: Path
    manifest: str
    rows: Mapping[str, str]

    def known(self, finding: str) -> None:
        """Refuse a finding that is not in this record; InputError names the nearest."""
        if finding not in self.rows:
            raise InputError(_no_such(finding, sorted(self.rows), self.folder))

    def standing(self, mark: Mark) -> str:
        """Say what a mark was made on, seen from this record."""
        if mark.manifest == self.manifest:
            return "on this record"
        if mark.finding not in self.rows:
            return "made on an earlier record; the finding is not in this one"
        if self.rows[mark.finding] == mark.row:
            return "made on an earlier record; the finding is the same"
        return "made on an earlier record; the finding was another"


def path_of(folder: str | Path) -> Path:
    """Return where the marks of a result folder lie: beside it, under its name."""
    # Not resolved: who keeps a record behind a link keeps its marks beside the link.
    whole = Path(os.path.abspath(folder))
    return whole.parent / f"{whole.name}{SUFFIX}"


def read_review(folder: str | Path) -> Review:
    """Return the marks beside a result folder; none where there is no such file.

    Raises
    ------
    InputError
        The file cannot be read, or is larger than any review.
    """
    path = path_of(folder)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(f"{path}: larger than {LARGEST_BYTES} bytes; no review is")
        data = path.read_bytes()
    except FileNotFoundError:
        return Review((), (), "")
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from why
    return _parsed(data, path.name)


def marks_of(folder: str | Path) -> dict[str, list[Mark]]:
    """Return, by finding, the marks that stand: each person's newest, if not withdrawn.

    A record from elsewhere may lie beside a file of marks that cannot be read; that is
    told by `read_review`, and there are no marks then.
    """
    try:
        marks = read_review(folder).marks
    except InputError:
        return {}
    newest: dict[tuple[str, str], Mark] = {}
    for mark in marks:
        newest.pop((mark.finding, mark.who), None)
        newest[mark.finding, mark.who] = mark
    found: dict[str, list[Mark]] = {}
    for mark in newest.values():
        if mark.mark != "withdrawn":
            found.setdefault(mark.finding, []).append(mark)
    return found


def reviewed(folder: str | Path) -> Reviewed:
    """Return what of a result folder marks are made on.

    Raises
    ------
    ResultFolderError
        It is no result folder, or its findings are not those of its manifest.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ResultFolderError(
            f"{folder} is not a folder; wanted one that `thalweg watch --out` wrote"
        )
    contents = Contents(folder)
    faults: list[str] = []
    record = read_record(contents, faults)
    if record.manifest is None or record.findings is None:
        raise ResultFolderError(f"{folder} cannot be reviewed: {faults[0]}")
    if record.manifest.files.get(FINDINGS_TABLE) != contents.sha256(FINDINGS_TABLE):
        raise ResultFolderError(
            f"{folder}: {FINDINGS_TABLE} is not the one in {MANIFEST}; "
            f"run: thalweg verify {folder}"
        )
    rows = {}
    for row in rows_of(record.findings):
        row.pop(GEOMETRY_COLUMN, None)
        rows[str(row["finding"])] = sha256_hex(canonical_json(row))
    return Reviewed(folder, contents.sha256(MANIFEST), rows)


def add_mark(
    folder: str | Path,
    finding: str,
    *,
    mark: str,
    who: str,
    why: str,
    now: Callable[[], int] = now_us,
) -> Mark:
    """Put a person's mark beside a finding, at the end of the file, for good.

    Parameters
    ----------
    folder, finding
        A result folder, and the 16 hex digits of one of its findings.
    mark
        One of `MARKS`.
    who, why
        Who says so, and for what reason; neither may be empty.
    now
        The clock: microseconds since 1970, UTC.

    Raises
    ------
    InputError
        There is no such finding, the mark is none, or the file cannot be written; then
        nothing was added.
    """
    _check(mark, who, why)
    on = reviewed(folder)
    on.known(finding)
    path = path_of(folder)
    with _locked(path) as file:
        there = _bytes(file, path)
        # A line that a crash left torn stays, as a line of its own: nothing is lost.
        torn = bool(there) and not there.endswith(b"\n")
        lines = there.splitlines()
        content = {
            "thalweg": FORMAT,
            "finding": finding,
            "mark": mark,
            "who": who,
            "why": why,
            "at": iso(now()),
            "manifest": on.manifest,
            "row": on.rows[finding],
            "previous": sha256_hex(lines[-1]) if lines else "",
        }
        _append(file, (b"\n" if torn else b"") + _encoded(content) + b"\n", path)
    return _mark(content, len(lines) + 1)


def _check(mark: str, who: str, why: str) -> None:
    if mark not in MARKS:
        raise InputError(f"--mark: {mark[:40]!r}; wanted one of {', '.join(MARKS)}")
    for name, text, longest in (("who", who, LONGEST_WHO), ("why", why, LONGEST_WHY)):
        if not text.strip():
            raise InputError(f"--{name}: empty; a mark says who made it and why")
        if len(text) > longest:
            raise InputError(
                f"--{name}: {len(text):,} characters; wanted at most {longest:,}"
            )


def _no_such(finding: str, known: Sequence[str], folder: str | Path) -> str:
    """Say which of the findings begins most as the one that is not there."""
    said = f"{folder}: no finding {finding[:64]!r}"
    if not known:
        return f"{said}; it has none"
    near = max(known, key=lambda k: (_alike(k, finding), k))
    alike = _alike(near, finding)
    if not alike:
        return f"{said}; its {len(known):,} findings are in {FINDINGS_TABLE}"
    return f"{said}; nearest is {near}, alike in its first {alike} digits"


def _alike(one: str, other: str) -> int:
    """Return how many characters two ids begin with alike."""
    for n, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return n
    return min(len(one), len(other))


def _encoded(content: Mapping[str, str]) -> bytes:
    try:
        return canonical_json(content)
    except ValueError as why:
        raise InputError(f"--who, --why: not text that can be kept: {why}") from why


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open the file of marks, and let nobody else write until it is closed."""
    import fcntl

    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from why
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _bytes(file: int, path: Path) -> bytes:
    size = os.fstat(file).st_size
    if size > LARGEST_BYTES:
        raise InputError(f"{path}: larger than {LARGEST_BYTES} bytes; no review is")
    parts, at = [], 0
    while at < size:
        part = os.pread(file, size - at, at)
        if not part:
            break
        parts.append(part)
        at += len(part)
    return b"".join(parts)


def _append(file: int, data: bytes, path: Path) -> None:
    """Write all of `data` at the end and onto the disk, or none of it."""
    before = os.fstat(file).st_size
    try:
        written = 0
        while written < len(data):
            written += os.write(file, data[written:])
        os.fsync(file)
    except BaseException as why:
        os.ftruncate(file, before)
        if isinstance(why, OSError):
            raise InputError(f"{path}: {why.strerror or why}; not marked") from why
        raise


def _parsed(data: bytes, name: str) -> Review:
    marks: list[Mark] = []
    faults: list[str] = []
    lines = data.splitlines()
    previous = ""
    for number, line in enumerate(lines, 1):
        where = f"{name}, line {number}"
        last = number == len(lines)
        try:
            content = _content(line, where)
        except InputError as why:
            torn = last and not data.endswith(b"\n")
            said = f"{where}: torn, as by a crash while it was written; no mark"
            faults.append(said if torn else str(why))
        else:
            marks.append(_mark(content, number))
            if content["previous"] != previous:
                faults.append(
                    f"{where}: does not follow from the line before; "
                    "one was taken out, put in or changed"
                )
        previous = sha256_hex(line)
    return Review(tuple(marks), tuple(faults), previous)


def _content(line: bytes, where: str) -> dict[str, str]:
    document = json_object(line, where)
    content = {key: text for key, text in document.items() if isinstance(text, str)}
    if content.keys() != _KEYS or len(document) != len(content):
        raise InputError(f"{where}: not a mark; wanted {', '.join(sorted(_KEYS))}")
    sound = (
        content["thalweg"] == FORMAT
        and content["mark"] in MARKS
        and _FINDING.fullmatch(content["finding"])
        and _DIGEST.fullmatch(content["manifest"])
        and _DIGEST.fullmatch(content["row"])
    )
    if not sound:
        raise InputError(f"{where}: not a mark of {FORMAT}")
    parse_iso(content["at"])
    if _encoded(content) != line:
        raise InputError(f"{where}: not in canonical form (RFC 8785)")
    return content


def _mark(content: Mapping[str, str], line: int) -> Mark:
    return Mark(
        finding=content["finding"],
        mark=content["mark"],
        who=content["who"],
        why=content["why"],
        at_us=parse_iso(content["at"]),
        manifest=content["manifest"],
        row=content["row"],
        line=line,
    )
