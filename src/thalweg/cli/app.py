"""The commands by name, and what becomes of an error.

Exit codes: 0 done; 1 something does not verify, an agreement asked about is wrong, or
two records differ; 2 the input or the command is wrong; 3 the state of our own record
is in doubt; 70 a fault of thalweg's own, with its traceback; 130 interrupted.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from thalweg import __version__
from thalweg.cli import (
    agreeing_line,
    archive,
    by_voice,
    compare,
    disclosing,
    doctor,
    export,
    hotline,
    keys,
    look,
    node,
    parcel,
    record,
    recorded,
    report,
    review,
    scenario,
    screen,
    signing,
)
from thalweg.errors import (
    DocumentError,
    RecordDoubtError,
    StoppedError,
    ThalwegError,
    VerificationError,
)

DONE, FOUND, WRONG_INPUT, IN_DOUBT, OWN_FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130
TERMINATED = 143
COMPLETIONS = (["--install-completion"], ["--show-completion"])

YOUNG_OBJECTS = 500_000
"""New objects between two looks for garbage; Python's 700 are for small programs.

What is imported stays to the end, and looking through it again and again takes a tenth
of a short command. A long one still looks: ten made days come to the same memory.
"""

app = typer.Typer(
    name="thalweg",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_EXAMPLES = {
    "look": "thalweg look monday.parquet tuesday.csv",
    "watch": "thalweg watch agreement.yaml monday.parquet --out record",
    "verify": "thalweg verify record --positions monday.parquet",
    "compare": "thalweg compare west east --clause 3.1",
    "review": 'thalweg review record 9d314910e212f5cf --mark disputed --who "Duty '
    'officer" --why "seen from the tower: it turned back"',
    "report": "thalweg report record --lang ru --pdf",
    "export": "thalweg export record findings.kml --grade certain,probable",
    "simulate": "thalweg simulate scenario.yaml --out made",
    "demo": "thalweg demo --days 3",
    "doctor": "thalweg doctor",
}


def _command(name: str, does: Callable[..., object], short: str) -> None:
    example = f"For example: {_EXAMPLES[name]}"
    app.command(name, short_help=short, epilog=example)(does)


_command("look", look.look, "Say what is in files of positions.")
_command("watch", recorded.watch, "Find every breach in recorded positions.")
_command("verify", recorded.verify, "Recompute a record, or check a log.")
_command("compare", compare.compare, "Hold two sides' records against one another.")
_command("review", review.review, "Mark a finding, or list the marks.")
_command("report", report.report, "Make pages of a record: report, day.")
_command("export", export.export, "Write findings or tracks for other programs.")
agreeing_line.join(signing.app)
app.add_typer(signing.app, name="agreement")
app.add_typer(record.app, name="record")
app.add_typer(archive.app, name="archive")
app.add_typer(node.app, name="node")
by_voice.join(hotline.app)
disclosing.join(hotline.app)
app.add_typer(hotline.app, name="hotline")
app.add_typer(parcel.app, name="parcel")
app.add_typer(keys.app, name="keys")
_command("simulate", scenario.simulate, "Make traffic with its truth.")
_command("demo", scenario.demo, "Watch the Euphrates scenario.")
_command("doctor", doctor.doctor, "Say what is missing on this machine.")


def _version(wanted: bool) -> None:
    if wanted:
        screen.say(f"thalweg {__version__}")
        raise typer.Exit(DONE)


@app.callback()
def thalweg(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Hold what was agreed, watch whether it is kept, keep the record.

    thalweg prevents collisions and misjudgement between two forces that do not trust
    one another. It aims nothing, and it does not decide who was to blame.
    """


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code.

    Parameters
    ----------
    argv
        Words after the program's name; those of the process where None.
    """
    gc.set_threshold(YOUNG_OBJECTS)
    # Else pydantic looks through every package that is installed for plug-ins: none may
    # have a say in what is read here, and to look takes longer than to ask a node.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    _open_streams()
    signal.signal(signal.SIGTERM, _terminated)
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = run(words)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else OWN_FAULT
    try:
        screen.flush()
    except OSError as error:
        # A full disk under a redirected output: what was to be told is not there.
        screen.note(_os_error(error))
        code = WRONG_INPUT
    if code in (INTERRUPTED, TERMINATED):
        _leave_at_once(code)
    if argv is None and threading.active_count() == 1:
        # The process is the command's own. To take down machine code and a million
        # objects one by one takes Python a fifth of a second, for nobody.
        atexit._run_exitfuncs()
        _leave_at_once(code)
    sys.exit(code)


def run(words: Sequence[str]) -> int:
    """Run one command and return its exit code; every error is shown, none escapes."""
    as_json = "--json" in words
    try:
        code = app(args=list(words), prog_name="thalweg", standalone_mode=False)
    except TyperException as error:
        return _usage(error, as_json=as_json)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except SystemExit as stopped:
        if stopped.code == TERMINATED:
            told = "stopped; no result was written"
            screen.error(stopped, (told,), as_json=as_json, code=TERMINATED)
        raise
    except VerificationError as error:
        screen.error(error, error.faults, as_json=as_json, code=FOUND)
        return FOUND
    except ThalwegError as error:
        faults = error.faults if isinstance(error, DocumentError) else (str(error),)
        code = IN_DOUBT if isinstance(error, RecordDoubtError) else WRONG_INPUT
        if isinstance(error, StoppedError):
            code = 128 + error.signal
        screen.error(error, faults, as_json=as_json, code=code)
        return code
    except OSError as error:
        screen.error(error, (_os_error(error),), as_json=as_json, code=WRONG_INPUT)
        return WRONG_INPUT
    except Exception as error:  # noqa: BLE001
        # Python would leave with 1, which here says "does not verify": a fault of our
        # own must never read as a judgement.
        traceback.print_exc()
        told = "this is a fault of thalweg, not of the input; nothing was judged"
        screen.error(error, (told,), as_json=as_json, code=OWN_FAULT)
        return OWN_FAULT
    if code == INTERRUPTED:
        interrupted = KeyboardInterrupt()
        told = "interrupted; no result was written"
        screen.error(interrupted, (told,), as_json=as_json, code=INTERRUPTED)
    if code == FOUND and list(words[:1]) in COMPLETIONS:
        screen.note("run this from bash, zsh or fish: it is for the shell it runs in")
        return WRONG_INPUT
    return int(code or DONE)


def _open_streams() -> None:
    # Closed by the caller (`>&-`), Python has None for a stream: the first word written
    # would be a fault, and Python would leave with 1, which reads "does not verify".
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _leave_at_once(code: int) -> NoReturn:
    # All of ours is cleared up by now. Arrow's threads may be in the middle of a file,
    # and taken down under them Python aborts: a core file, and another exit code.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(code)


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    # Raised, not exited at once, so that half-written folders are cleared on the way.
    raise SystemExit(TERMINATED)


def _usage(error: TyperException, *, as_json: bool) -> int:
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{message}\n")
        return WRONG_INPUT
    context = getattr(error, "ctx", None)
    command = "thalweg" if context is None else context.command_path
    told = f"{message} (see: {command} --help)"
    screen.error(error, (told,), as_json=as_json, code=WRONG_INPUT)
    return WRONG_INPUT


def _os_error(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{error.filename}: {what}" if error.filename is not None else what
