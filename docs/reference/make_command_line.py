"""Write docs/reference/command-line.md from the program's own help."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("command-line.md")

DOCUMENTS = {
    "look": "files, rows, dropped, survey, notes, next",
    "watch": "folder, report, manifest_sha256, summary",
    "verify": "holds, faults, checked, not_checked, manifest_sha256; of a log "
    "(`verify-log/1`) holds, faults, checked, not_checked, origin, size, root_sha256, "
    "signed_by, cosigned_by, entries, opaque, uncounted, links; of an entry "
    "(`verify-proof/1`) holds, faults, checked, not_checked, origin, index, size, "
    "root_sha256, type, cosigned_by",
    "compare": "differs, here, there, not_checked, period, agreement_same, "
    "roster_same, clauses, clocks, counts, agreed, only_here, only_there",
    "review": "file, marks, faults; of a list also head_sha256",
    "report": "report, pages, again, pdf, faults, manifest_sha256",
    "export": "file, format, what, query, findings, rows, paths, movers, withheld, "
    "bytes, sha256",
    "agreement new": "id, edition, sha256, signed_by, parties, clauses, watched, "
    "not_watched_yet, agreement, files, sides, notes",
    "agreement diff": "equal, same_bytes, old, new, warnings, changes",
    "agreement check": "holds, faults; where it holds also id, edition, sha256, "
    "signed_by, parties, clauses, watched, not_watched_yet; of a signed one also "
    "manifest_sha256, keys_given",
    "agreement show": "id, edition, sha256, signed_by, parties, clauses, watched, "
    "not_watched_yet, text, map; of a signed one also manifest_sha256, keys_given",
    "agreement sign": "folder, id, edition, manifest_sha256, signed_by, "
    "not_signed_by, envelope_id",
    "agreement propose": "element, params, id, file; with --node ref, rung, lines, "
    "manifest_sha256 (`agreement-said/1`)",
    "agreement accept": "element, params, id, file; with --node ref, rung, lines, "
    "manifest_sha256 (`agreement-said/1`)",
    "agreement refuse": "element, params, id, file; with --node ref, rung, lines, "
    "manifest_sha256 (`agreement-said/1`)",
    "agreement receive": "folder, id, edition, manifest_sha256, signed_by, "
    "not_signed_by, envelope_id",
    "record init": "record, party, agreement, origin, sealed_origin, guard, "
    "guard_on_another_disk, keys, vkeys_sha256",
    "record show": "party, agreement, guard, heads, receipts, evidence, halted",
    "record add": "result, added, already, evidence, findings, log",
    "record export": "origin, size, folder; of one entry index, entry, proof",
    "archive pack": "archive, manifest_sha256, added, archive_rows, dropped, "
    "outside_period, quanta",
    "archive info": "archive, manifest_sha256, rows, movers, from, to, box_deg, files, "
    "bytes, bytes_per_row, packs, sources, dropped, quanta, digests_checked, faults",
    "node run": "party, ended",
    "node cert": "certificate, sha256",
    "node show": "party, peer, agreement, origin, size, root_sha256, peer_origin, "
    "peer_size, peer_root_sha256, delivered, line, clocks, skew_s, silence_s, call, "
    "call_day, open, waiting, unseen, key_editions, uncounted, revoked_keys_used, "
    "dispute, doubts, parted",
    "node new-origin": "origin, sealed_origin, old, reason, edition, new_files",
    "node take-back": "origin, held, apart, entries, taken_back",
    "keys show": "own, peer, size, delivered, uncounted, uncopied, thefts, doubts, "
    "coming, parted",
    "keys list": "own, peer",
    "keys rotate": "refs, rung, edition, sha256, element, lines, new_files",
    "keys revoke": "refs, rung, edition, sha256, element, lines, new_files",
    "hotline call open": "ref, rung, lines",
    "hotline call close": "ref, rung, lines",
    "hotline send": "ref, rung, lines; with --lines sent (`hotline-send-lines/1`)",
    "hotline answer": "ref, rung, lines",
    "hotline inbox": "items, revoked_keys_used, doubts, coming, parted; with --sent, "
    "items",
    "hotline show": "item; with --evidence also evidence",
    "hotline disclose": "ref, rung, lines",
    "hotline card": "cards by name, each as text; with --out files",
    "hotline enter": "sheets: file, sheet, element, notes; without --check voice, ref, "
    "already",
    "parcel make": "parcels",
    "parcel check": "parcels",
    "parcel sheet": "file, sheet",
    "parcel apply": "parcels",
    "simulate": "files",
    "demo": "folder, report, manifest_sha256, summary",
    "doctor": "version, holds, checks",
}
"""What the JSON document of each command holds, beside its own name."""

NAMED = {
    "demo": "watch/1",
    "agreement new": "new/1",
    "agreement diff": "diff/1",
    "agreement check": "check/1",
    "agreement show": "show/1",
    "agreement receive": "sign/1",
    "agreement sign": "sign/1",
    "agreement propose": "agreement-message/1",
    "agreement accept": "agreement-message/1",
    "agreement refuse": "agreement-message/1",
    "node run": "node-run/1",
    "node cert": "node-cert/1",
    "node show": "node-show/1",
    "node new-origin": "node-new-origin/1",
    "node take-back": "node-take-back/1",
    "keys show": "keys-show/1",
    "keys list": "keys-list/1",
    "keys rotate": "keys-change/1",
    "keys revoke": "keys-change/1",
    "hotline call open": "hotline-send/1",
    "hotline call close": "hotline-send/1",
    "hotline send": "hotline-send/1",
    "hotline answer": "hotline-send/1",
    "hotline disclose": "hotline-send/1",
    "hotline inbox": "hotline-inbox/1",
    "hotline show": "hotline-show/1",
    "hotline card": "hotline-card/1",
    "hotline enter": "hotline-enter/1",
    "parcel make": "parcel-make/1",
    "parcel check": "parcel-check/1",
    "parcel sheet": "parcel-sheet/1",
    "parcel apply": "parcel-apply/1",
    "record init": "record-init/1",
    "record show": "record-show/1",
    "record add": "record-add/1",
    "record export": "record-export/1",
}
"""Documents that are not called after their command."""

HEAD = """\
# The command line

<!-- Written by docs/reference/make_command_line.py; `make spec` writes it. -->

| exit code | meaning |
|---|---|
| 0 | done; for `watch`, whether or not anything was found |
| 1 | does not verify, is wrong, differs, or something needed is missing |
| 2 | the input or the command is wrong; the message says where and how to mend it |
| 3 | the state of this node's own record is in doubt; nothing was signed |
| 70 | a fault of thalweg itself, with its traceback; nothing was judged |
| 130, 143 | interrupted, told to stop; the whole result is there, or none |

Every command takes `--json`: one JSON document on standard output and nothing else
there; an error is a document, too (`error/1`). Progress is shown on standard error, and
only where that is a terminal. `NO_COLOR` is honoured. Times are UTC with a Z.

`thalweg --install-completion` lets bash, zsh or fish complete commands, options and
files; `--show-completion` prints what it would install.

## The documents of `--json`

Each begins with `"thalweg": "name/number"`; a change of meaning is a new number. Names
of figures end in their unit.

| command | document | holds |
|---|---|---|
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page's text; help is laid out for 80 columns on any terminal."""
    os.environ.update(COLUMNS="80", NO_COLOR="1", TERMINAL_WIDTH="80")
    from thalweg.cli.app import run

    parts = [HEAD, *map(_line, leaves())]
    for words in ((), *leaves()):
        told = StringIO()
        with redirect_stdout(told):
            run([*words, "--help"])
        lines = "\n".join(line.rstrip() for line in told.getvalue().splitlines())
        parts.append(f"\n## {' '.join(('thalweg', *words))}\n\n```text\n{lines}\n```\n")
    return "".join(parts)


def leaves() -> list[tuple[str, ...]]:
    """Return the words of every command that can be run, in the order of the help."""
    from typer.main import get_command

    from thalweg.cli.app import app

    return list(_leaves((), get_command(app)))


def _leaves(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    inside = getattr(command, "commands", None)
    if inside is None:
        yield words
        return
    for name, one in inside.items():
        if not one.hidden:
            yield from _leaves((*words, name), one)


def _line(words: tuple[str, ...]) -> str:
    command = " ".join(words)
    document = NAMED.get(command, f"{words[-1]}/1")
    return f"| `{command}` | `{document}` | {DOCUMENTS[command]} |\n"


if __name__ == "__main__":
    sys.exit(main())
