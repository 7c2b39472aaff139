"""Strict YAML with a line and a column for every fault.

One loader for agreements, feeds, scenarios and node settings. The document may come
from an opponent, so only the plain part of YAML is read: no anchors, aliases, merge
keys, tags or directives, no key twice, one document, and no bare word or number that
two YAML readers would understand differently (``yes``, ``017``, ``1e3``, ``12:30``).
Limits are set on size, depth and number of values. Every fault is collected, none is
raised: the caller adds its own to `Document.faults` and then raises them all at once.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MAX_DOCUMENT_BYTES: Final = 1 << 20
"""Largest document. Long lists belong in a file beside it."""

MAX_DEPTH: Final = 24
"""Deepest nesting: no document of ours needs more than ten."""

MAX_VALUES: Final = 20_000
"""Most values in one document: the reader takes some 0.1 ms for each."""

MAX_FAULTS: Final = 100
"""Faults listed before the rest are only counted."""

Path = tuple[str | int, ...]
T = TypeVar("T")

_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", re.ASCII)
_INT = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
_REAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,17}", re.ASCII)
# Bare scalars that YAML 1.1, YAML 1.2 and JSON readers do not all read alike.
_AMBIGUOUS = re.compile(
    r"[Yy]|[Nn]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|True|TRUE|False|FALSE"
    r"|~|null|Null|NULL|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    r"|[-+]?0[box][0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9]*)?"
    r"|[-+]?(\.[0-9]|[0-9])[0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?",
    re.ASCII,
)

# Characters that reorder or hide text: a document must read as it looks.
_HIDDEN = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


class Strict(BaseModel):
    """A part of a document: nothing converted, no unknown key, nothing changed later.

    Examples
    --------
    A field whose value carries a unit has its unit in its name, and the document's
    spelling as its alias: ``buffer_m: LengthM = Field(alias="buffer")``.
    """

    # A kind of clause that no document uses is never built: a start is quicker by it.
    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, defer_build=True
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value, and the key it stands under, begin: lines and columns from 1."""

    line: int
    column: int
    key_line: int
    key_column: int


_NOWHERE: Final = Mark(0, 0, 0, 0)


@dataclass(slots=True)
class Faults:
    """All that is wrong with one run of reading, in the order of place."""

    entries: list[tuple[str, int, int, str]] = field(default_factory=list)

    def add(self, name: str, text: str, line: int = 0, column: int = 0) -> None:
        """Add one fault of file `name`; line 0 means that the file has no lines."""
        self.entries.append((name, line, column, text))

    def lines(self) -> tuple[str, ...]:
        """Return one line per fault: ``file:line:column: path: what``."""
        firsts = {name: i for i, (name, *_) in reversed([*enumerate(self.entries)])}
        entries = sorted(
            dict.fromkeys(self.entries), key=lambda e: (firsts[e[0]], e[1], e[2])
        )
        shown = [_line(*entry) for entry in entries[:MAX_FAULTS]]
        if len(entries) > MAX_FAULTS:
            shown.append(f"... and {len(entries) - MAX_FAULTS} more")
        return tuple(shown)

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.entries)


@dataclass(slots=True)
class Document:
    """A document as plain values, with the place of each and the faults so far.

    `value` is None where the text could not be read as YAML at all.
    """

    name: str
    value: Any = None
    marks: dict[Path, Mark] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    bad: set[Path] = field(default_factory=set)

    def fault(self, path: Path, text: str, *, at_key: bool = False) -> None:
        """Add a fault at the value (or at the key) of `path`, or of what holds it."""
        mark = _NOWHERE
        for n in range(len(path), -1, -1):
            if path[:n] in self.marks:
                mark = self.marks[path[:n]]
                break
        line, column = (
            (mark.key_line, mark.key_column) if at_key else (mark.line, mark.column)
        )
        self.bad.add(path)
        where = f"{path_text(path)}: " if path else ""
        self.faults.add(self.name, where + text, line, column)

    def at(self, path: Path) -> Any:  # noqa: ANN401 - whatever the document holds
        """Return the value at `path`; None where there is none."""
        value = self.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def read(self, path: Path, kind: type[T] | TypeAdapter[T]) -> T | None:
        """Return the value at `path` as `kind`; None, and faults, where it is not."""
        adapter = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
        before = len(self.faults.entries)
        try:
            value = adapter.validate_python(self.at(path), strict=True)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                self._add_error(path, dict(one), adapter)
            return None
        if len(self.faults.entries) > before or self._bad_below(path):
            return None
        return value

    def section(
        self, path: Path, kinds: Mapping[str, tuple[Any, bool]]
    ) -> dict[str, Any]:
        """Read a mapping key by key, so that one bad key does not hide the others.

        `kinds` maps each known key to its type and to whether it must be there. The
        result holds the keys that could be read.
        """
        value = self.at(path)
        if not isinstance(value, dict):
            if value is not None and path not in self.bad:
                self.fault(path, f"wanted keys with values, got {shown(value)}")
            return {}
        for key in value:
            if key not in kinds:
                self.fault((*path, key), _unknown_key(key, kinds), at_key=True)
        found = {}
        for key, (kind, wanted) in kinds.items():
            if key in value:
                got = self.read((*path, key), TypeAdapter(kind))
                if got is not None:
                    found[key] = got
            elif wanted and (*path, key) not in self.bad:
                self.fault((*path, key), "missing")
        return found

    def _known_keys(self, adapter: TypeAdapter[Any], loc: Path) -> list[str]:
        """Return the keys of the model at `loc`, from its JSON schema."""
        # Making a schema takes a millisecond: a hostile document has 10,000 keys.
        if len(self.faults.entries) > MAX_FAULTS:
            return []
        whole = adapter.json_schema(by_alias=True)
        node = _schema_at(whole, whole)
        for step in loc:
            if isinstance(step, int):
                node = node.get("items", {})
            else:
                other = node.get("additionalProperties", {})
                node = node.get("properties", {}).get(step, other)
            node = _schema_at(node if isinstance(node, dict) else {}, whole)
        return sorted(node.get("properties", {}))

    def _bad_below(self, path: Path) -> bool:
        return any(bad[: len(path)] == path for bad in self.bad)

    def _add_error(
        self, path: Path, error: dict[str, Any], adapter: TypeAdapter[Any]
    ) -> None:
        loc = tuple(step for step in error["loc"] if step != "[key]")
        whole = (*path, *loc)
        # What the reader of YAML has said already is not said twice.
        if any(whole[:n] in self.bad for n in range(len(path), len(whole) + 1)):
            return
        if error["type"] == "extra_forbidden":
            known = self._known_keys(adapter, loc[:-1])
            self.fault(whole, _unknown_key(str(loc[-1]), known), at_key=True)
            return
        at_key = error["loc"][-1:] == ("[key]",)
        self.fault(whole, _words(error), at_key=at_key)


def read_yaml(
    data: bytes,
    name: str,
    faults: Faults | None = None,
    *,
    max_bytes: int = MAX_DOCUMENT_BYTES,
) -> Document:
    """Read one strict YAML document; its faults are in the result, never raised.

    `name` is the file's plain name, as faults are to show it.
    """
    document = Document(name, faults=Faults() if faults is None else faults)
    if len(data) > max_bytes:
        document.fault((), f"{len(data)} bytes; at most {max_bytes} are read")
        return document
    text = _decoded(data, document)
    if text is not None:
        try:
            document.value = _Composer(document, text).compose()
        except YAMLError as error:
            _add_syntax_error(error, text, document)
        except _TooMuchError:
            document.value = None
    return document


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None where none is at all like it."""
    best = difflib.get_close_matches(word[:64], sorted(known), n=1, cutoff=0.6)
    return best[0] if best else None


def unknown(what: str, word: object, known: Iterable[str]) -> str:
    """Say that a word is not known, with the nearest known one or all of them.

    >>> unknown("party", "wst", ["west", "east"])
    "unknown party 'wst'; nearest known: west"
    """
    known = list(known)
    best = nearest(str(word), known)
    if best is not None:
        return f"unknown {what} {shown(word)}; nearest known: {best}"
    here = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return f"unknown {what} {shown(word)}; known: {here or 'none'}"


def path_text(path: Path) -> str:
    """Write a path as ``clauses[1].vertical``; odd keys are quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            word = step if _WORD.fullmatch(step) and len(step) < 65 else shown(step)
            text += f".{word}" if text else word
    return text


def shown(value: object) -> str:
    """Show a value in a fault: short, on one line, nothing that a terminal obeys."""
    if isinstance(value, dict):
        return "keys with values" if value else "no keys"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, str) else str(value)
    text = "".join(
        c if unicodedata.category(c)[0] != "C" else f"\\u{ord(c):04x}" for c in text
    )
    return text if len(text) <= 60 else text[:57] + "..."


def is_ambiguous(text: str) -> bool:
    """Whether YAML readers differ about a bare word: such a one goes in quotes."""
    return _AMBIGUOUS.fullmatch(text) is not None


class _TooMuchError(Exception):
    """A limit is passed; the fault is written already."""


class _Composer:
    """Turns the events of one YAML stream into plain values and their marks."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
        self.values = 0

    def compose(self) -> Any:  # noqa: ANN401
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._say((), event, "a second document; wanted one")
                    raise _TooMuchError
                if event.version or event.tags:
                    self._say((), event, "a % directive; wanted none")
            elif isinstance(event, NodeEvent):
                value = self._value(event, (), event)
        if documents == 0:
            self.document.fault((), "the document is empty")
        return value

    def _value(self, event: Any, path: Path, key: Any) -> Any:  # noqa: ANN401
        self.values += 1
        if self.values > MAX_VALUES:
            self._say(
                path[:1],
                event,
                f"more than {MAX_VALUES} values; put long lists in a file beside it",
            )
            raise _TooMuchError
        at, key_at = event.start_mark, key.start_mark
        self.document.marks[path] = Mark(
            at.line + 1, at.column + 1, key_at.line + 1, key_at.column + 1
        )
        self._refuse_extras(event, path)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event, path)
        if isinstance(event, AliasEvent):
            self._say(path, event, "an alias (*); write the value out")
            return None
        return self._scalar(event, path)

    def _mapping(self, start: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401
        self._guard_depth(start, path)
        found: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, path)
            value_event = next(self.events)
            if key is None or key in found or (*path, key) in self.document.bad:
                if key is not None:
                    self._say((*path, key), event, "this key stands here twice")
                self._skip(value_event)
                continue
            value = self._value(value_event, (*path, key), event)
            if value is not None:
                found[key] = value
        return found

    def _sequence(self, start: Any, path: Path) -> list[Any]:  # noqa: ANN401
        self._guard_depth(start, path)
        found: list[Any] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            found.append(self._value(event, (*path, len(found)), event))
        return found

    def _key(self, event: Any, path: Path) -> str | None:  # noqa: ANN401
        if not isinstance(event, ScalarEvent):
            self._say(path, event, "a key must be text")
            self._skip(event)
            return None
        key: str = event.value
        self._refuse_extras(event, (*path, key))
        if event.style in (None, ""):
            if key == "<<":
                self._say((*path, key), event, "a merge key; write the keys out")
                return None
            if is_ambiguous(key) or _INT.fullmatch(key) or _REAL.fullmatch(key):
                self._say((*path, key), event, f"write the key in quotes: {shown(key)}")
                return None
        return key

    def _scalar(self, event: Any, path: Path) -> Any:  # noqa: ANN401
        text: str = event.value
        if event.style not in (None, ""):
            return text
        if text == "":
            self.document.fault(path, "nothing here; wanted a value", at_key=True)
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INT.fullmatch(text):
            return int(text)
        if _REAL.fullmatch(text):
            return float(text)
        if is_ambiguous(text):
            self._say(
                path,
                event,
                f"{text[:40]} is read differently by different YAML readers; "
                f"write {_mended(text)}",
            )
        return text

    def _skip(self, event: Any) -> None:  # noqa: ANN401
        depth = 0
        while True:
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                depth += 1
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                depth -= 1
            self.values += 1
            if depth > MAX_DEPTH or self.values > MAX_VALUES:
                self._say((), event, "nested too deep, or too long")
                raise _TooMuchError
            if depth == 0:
                return
            event = next(self.events)

    def _refuse_extras(self, event: Any, path: Path) -> None:  # noqa: ANN401
        if getattr(event, "anchor", None) and not isinstance(event, AliasEvent):
            self._say(
                path, event, "an anchor (&); write the value out where it is used"
            )
        if getattr(event, "tag", None) is not None:
            self._say(path, event, f"a tag ({shown(event.tag)[1:-1]}); wanted none")

    def _guard_depth(self, event: Any, path: Path) -> None:  # noqa: ANN401
        if len(path) >= MAX_DEPTH:
            self._say(path[:1], event, f"nested more than {MAX_DEPTH} deep")
            raise _TooMuchError

    def _say(self, path: Path, event: Any, text: str) -> None:  # noqa: ANN401
        mark = event.start_mark
        self.document.bad.add(path)
        where = f"{path_text(path)}: " if path else ""
        self.document.faults.add(
            self.document.name, where + text, mark.line + 1, mark.column + 1
        )
        # Nobody reads the thousandth fault; reading on would be work for nothing.
        if len(self.document.faults.entries) > 10 * MAX_FAULTS:
            raise _TooMuchError


def _mended(text: str) -> str:
    truth = {"yes": "true", "on": "true", "no": "false", "off": "false"}
    word = truth.get(text.lower(), text.lower())
    if word in ("true", "false"):
        return f"{word}, or in quotes if it is text"
    return f"it in quotes: {shown(text)}, or as a plain decimal number"


def _decoded(data: bytes, document: Document) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        document.faults.add(document.name, "not UTF-8 text", line, column)
        return None
    for at, char in enumerate(text):
        if char in _HIDDEN:
            line, column = _place(text, at)
            document.faults.add(
                document.name, f"hidden character U+{ord(char):04X}", line, column
            )
            return None
    return text


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _add_syntax_error(error: YAMLError, text: str, document: Document) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "not YAML"
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        line, column = _place(text, int(getattr(error, "position", 0) or 0))
        problem = "a control character"
    document.faults.add(
        document.name, f"not YAML: {shown(str(problem))[1:-1]}", line, column
    )


def _line(name: str, line: int, column: int, text: str) -> str:
    return f"{name}:{line}:{column}: {text}" if line else f"{name}: {text}"


def _unknown_key(key: str, known: Iterable[str]) -> str:
    known = sorted(known)
    best = nearest(key, known)
    if best is not None:
        return f"unknown key; nearest known: {best}"
    return f"unknown key; known here: {', '.join(known)}"


def _schema_at(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    for option in node.get("anyOf", ()):
        if "$ref" in option or "items" in option or "properties" in option:
            node = option
            break
    if "$ref" in node:
        found: dict[str, Any] = whole["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        return found
    return node


_WANTED: Final = {
    "missing": "missing",
    "string_type": "wanted text",
    "int_type": "wanted a whole number",
    "float_type": "wanted a number",
    "bool_type": "wanted true or false",
    "dict_type": "wanted keys with values",
    "model_type": "wanted keys with values",
    "list_type": "wanted a list",
    "tuple_type": "wanted a list",
    "literal_error": "wanted {expected}",
    "greater_than": "wanted more than {gt}",
    "greater_than_equal": "wanted at least {ge}",
    "less_than": "wanted less than {lt}",
    "less_than_equal": "wanted at most {le}",
    "too_short": "wanted at least {min_length} of them",
    "too_long": "wanted at most {max_length} of them",
    "string_too_short": "wanted at least {min_length} characters",
    "string_too_long": "wanted at most {max_length} characters",
}


def _words(error: dict[str, Any]) -> str:
    """Say in our words what pydantic found."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    wanted = _WANTED.get(error["type"])
    if wanted is None:
        return (
            f"{error['msg'][:1].lower()}{error['msg'][1:]}, got {shown(error['input'])}"
        )
    if error["type"] == "missing":
        return wanted
    text = wanted.format(**context)
    got = error["input"]
    if error["type"] == "string_type" and isinstance(got, int | float):
        return f"{text}: write it in quotes, got {shown(got)}"
    return f"{text}, got {shown(got)}"
