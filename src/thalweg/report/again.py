"""How to check a record and make it again: command lines, and the files they need."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thalweg.model.feed import DEFAULT_FEED
from thalweg.report.folder import Record
from thalweg.report.language import Language
from thalweg.report.opening import Completeness, PositionsFile
from thalweg.report.words import plain

MOST_FILES = 400
"""Files of positions that are listed; a year of hours would make a book of it."""

_PATHS = "POSITIONS..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Command lines as a shell reads them, and the digests of what goes into them.

    `feeds` names the feeds that positions must be given under, where that is asked;
    `more` is how many files are not listed.
    """

    watch: str
    report: str
    positions: str
    feeds: str
    caption: str
    files: Sequence[PositionsFile]
    more: int


def again(record: Record, completeness: Completeness | None, say: Language) -> Again:
    """Return how to make a record again from the folder and its positions.

    The files are those that it was run again from; without that, those that rows of
    the evidence name by their digests.
    """
    if completeness is not None:
        caption = say("again-given")
        files = [
            PositionsFile(name=say.name(plain(f.name)), sha256=plain(f.sha256))
            for f in completeness.files
        ]
    else:
        caption, unknown = say("again-evidence"), say("again-file-unknown")
        files = [PositionsFile(name=unknown, sha256=d) for d in record.sources()]
    named = _named_feeds(record)
    return Again(
        watch=_watch(record),
        report="NEW" if say.tag == "en" else f"NEW --lang {say.tag}",
        positions="NAME=PATH..." if named else _PATHS,
        feeds=say.listed([say.name(plain(name)) for name in named]),
        caption=caption,
        files=files[:MOST_FILES],
        more=max(len(files) - MOST_FILES, 0),
    )


def _watch(record: Record) -> str:
    """Return the whole command line that makes the record anew."""
    settings = _settings(record)
    options = [
        f"--{option} DIR/inputs/{name}"
        for option, name in (("feeds", "feeds.yaml"), ("notices", "notices.json"))
        if name in record.inputs
    ]
    if isinstance(columns := settings.get("columns"), Mapping):
        spelt = ",".join(f"{name}={column}" for name, column in columns.items())
        options.append(f"--columns {_quoted(spelt)}")
    options += [
        f"--{key} {_quoted(settings[key])}" for key in ("from", "to") if key in settings
    ]
    document = _quoted(record.agreement.document)
    paths = "NAME=PATH..." if _named_feeds(record) else _PATHS
    return " \\\n    ".join(
        [f"thalweg watch DIR/agreement/{document} {paths}", *options, "--out NEW"]
    )


def _named_feeds(record: Record) -> list[str]:
    """Return the feeds to be named on the command line: those of no feeds file."""
    if "feeds.yaml" in record.inputs:
        return []
    feeds = [str(row["feed"]) for row in record.coverage]
    return feeds if feeds != [DEFAULT_FEED] else []


def _settings(record: Record) -> Mapping[str, Any]:
    data = record.input("settings.json")
    try:
        said = json.loads(data) if data else {}
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _quoted(text: object) -> str:
    return shlex.quote(plain(text))
