"""A result folder: written whole beside its place, then renamed; or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.errors import ResultFolderError, VerificationError
from thalweg.tables.account import COVERAGE, DECISIONS, DROPPED
from thalweg.tables.events import EVENTS
from thalweg.tables.findings import FINDINGS
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.findings import findings_geojson, findings_parquet
from thalweg.wire.manifest import NAME as MANIFEST
from thalweg.wire.manifest import Manifest, name_fault, parse_manifest
from thalweg.wire.parquet import parquet_bytes

if TYPE_CHECKING:
    from thalweg.archive.result import Result

REPORT = "report.html"
SUMMARY = "summary.json"
FINDINGS_TABLE = "findings.parquet"
FINDINGS_MAP = "findings.geojson"
FOLDERS = ("agreement", "evidence", "inputs")
OTHER_TABLES = {
    "events.parquet": EVENTS,
    "decisions.parquet": DECISIONS,
    "dropped.parquet": DROPPED,
    "coverage.parquet": COVERAGE,
}
REQUIRED = (FINDINGS_TABLE, FINDINGS_MAP, *OTHER_TABLES, SUMMARY, REPORT)

Render = Callable[[Path], str]


def refuse_existing(out: Path, replace: bool) -> None:
    """Raise ResultFolderError if a result cannot be written to `out`.

    What is there is only ever replaced on demand, and only if it is an empty folder or
    a result folder in which every file is listed: nobody's own files are lost.
    """
    if out.name in ("", ".."):
        raise ResultFolderError(f"{out} names no folder; give it a name of its own")
    if out.is_symlink():
        raise ResultFolderError(f"{out} is a symbolic link; name the folder itself")
    _check_parents(out)
    if not out.exists():
        return
    if not out.is_dir():
        raise ResultFolderError(f"{out} is there and is not a folder")
    if not replace:
        raise ResultFolderError(
            f"{out} is already there; choose another --out, or add --replace"
        )
    fault = _foreign(out)
    if fault:
        raise ResultFolderError(f"{out} is not replaced: {fault}")


def _check_parents(out: Path) -> None:
    # Said before an hour's work; what the disk says when it is written, stands too.
    parent = disk_of(out)
    if not parent.is_dir():
        raise ResultFolderError(
            f"{out} cannot be made: {os.path.relpath(parent)} is a file, not a folder"
        )
    if not os.access(parent, os.W_OK | os.X_OK):
        raise ResultFolderError(
            f"{out} cannot be made: nothing may be written in {parent}; choose "
            "another --out"
        )


def disk_of(out: Path) -> Path:
    """Return the nearest folder above `out` that is there: on the same disk."""
    return next(above for above in out.absolute().parents if _is_there(above))


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def write_folder(
    result: Result, out: Path, *, replace: bool = False, render: Render | None = None
) -> Path:
    """Write a whole result folder to `out`, and return its path.

    Parameters
    ----------
    result
        What `thalweg.archive.run.examine` found.
    out
        The folder to make. Its parents are made too.
    replace
        Take the place of an earlier result; see `refuse_existing`.
    render
        Makes the report from the finished folder; without it there is none, and the
        folder is not complete until `write_report`.

    Raises
    ------
    ResultFolderError
        `out` is in the way. Whatever else is raised, no part of the folder is left.
    """
    out = Path(out)
    refuse_existing(out, replace)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = _beside(out, "partial")
    try:
        partial.mkdir()
        _fill(partial, result, render)
        refuse_existing(out, replace)
        _put_in_place(partial, out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return out


def write_report(folder: Path, html: str) -> None:
    """Replace the report of a result folder, and its digest in the manifest."""
    write_pages(folder, {REPORT: html})


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write pages into a result folder by their names, and the manifest again.

    All of them are there afterwards, or none and the folder is as it was. The other
    digests stay as they are: making a page again must not vouch for a file that was
    changed since.

    Raises
    ------
    ResultFolderError
        The folder is no result, or a page cannot be written.
    """
    manifest = read_manifest(folder)
    files = {name: html.encode() for name, html in pages.items()}
    digests = {name: sha256_hex(data) for name, data in files.items()}
    whole = Manifest(rules=manifest.rules, files={**manifest.files, **digests})
    # The manifest goes last: a machine that stops before it leaves pages that do not
    # verify, never a manifest that vouches for pages which are not there.
    _replace_all(folder, {**files, MANIFEST: whole.encode()})


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a result folder.

    Raises
    ------
    ResultFolderError
        There is none, or it is not one that thalweg wrote.
    """
    try:
        return parse_manifest((folder / MANIFEST).read_bytes())
    except OSError as why:
        said = f"{MANIFEST} cannot be read ({why.strerror or why})"
        raise ResultFolderError(f"{folder} is not a result folder: {said}") from why
    except VerificationError as why:
        raise ResultFolderError(f"{folder} is not a result folder: {why}") from why


def _fill(folder: Path, result: Result, render: Render | None) -> None:
    for name in FOLDERS:
        (folder / name).mkdir()
    digests: dict[str, str] = {}
    for name, data in _files(result):
        if fault := name_fault(name):
            raise ResultFolderError(f"{name!r} cannot be in a result folder: {fault}")
        (folder / name).write_bytes(data)
        digests[name] = sha256_hex(data)
    manifest = Manifest(rules=str(result.summary["rules"]), files=digests)
    (folder / MANIFEST).write_bytes(manifest.encode())
    if render is not None:
        write_report(folder, render(folder))


def _files(result: Result) -> Iterator[tuple[str, bytes]]:
    """Yield every file but the report and the manifest, one at a time."""
    findings = FINDINGS.check(result.findings)
    yield FINDINGS_TABLE, findings_parquet(findings)
    yield FINDINGS_MAP, findings_geojson(findings)
    for name, contract in OTHER_TABLES.items():
        table = getattr(result, name.removesuffix(".parquet"))
        yield name, parquet_bytes(contract.check(table))
    yield SUMMARY, _json(result.summary)
    pact = result.agreement
    for name, data in {**pact.files, **pact.signing}.items():
        yield f"agreement/{name}", data
    for name, data in result.inputs.items():
        yield f"inputs/{name}", data
    for digest, rows in result.evidence.items():
        yield f"evidence/{digest}.parquet", rows.encode()
        result.let_go()


def _json(document: object) -> bytes:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode()


def _put_in_place(partial: Path, out: Path) -> None:
    if not out.exists():
        partial.rename(out)
        return
    # A folder with files cannot be renamed over: the old one steps aside first, and
    # comes back if the new one does not get there.
    aside = _beside(out, "replaced")
    try:
        out.rename(aside)
        partial.rename(out)
    except BaseException:
        if aside.exists() and not out.exists():
            aside.rename(out)
        raise
    finally:
        if out.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _beside(out: Path, what: str) -> Path:
    """Return a free name in the same parent: a rename must not cross file systems."""
    path = out.parent / f".{out.name}.{what}-{os.getpid()}"
    number = 1
    while path.exists():
        number += 1
        path = out.parent / f".{out.name}.{what}-{os.getpid()}-{number}"
    return path


def _replace_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files in the place of others, all of them or none."""
    fresh: dict[Path, Path] = {}
    try:
        for name, data in files.items():
            path = folder / name
            if path.is_symlink() or (path.exists() and not path.is_file()):
                raise ResultFolderError(f"{path} is no plain file; move it away first")
            fresh[path] = _beside(path, "partial")
            fresh[path].write_bytes(data)
        _rename_all(fresh)
    except OSError as why:
        raise ResultFolderError(
            f"{folder}: its pages cannot be written: {why.strerror or why}; it is as "
            "it was. Free space, or make the folder writable"
        ) from why
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)


def _rename_all(fresh: Mapping[Path, Path]) -> None:
    before = {path: path.read_bytes() if path.exists() else None for path in fresh}
    done: list[Path] = []
    try:
        for path, partial in fresh.items():
            done.append(path)
            partial.replace(path)
    except BaseException:
        for path in done:
            data = before[path]
            if data is None:
                path.unlink(missing_ok=True)
            else:
                write_over(path, data)
        raise


def write_over(path: Path, data: bytes) -> None:
    """Write a file whole, in the place of what is there, or not at all."""
    fresh = _beside(path, "partial")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _foreign(folder: Path) -> str | None:
    """Say what in `folder` is not of a result; None if it is empty or all is."""
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    if not there:
        return None
    try:
        listed = set(read_manifest(folder).files)
    except ResultFolderError as why:
        return str(why)
    if extra := sorted(there - listed - {MANIFEST}):
        return f"{extra[0]} is not of a result; move it away first"
    return None
