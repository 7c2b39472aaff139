"""``thalweg hotline card`` and ``enter``: the hotline by telephone."""

from __future__ import annotations

from collections.abc import Sequence
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
    numbered,
)
from thalweg.cli.steps import steps
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.model.message import EntryRef, Message
    from thalweg.node.agreed import Agreed
    from thalweg.node.reach import Reach
    from thalweg.node.settings import Settings
    from thalweg.wire.signing import SigningKey

CALL = "call"
Sheets = Annotated[
    list[Path], typer.Argument(metavar="SHEET", help="What was written down, as text.")
]


def join(app: typer.Typer) -> None:
    """Add the commands to those of the hotline."""
    app.command(
        "card",
        short_help="Print cards to speak from, or to write down on.",
        epilog="For example: thalweg hotline card --all --out cards",
    )(card)
    app.command(
        "enter",
        short_help="Enter what was said or heard by voice.",
        epilog="For example: thalweg hotline enter heard.txt --officer 1",
    )(enter)


def card(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="ELEMENT", help=f"The element, e.g. AI-2, or {CALL}; else the line."
        ),
    ] = None,
    params: Params = None,
    entry: Annotated[
        int | None, numbered("--entry", "Read out this entry of the own log.")
    ] = None,
    ref: Ref = None,
    own: Own = False,
    ref_sheet: Annotated[
        str | None,
        typer.Option(
            "--ref-sheet", metavar="SHEET", help="Their sheet that it refers to."
        ),
    ] = None,
    event_time: EventTime = None,
    useful_until: UsefulUntil = None,
    number: Annotated[
        int | None, numbered("--number", "Of today's sheets; else HHMM.")
    ] = None,
    every: Annotated[
        bool,
        typer.Option("--all", help="The line, the call, every urgent element: blank."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write them to files there."),
    ] = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Print cards for the telephone, in both languages; nothing is sent or logged.

    Without an element: whose line it is, who calls, how to read. With an element: its
    blank, or filled in with parameters. No node and no passphrase is needed.
    """
    from thalweg.node.agreed import agreed
    from thalweg.node.settings import read_settings

    settings = read_settings(node)
    found = agreed(settings)
    if every or (what is None and entry is None):
        cards = _before(found, every=every)
    elif what == CALL:
        cards = {CALL: _call(settings, found, params or [], number)}
    elif entry is not None:
        cards = {f"log-{entry}": _of_entry(settings, found, entry)}
    elif what is not None and (params or ref is not None or ref_sheet):
        at = _ref(found, ref, ref_sheet, own=own)
        message = _message(found, what, params or [], at, event_time, useful_until)
        cards = {what: _filled(message, number)}
    else:
        cards = {str(what): _blank(found, str(what))}
    _show(cards, out, as_json=as_json)


def enter(
    sheets: Sheets,
    officers: Officers = None,
    correct: Annotated[
        bool,
        typer.Option(
            "--correct", help="It replaces what was entered of the same sheet."
        ),
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only read it, during the call; log nothing."),
    ] = False,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Enter sheets that were said or heard by voice, signed by an officer.

    They are shown as spoken: nothing counts as delivered by it. Both sides' sheets are
    matched once both logs have them. To enter one twice does no harm.
    """
    texts = {path: _text(path) for path in sheets}
    done = _checked(texts, node) if check else []
    if not check:
        done = _entered(texts, node, officers or [], keys, correct=correct)
    if as_json:
        screen.document({"thalweg": "hotline-enter/1", "sheets": done})
        return
    for one in done:
        for note in one["notes"]:
            screen.note(f"{one['file']}: {note}")
        screen.say(_told(one))


def _before(found: Agreed, *, every: bool) -> dict[str, str]:
    from thalweg.hotline.blank_card import call_blank
    from thalweg.hotline.catalogue import CATALOGUE
    from thalweg.hotline.line_card import line_card
    from thalweg.model.message import Urgency
    from thalweg.node.cards import line_facts

    facts = line_facts(found)
    cards = {"line": line_card(facts)}
    if every:
        parties = (facts.parties[0].party, facts.parties[1].party)
        cards[CALL] = call_blank(found.terms.sha256, parties)
        urgent = (Urgency.DISTRESS, Urgency.URGENT, None)
        cards |= {
            element.id: _blank(found, element.id)
            for element in CATALOGUE.elements.values()
            if element.urgency in urgent
        }
    return cards


def _blank(found: Agreed, element: str) -> str:
    from thalweg.hotline.blank_card import blank_card
    from thalweg.node.cards import line_facts

    first, second = line_facts(found).parties
    return blank_card(element, found.terms.sha256, (first.party, second.party))


def _call(
    settings: Settings, found: Agreed, params: Sequence[str], number: int | None
) -> str:
    """Return the card of the daily call; filled in where it is said who speaks."""
    from thalweg.hotline.blank_card import call_blank
    from thalweg.hotline.voice_card import call_card
    from thalweg.node.cards import closing_message, line_facts
    from thalweg.times import now_us

    if not params:
        first, second = line_facts(found).parties
        return call_blank(found.terms.sha256, (first.party, second.party))
    opening = _message(found, "CH-2", params, None, None, None)
    closing = closing_message(settings, found, now_us())
    day, _, one = _number(number).partition("/")
    numbers = (f"{day}/{one}", f"{day}/{int(one) + 1}")
    return call_card(opening, closing, numbers=numbers)


def _of_entry(settings: Settings, found: Agreed, index: int) -> str:
    from thalweg.hotline.voice import LOGGED
    from thalweg.hotline.voice_card import voice_card
    from thalweg.node.cards import logged_message

    message = logged_message(settings, found, index)
    return voice_card(message, number=f"{LOGGED}/{index}")


def _filled(message: Message, number: int | None) -> str:
    from thalweg.hotline.voice_card import voice_card

    return voice_card(message, number=_number(number))


def _message(
    found: Agreed,
    element: str,
    params: Sequence[str],
    ref: EntryRef | None,
    event_time: str | None,
    useful_until: str | None,
) -> Message:
    from thalweg.hotline.typed import read_params
    from thalweg.node.cards import drafted
    from thalweg.times import now_us, parse_iso

    return drafted(
        found,
        element,
        read_params(element, params),
        now_us(),
        ref=ref,
        event_time_us=None if event_time is None else parse_iso(event_time),
        useful_until_us=None if useful_until is None else parse_iso(useful_until),
    )


def _ref(
    found: Agreed, index: int | None, sheet: str | None, *, own: bool
) -> EntryRef | None:
    from thalweg.hotline.spoken import sheet_ref
    from thalweg.model.message import EntryRef

    side = found.us if own else found.peer
    if index is not None:
        return EntryRef(side.origin, index)
    return None if sheet is None else sheet_ref(side.party, sheet, side.origin)


def _number(number: int | None) -> str:
    from thalweg.times import iso, now_us

    now = iso(now_us())
    return (
        f"{now[:10]}/{int(now[11:16].replace(':', '')) if number is None else number}"
    )


def _show(cards: dict[str, str], out: Path | None, *, as_json: bool) -> None:
    from thalweg.agreement.write import write_files

    if out is not None:
        files = {f"{name}.txt": text.encode() for name, text in cards.items()}
        paths = [str(path) for path in write_files(out, files)]
        if as_json:
            screen.document({"thalweg": "hotline-card/1", "files": paths})
        else:
            screen.say("\n".join(paths))
    elif as_json:
        screen.document({"thalweg": "hotline-card/1", "cards": cards})
    else:
        screen.say("\n".join(cards.values()).rstrip("\n"))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise InputError(f"{path}: {why}") from None


def _checked(texts: dict[Path, str], node: Path) -> list[dict[str, Any]]:
    """Read sheets against their digits and the agreement alone."""
    from thalweg.hotline.entering import head_faults
    from thalweg.hotline.voice_reading import parse_entered
    from thalweg.node.agreed import agreed
    from thalweg.node.settings import read_settings

    found = agreed(read_settings(node))
    done: list[dict[str, Any]] = []
    for path, text in texts.items():
        sheets = parse_entered(text, str(path))
        if not sheets:
            raise InputError(f"{path}: no sheet is in it")
        for one in sheets:
            sheet = one.sheet
            faults = head_faults(sheet, found.terms, found.us.party, found.peer.party)
            if faults:
                told = (f"{path}:{one.line}: {fault}" for fault in faults)
                raise InputError("\n".join(told))
            notes = [
                f"{line}: entered without check digits" for line in sheet.unchecked
            ]
            about = {"file": str(path), "sheet": f"{sheet.sender} {sheet.number}"}
            done.append({**about, "element": sheet.element, "notes": notes})
    return done


def _entered(
    texts: dict[Path, str],
    node: Path,
    officers: list[str],
    keys: Path | None,
    *,
    correct: bool,
) -> list[dict[str, Any]]:
    """Have sheets read by the node, sign them here, and have them logged."""
    from thalweg.cli.reached import reached
    from thalweg.cli.spoken import officers_keys
    from thalweg.node.settings import read_settings

    settings = read_settings(node)
    done: list[dict[str, Any]] = []
    with reached(node) as site:
        for path, text in texts.items():
            asked = {"entered": text, "name": str(path), "correct": correct}
            read = site.ask("sheets", **asked)["sheets"]
            done += ({"file": str(path), **one} for one in read)
        if any(one["ref"] is None for one in done) and not officers:
            raise InputError("an officer signs what was said by voice: --officer ID")
        _refuse_unlike(done)
        new = [one for one in done if one["ref"] is None]
        signers = officers_keys(site, settings, officers, keys) if new else []
        for one in done:
            one["already"] = one["ref"] is not None
        _log(site, new, signers)
    for one in done:
        del one["payload"]
    return done


def _refuse_unlike(sheets: Sequence[dict[str, Any]]) -> None:
    """Raise InputError where two files have a sheet with other content: log neither."""
    first: dict[tuple[str, str], dict[str, Any]] = {}
    faults = []
    for one in sheets:
        known = first.setdefault((one["sheet"], one["voice"]), one)
        if _content(known) != _content(one):
            faults.append(
                f"{one['file']}: sheet {one['sheet']} stands in {known['file']} with "
                "other content; nothing was entered"
            )
    if faults:
        raise InputError("\n".join(faults))


def _content(sheet: dict[str, Any]) -> object:
    """Return what a sheet says, but for when it was entered."""
    import json

    from thalweg.wire.encoded import from_base64

    said = json.loads(from_base64(sheet["payload"]))
    return {key: value for key, value in said.items() if key != "entered_us"}


def _log(
    site: Reach, sheets: Sequence[dict[str, Any]], signers: Sequence[SigningKey]
) -> None:
    """Log sheets in their order; where one is refused, say which were logged."""

    def told() -> str:
        entered = [_told(one) for one in sheets if one["ref"] is not None]
        listed = "".join(f"\n  {one}" for one in entered)
        return (
            f"{len(entered)} of {len(sheets)} sheets were entered{listed}\n"
            "Enter all of them again: what stands there is not entered twice"
        )

    with steps() as going:
        for one in sheets:
            going.go_on(told)
            try:
                one["ref"] = _logged(site, one["payload"], signers)
            except InputError as why:
                raise InputError(f"{one['file']}: {why}; {told()}") from None
            except BaseException:
                screen.note(told())
                raise


def _logged(site: Reach, payload: str, signers: Sequence[SigningKey]) -> dict[str, Any]:
    from thalweg.wire.encoded import from_base64, to_base64
    from thalweg.wire.envelope import sign_envelope
    from thalweg.wire.leaf import ATTEMPTS

    envelope = sign_envelope(ATTEMPTS, from_base64(payload), signers)
    found: dict[str, Any] = site.ask("enter", entry=to_base64(envelope.format()))["ref"]
    return found


def _told(one: dict[str, Any]) -> str:
    about = f"{one['sheet']}  {one['element']}"
    if "ref" not in one:
        return f"{about}  its digits fit"
    where = f"{one['ref']['origin']} {one['ref']['index']}"
    word = "entered before" if one["already"] else "RECORDED, SPOKEN"
    return f"{about}  {one['voice']}  {word}  {where}"
