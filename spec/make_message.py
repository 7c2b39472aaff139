"""Write spec/message.md from the catalogue in the code; run by ``make spec``."""

# The page's paragraphs are as long as the page has them.
# ruff: noqa: E501

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from thalweg.hotline.answers import AGREED_BY_AFFIRM, REPLY_US
from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES, catalogue_digest, phrases
from thalweg.hotline.check_digits import ALPHABET
from thalweg.hotline.elements import Element, Parameter
from thalweg.hotline.harmless import MOST_MARKS
from thalweg.hotline.labels import label
from thalweg.hotline.matched import LONGEST_VALUE, MOST_DIFFERENCES
from thalweg.hotline.parameters import LONGEST_TEXT, ParameterType
from thalweg.hotline.voice import TERMS_DIGITS, TITLE
from thalweg.hotline.word_lists import WORD_LISTS
from thalweg.model.message import Marker, Response, Urgency
from thalweg.times import US_PER_MIN
from thalweg.wire.authority import TWO_PERSONS
from thalweg.wire.leaf import ATTEMPTS, MESSAGE
from thalweg.wire.message import DEEPEST, FORMAT, LARGEST_BYTES

PAGE = Path(__file__).with_name("message.md")
VOICE = Path(__file__).parent / "vectors" / "voice" / "good.json"
SPOKEN_EXAMPLE, MATCH_EXAMPLE = (
    next(
        case["payload"]
        for case in json.loads(VOICE.read_text("utf-8"))["entries"]
        if case["format"] == wanted
    )
    for wanted in ("spoken/1", "matched/1")
)


def _labels_told() -> str:
    names = ("TERMS", "FROM", "point.lat_e7")
    return ", ".join(
        f"`{one}` " + " or ".join(label(one, tag) for tag in LANGUAGES) for one in names
    )


HEAD = f"""\
# Messages of the hotline

<!-- Written by spec/make_message.py from src/thalweg/hotline; `make spec` writes it. -->

What one side says to the other is an *element* of the catalogue below, by its id, with
typed parameters. Prose never travels: each side renders the sentence from its own copy
of the catalogue, whose digest both have signed in the agreement. The Russian wording is
a **draft** until a linguist trained in it has read it, and says so wherever it is shown.

Good and bad messages to test an implementation with are in
[vectors/message](vectors/message/make_message.py).

## Payload

The payload of an envelope of type `{MESSAGE}`: one JSON object in RFC 8785 form,
UTF-8, at most {LARGEST_BYTES:,} bytes. The bytes are signed, kept and passed on as they
are; any other spelling of the same content is refused. All keys are there, and no others:

| key | value |
|---|---|
| `thalweg` | `"{FORMAT}"` |
| `agreement` | SHA-256 of the manifest of the agreement in force, 64 lower-case hex digits |
| `from`, `to` | the parties' ids; not the same |
| `element` | the element's id |
| `params` | the element's parameters by name; one that is left out is not there, never null |
| `ref` | `{{origin, index}}` of the entry that this message answers, cancels or follows, or null |
| `event_time_us` | when what it tells of happened, as claimed |
| `signed_time_us` | the sender's clock at signing |
| `useful_until_us` | after this it is shown as late, never as live; or null |
| `seen` | `{{origin, size, root}}`: the newest checkpoint of the recipient's log that the sender held |

Instants are whole microseconds since 1970, UTC. Numbers are whole, to 2^53 - 1;
parameters are nested at most {DEEPEST} deep. Order is proved by logs (`ref`, `seen`, index), never
by these clocks.

## Parameters

Names end in their unit (`_us`, `_ms`, `_m`, `_mmps`). Places are WGS84 in ten-millionths of
a degree, latitude and longitude by name, so that no order of the two has to be known: this is
why a place that the agreement does not name is no GeoJSON here. Text is in Unicode's composed
form (NFC), at most {LONGEST_TEXT:,} characters, without blanks about it. Every fault of a message
is named with its place.

"""

ANSWERS = """\
## Answers

After ICAO Doc 4444, with the differences that equals need: nobody instructs; STANDBY (RS-2)
carries until when; UNABLE (RS-1) and NEGATIVE (RS-5) carry why; RS-3 is the only answer to
free text (CH-10). Every message but RS-* is acknowledged by the node with RS-7 when it is
about to be shown; RS-6 says that a message could not be used.

"""

MORE_ANSWERS = """\
* Only the party that a message was for answers it, and `ref` names the message. What
  had not seen that entry (`seen.size` no larger than `ref.index`, of that log) answers nothing.
* Every permitted answer closes the dialogue but RS-2, which keeps it open until its time, and
  RS-7. An answer to a closed dialogue is recorded and refused.
* CH-9 cancels: only by the sender of the message, never a response, another CH-9, or what two
  persons have signed. CH-8, RC-1 and RC-2 speak of a message; they do not answer it.
"""

SHOWN = f"""\

## How it is shown

The marker and the sentence stand on one line; below it every parameter that the sentence leaves out
or shortens. Figures are exact and written as the language writes them; instants and coordinates are
spelt alike in all. Text and names of people are made harmless: line ends become blanks;
characters that are not seen, that turn the line round, or that pile up beyond {MOST_MARKS} marks on a letter are
written out as `<U+202E>`; text from right to left is isolated; free text stands in quotes, its own
made straight.

* A draft language says that it is one; a message of distress in it carries English beside it.
* HZ-3, and RS-4 and RS-5 to HZ-2, carry: "Not consent. Not proof that anyone is absent. Duties
  are unchanged." So do RS-4 and RS-5 where their question is not at hand.
* A message that does not fit the catalogue is shown by its bare parameters, with the reason.

## By voice

A sheet to be read aloud is lines of `name: value [digits]` after the title `{TITLE}`:
`TERMS`, the first {TERMS_DIGITS} digits of the agreement's digest; `SHEET`, what the speaker calls it: a day and a number
of the speaker's own (`2017-12-13/412`), or `log/` and the entry of the speaker's log that is read out; then
`ELEMENT`, `FROM`, `TO`, `EVENT`, then `REF.ORIGIN` and `REF.INDEX`, then `USEFUL`, where
there are such, then every plain value of the parameters by its path
(`point.lat_e7`; items of lists count from 1), and last `LINES: n`. Instants are read as
`2017-12-13 04:05:06Z`, degrees as `35.1234567 N`, digests and roots as hex in fours, keys as
name, id and hex, yes and no as `YES` and `NO`. In text, a backslash and what is not seen is its
number in hex between a backslash and a semicolon. Lines with `#` are for people only, and so is what follows
`#` behind a line's digits; a line that begins with a blank goes on with the one before. A sheet that another refers
to is `REF.ORIGIN: west/2017-12-13`, `REF.INDEX: 412`; one called `log/14` is entry 14 of its speaker's log.

A line has one name, over which its digits are formed, and a label in each language, under which it is
read and may be typed: {_labels_told()} and so on, as `cards.ftl` of each language has them.
A path's label is those of its parts.

The two check digits of a line are those of ISO 7064 MOD 97-10 over `name:value`, in capitals
and without blanks, in which every sign is two digits, its place from 00 in

    {ALPHABET}

(another sign is its number in hex between two `#`). They find every wrong sign, and every
exchange of two signs fewer than 48 places apart. Those of the last line are the sum of the digits of all other lines
and of how many there are, by 97. Digits that were not heard stand as `--`.

## What was spoken, in the record

Each side enters its own sheet in its own log: an entry of type `{ATTEMPTS}`, signed by an officer, whose payload has exactly
these keys. `voice` is `said` in the log of the party in `from`, `heard` in that of the party in `to`; `sheet`, `element`, `params`, `ref`,
`event_time_us` and `useful_until_us` are the sheet's; `unchecked` are the lines whose digits were not heard; `spoken_us` is
the own clock during the call and `their_clock_us` the other's as it was read out, or null; `corrects` is the entry of the same
sheet that this one replaces, or null. Without `seen` and an index of its own it is no message: nothing is delivered, displayed, answered or
closed by it.

```json
{SPOKEN_EXAMPLE}
```

Two entries are of one sheet where `from` and `sheet` are the same; of several of one side the last holds. A message of the
speaker's log is one with a sheet that says all the same but SHEET, or is called by its entry. Once both ends are in
the two logs (in place of what was said, the message that is one with it does), each node notes in its own log, by an entry of
the same type under its own key, on which lines they differ by what is heard of them; at most {MOST_DIFFERENCES}, values cut to {LONGEST_VALUE} characters:

```json
{MATCH_EXAMPLE}
```

Sheets and entries, good and bad, are in [vectors/voice](vectors/voice/make_voice.py).

## The catalogue

Its digest, to stand in the agreement, is the SHA-256 of the RFC 8785 form of all of it:
`{{"thalweg": "catalogue/1", "elements", "words", "phrases"}}`, where phrases are the SHA-256 of
each file of sentences. The digest of this edition:

    {catalogue_digest()}

Marker: {", ".join(f"{m.value} {m.name.lower()}" for m in Marker)}. A parameter in
brackets may be left out.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page's text."""
    parts = [HEAD, _types(), "\n", ANSWERS, _responses(), "\n", _urgencies(), "\n"]
    parts += [MORE_ANSWERS, _persons(), SHOWN, _elements(), _words()]
    return "".join(parts)


def _types() -> str:
    kinds: dict[str, ParameterType] = {}
    for element in CATALOGUE.elements.values():
        for parameter in element.parameters:
            kinds.setdefault(parameter.type.name, parameter.type)
    rows = [
        f"| `{name}` | {kind.wire} |"
        for name, kind in sorted(kinds.items())
        if not name.startswith("enum ")
    ]
    last = "| `enum` | one word of a closed list, below |"
    return _table(("type", "on the wire"), [*rows, last])


def _responses() -> str:
    asked = {r: [] for r in Response}  # type: dict[Response, list[Element]]
    for element in CATALOGUE.elements.values():
        asked[element.response].append(element)
    rows = []
    for response, elements in asked.items():
        answers = {
            Response.ANY: "RS-2, or any message but RS-* with its `ref`",
            Response.NONE: "none",
        }
        usual = max({e.answers for e in elements}, key=len)
        told = answers.get(response, ", ".join(usual))
        rows.append(f"| {response.value} | {told} |")
    return _table(("response", "permitted, besides RS-6 and RS-7"), rows)


def _urgencies() -> str:
    rows = []
    for urgency in Urgency:
        limit_us = REPLY_US[urgency]
        told = "by the next daily call"
        if limit_us is not None:
            told = f"{limit_us // US_PER_MIN} min"
        rows.append(f"| {urgency.value} | {urgency.name.lower()} | {told} |")
    return _table(("urgency", "", "a person answers within"), rows)


def _persons() -> str:
    two = ", ".join(sorted(TWO_PERSONS))
    agreed = ", ".join(sorted(AGREED_BY_AFFIRM))
    return (
        f"* Two officers sign {two}, and what else the agreement says; never is that\n"
        "  asked for a warning of distress or urgency. RS-6 and RS-7 are a node's own.\n"
        f"* AFFIRM to {agreed} makes an agreed fact, NEGATIVE a dispute.\n"
    )


def _elements() -> str:
    heads = ("id", "", "sentence", "parameters", "response", "urgency")
    return "\n" + _table(heads, [_row(e) for e in CATALOGUE.elements.values()])


def _row(element: Element) -> str:
    sentences = "<br>".join(_sentence(tag, element.id) for tag in LANGUAGES)
    parameters = [_parameter(parameter) for parameter in element.parameters]
    if element.needs_ref:
        parameters.append("`ref`")
    urgency = "as ref" if element.urgency is None else element.urgency.value
    two = "; two persons" if element.persons == 2 else ""
    cells = (
        f'<a id="{element.id.lower()}"></a>{element.id}',
        element.marker.value,
        sentences,
        "; ".join(parameters),
        f"{element.response.value}{two}",
        urgency,
    )
    return "| " + " | ".join(cells) + " |"


def _sentence(tag: str, element_id: str) -> str:
    pattern = rf"^{re.escape(element_id)} = (.*)$"
    found = re.search(pattern, phrases(tag)["elements.ftl"], re.M)
    assert found is not None
    return re.sub(r"\{ \$(\w+) \}", r"{\1}", found[1])


def _parameter(parameter: Parameter) -> str:
    told = f"`{parameter.name}` {parameter.type.name}"
    if parameter.when is not None:
        return f"{told}, where `{parameter.when[0]}` is `{parameter.when[1]}`"
    return told if parameter.is_required else f"[{told}]"


def _words() -> str:
    return "\n## Closed lists\n\n" + "\n".join(_lists()) + "\n"


def _lists() -> Iterator[str]:
    for name, words in WORD_LISTS.items():
        yield f"* `{name}`: " + ", ".join(f"`{word}`" for word in words)


def _table(heads: tuple[str, ...], rows: list[str]) -> str:
    first = "| " + " | ".join(heads) + " |"
    return "\n".join([first, "|" + "---|" * len(heads), *rows]) + "\n"


if __name__ == "__main__":
    main()
