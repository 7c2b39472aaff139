"""``thalweg hotline``: say, read, answer and call, from a shell.

The same commands serve a node that runs and a site that has none: parcels carry what
they wrote.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.hotline_options import (
    NODE,
    EventTime,
    KeysDir,
    NodeFile,
    Officers,
    Own,
    Params,
    Ref,
    UsefulUntil,
    entry_number,
)
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.node.reach import Reach

app = typer.Typer(
    help="Say, read and answer messages to the other side.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
call = typer.Typer(
    help="Open or close the daily call.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(call, name="call")


@app.command(
    "send",
    short_help="Say something to the other side.",
    epilog="For example: thalweg hotline send AI-3 acft.callsign=RED12 "
    "acft.confidence=possible point.lat_e7=35.25N point.lon_e7=40.12E "
    "time_us=2017-12-13T04:05:06Z --officer 1",
)
def send(
    element: Annotated[
        str | None, typer.Argument(help="The element, e.g. AI-2; see spec/message.md.")
    ] = None,
    params: Params = None,
    ref: Ref = None,
    own: Own = False,
    event_time: EventTime = None,
    useful_until: UsefulUntil = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE", help="Send what a voice sheet says."),
    ] = None,
    lines: Annotated[
        Path | None,
        typer.Option(
            "--lines",
            metavar="FILE",
            help="Send many: a line for each, as typed here; - is standard input.",
        ),
    ] = None,
    first: Annotated[
        int,
        typer.Option(
            "--first", metavar="N", min=1, help="Begin --lines with its line N."
        ),
    ] = 1,
    officers: Officers = None,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Compose a message, sign it with officers' keys and log it.

    It is RECORDED when this ends; the line, or the next parcel, carries it. Of --lines
    that were stopped in between it is told which is next: --first begins there.
    """
    from thalweg.cli.reached import reached

    with reached(node) as site:
        if lines is not None:
            from thalweg.cli.said_many import send_lines

            if element is not None or sheet is not None:
                raise InputError("--lines has the elements and their parameters")
            send_lines(
                site, node, lines, officers or [], keys, first=first, as_json=as_json
            )
            return
        if first != 1:
            raise InputError("--first is for --lines")
        asked = _asked(site, element, params or [], ref, event_time, useful_until, own)
        if sheet is not None:
            if element is not None:
                raise InputError("--sheet has the element and its parameters")
            asked = _from_sheet(site, sheet)
        _send(site, node, asked, officers or [], keys, as_json=as_json)


@app.command(
    "answer",
    short_help="Answer a message of the other side.",
    epilog="For example: thalweg hotline answer 14 standby "
    "until_us=2017-12-13T04:30:00Z --officer 1",
)
def answer(
    index: Annotated[int, entry_number("The entry answered.")],
    word: Annotated[
        str,
        typer.Argument(
            metavar="ANSWER",
            help="wilco, unable, standby, roger, affirm, negative or error.",
        ),
    ],
    params: Params = None,
    officers: Officers = None,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Answer a message of the other side, under an officer's key."""
    from thalweg.cli.reached import reached
    from thalweg.cli.spoken import answer_element

    element = answer_element(word)
    with reached(node) as site:
        asked = _asked(site, element, params or [], index, None, None, own=False)
        _send(site, node, asked, officers or [], keys, as_json=as_json)


@app.command(
    "inbox",
    short_help="Read what came in.",
    epilog="For example: thalweg hotline inbox --officer 1",
)
def inbox(
    newest: Annotated[
        int, typer.Option("--newest", metavar="N", help="Beside all that are open.")
    ] = 20,
    officer: Annotated[
        str | None,
        typer.Option("--officer", metavar="ID", help="Who reads: the sender is told."),
    ] = None,
    sent: Annotated[bool, typer.Option("--sent", help="What was sent.")] = False,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Print messages in both languages: all that are open or unread, and the newest.

    With --officer, the other side is told that they were displayed to that officer.
    """
    from thalweg.cli import hotline_told, returned
    from thalweg.cli.reached import reached

    with reached(node) as site:
        found = site.ask("outbox" if sent else "inbox", newest=newest)
        if as_json:
            screen.document({"thalweg": "hotline-inbox/1", **found})
            return
        items = found["items"]
        if not sent:
            returned.logs(found)
        for one in found.get("revoked_keys_used", ()):
            hotline_told.theft(one)
        hotline_told.first_uncounted(found.get("uncounted", ()))
        for item in items:
            hotline_told.item(item)
        if not items:
            screen.say("nothing was sent" if sent else "nothing came in")
        unseen = [] if sent else hotline_told.unseen(items)
        if unseen and officer is None:
            screen.note(
                f"{len(unseen)} not recorded as displayed: say who reads, --officer ID"
            )
        elif unseen:
            # Only what left this process was displayed.
            screen.flush()
            site.ask("displayed", officer=officer, indices=unseen)


@app.command(
    "show",
    short_help="Show one entry, what followed it and its receipt.",
    epilog="For example: thalweg hotline show 14 --own",
)
def show(
    index: Annotated[int, entry_number("The entry.")],
    own: Own = False,
    proof: Annotated[
        Path | None,
        typer.Option(
            "--proof",
            metavar="NAME",
            help="Write what it discloses: NAME.entry, NAME.tlog-proof.",
        ),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence", metavar="FILE", help="Hold a file against the digest named."
        ),
    ] = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> int:
    """Show one entry of either log: what it says, who signed, how far it came.

    With --evidence it ends with 1 if the file is not the evidence that is named.
    """
    from thalweg.cli import disclosing, hotline_told
    from thalweg.cli.reached import reached

    with reached(node) as site:
        found = site.ask("show", origin=_origin(site, own=own), index=index)
    item = found["item"]
    if proof is not None:
        disclosing.write_proof(proof, item.get("disclosed") or item.get("finding", {}))
    held = None
    if evidence is not None:
        held = disclosing.held_to_evidence(evidence, item)
    if as_json:
        about = {} if held is None else {"evidence": held}
        screen.document({"thalweg": "hotline-show/1", **found, **about})
    else:
        hotline_told.whole(item)
        if held is not None:
            disclosing.show_evidence(held)
    return 0 if held is None or held["holds"] else 1


@call.command(
    "open",
    short_help="Open today's call (CH-2).",
    epilog="For example: thalweg hotline call open person.name=Ivanova "
    "person.office=duty period.from_us=2017-12-13Z period.to_us=2017-12-14Z "
    "--officer 1",
)
def open_call(
    params: Params = None,
    officers: Officers = None,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Open today's call: who is speaking, and of which period."""
    from thalweg.cli.reached import reached

    with reached(node) as site:
        asked = _asked(site, "CH-2", params or [], None, None, None, own=False)
        _send(site, node, asked, officers or [], keys, as_json=as_json)


@call.command(
    "close",
    short_help="Close today's call (CH-3).",
    epilog="For example: thalweg hotline call close --officer 1",
)
def close_call(
    officers: Officers = None,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Close today's call: state the sizes and roots of both logs as held here."""
    from thalweg.cli.reached import reached

    with reached(node) as site:
        send_made(site, node, site.ask("closing"), officers or [], keys, as_json)


def _asked(
    site: Reach,
    element: str | None,
    params: list[str],
    ref: int | None,
    event_time: str | None,
    useful_until: str | None,
    own: bool,
) -> dict[str, Any]:
    from thalweg.times import parse_iso

    if element is None:
        return {}
    # Read where the site is: the catalogue takes longer to load than to ask.
    asked: dict[str, Any] = {"element": element, "typed": params}
    if ref is not None:
        asked["ref"] = {"origin": _origin(site, own=own), "index": ref}
    if event_time is not None:
        asked["event_time_us"] = parse_iso(event_time)
    if useful_until is not None:
        asked["useful_until_us"] = parse_iso(useful_until)
    return asked


def _from_sheet(site: Reach, path: Path) -> dict[str, Any]:
    from thalweg.hotline.voice_reading import parse_sheet

    try:
        entered = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise InputError(f"{path}: {why}") from None
    sheet = parse_sheet(entered, str(path))
    state = site.ask("state")
    if not str(state["agreement"]).startswith(sheet.terms):
        raise InputError(f"{path}: TERMS: a sheet for another agreement")
    if (sheet.sender, sheet.recipient) != (state["party"], state["peer"]):
        raise InputError(
            f"{path}: from {sheet.sender} to {sheet.recipient}; this side sends from "
            f"{state['party']} to {state['peer']}"
        )
    for line in sheet.unchecked:
        screen.note(f"{path}: {line}: entered without check digits")
    ref = sheet.ref and {"origin": sheet.ref.origin, "index": sheet.ref.index}
    return {
        "element": sheet.element,
        "params": dict(sheet.params),
        "ref": ref,
        "event_time_us": sheet.event_time_us,
        "useful_until_us": sheet.useful_until_us,
    }


def _send(
    site: Reach,
    node: Path,
    asked: dict[str, Any],
    officers: list[str],
    keys: Path | None,
    *,
    as_json: bool,
) -> None:
    if not asked:
        raise InputError("name the element to be sent, or --sheet FILE")
    send_made(site, node, site.ask("compose", **asked), officers, keys, as_json)


def send_made(
    site: Reach,
    node: Path,
    made: dict[str, Any],
    officers: list[str],
    keys: Path | None,
    as_json: bool,
) -> None:
    """Sign a composed message with officers' keys, have it logged, and show it."""
    from thalweg.cli.spoken import signed_and_sent
    from thalweg.node.settings import read_settings

    sent = signed_and_sent(site, read_settings(node), made, officers, keys)
    if as_json:
        lines = {"lines": made["lines"]}
        screen.document({"thalweg": "hotline-send/1", **sent, **lines})
        return
    for lines_of in made["lines"].values():
        for line in lines_of:
            screen.sentence(line)
    screen.say(f"{sent['rung']}  {sent['ref']['origin']} {sent['ref']['index']}")


def _origin(site: Reach, *, own: bool) -> str:
    state = site.ask("state")
    return str(state["origin"] if own else state["peer_origin"])
