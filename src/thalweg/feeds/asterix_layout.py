"""The layout of ASTERIX records, from the tables that `libasterix` carries.

`libasterix` is generated from the published specifications. It parses a record into an
object for every bit, which takes 0.3 ms; here its tables are walked once, and a record
is then cut into its items by their lengths alone (0.01 ms). Which records are taken,
and what is in them, is held against the library's own parser in the tests.

Every length and value below comes from the library's classes: `cv_items_list`,
`cv_bit_size`, `cv_lsb` and their like, as its release 0.36 names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from thalweg.errors import InputError

Value = int | float | str
MALFORMED: Final = -1
"""Where an item would end that cannot be one."""


@dataclass(frozen=True, slots=True)
class Field:
    """Some bits of an item: those of bytes `first` to `end`, moved by `shift`."""

    first: int
    end: int
    shift: int
    bits: int
    lsb: float | None = None
    signed: bool = False
    text: Any = None

    def read(self, item: bytes) -> Value | None:
        """Return the value in the item's bytes; None where the item ends before it."""
        if len(item) < self.end:
            return None
        whole = int.from_bytes(item[self.first : self.end], "big") >> self.shift
        whole &= (1 << self.bits) - 1
        if self.text is not None:
            return self._words(whole)
        if self.signed and whole >> (self.bits - 1):
            whole -= 1 << self.bits
        return whole if self.lsb is None else whole * self.lsb

    def _words(self, whole: int) -> str | None:
        """Return text, None where a character is none: the rest would be another word.

        Zeros at its end stand for blanks, as some transponders send them.
        """
        size = self.text.cv_bits_per_char
        blank = self.text.cv_pad_char == " "
        words: str = self.text.to_string(self.bits, whole)
        length = self.bits // size
        while blank and length > len(words) and not whole & ((1 << size) - 1):
            length, whole = length - 1, whole >> size
        return words if len(words) == length else None


class Item:
    """One item: how long it is, and its fields by name ("" where it is one value)."""

    def __init__(self, fields: Mapping[str, Field], size: int = 0) -> None:
        self.fields = fields
        self.size = size

    def end(self, data: bytes, at: int, stop: int) -> int:
        """Return where the item that begins `at` ends; MALFORMED beyond `stop`."""
        end = at + self.size
        return end if end <= stop else MALFORMED

    def value(self, item: bytes, path: tuple[str, ...]) -> Value | None:
        """Return a field of the item's bytes; None where it is not in them."""
        field = self.fields.get(path[0] if path else "")
        return None if field is None else field.read(item)


class _Extended(Item):
    """Goes on for as long as the last bit of its part is set; `ends` are the parts'."""

    def __init__(self, fields: Mapping[str, Field], ends: tuple[int, ...]) -> None:
        super().__init__(fields)
        self.ends = ends

    def end(self, data: bytes, at: int, stop: int) -> int:
        for length in self.ends:
            if at + length > stop:
                return MALFORMED
            if not data[at + length - 1] & 1:
                return at + length
        return MALFORMED


class _Repeated(Item):
    """As many alike as its first `count_bytes` say; 0: while the last bit is set."""

    def __init__(self, size: int, count_bytes: int) -> None:
        super().__init__({}, size)
        self.count_bytes = count_bytes

    def end(self, data: bytes, at: int, stop: int) -> int:
        if not self.count_bytes:
            while at + self.size <= stop:
                at += self.size
                if not data[at - 1] & 1:
                    return at
            return MALFORMED
        first = at + self.count_bytes
        if first > stop:
            return MALFORMED
        end = first + int.from_bytes(data[at:first], "big") * self.size
        return end if end <= stop else MALFORMED


class _Explicit(Item):
    """Says its own length in its first byte."""

    def end(self, data: bytes, at: int, stop: int) -> int:
        if at >= stop or not data[at]:
            return MALFORMED
        return at + data[at] if at + data[at] <= stop else MALFORMED


class Compound(Item):
    """Items behind bits that say which are there: a record, and items made of items."""

    def __init__(self, items: tuple[tuple[str, Item] | None, ...], most: int) -> None:
        super().__init__({})
        self.items = items
        self.most = most
        self.named = {item[0]: item[1] for item in items if item is not None}

    def split(self, data: bytes, at: int, stop: int) -> tuple[dict[str, bytes], int]:
        """Return the items by name, and where they end; MALFORMED where none can."""
        found: dict[str, bytes] = {}
        flags = at
        while flags < stop and data[flags] & 1:
            flags += 1
        flags += 1
        if flags > stop or flags - at > self.most:
            return found, MALFORMED
        place = flags
        for index in range(flags - at):
            bits = data[at + index]
            for bit in range(7):
                if not bits >> (7 - bit) & 1:
                    continue
                number = index * 7 + bit
                known = self.items[number] if number < len(self.items) else None
                if known is None:
                    return found, MALFORMED
                end = known[1].end(data, place, stop)
                if end == MALFORMED:
                    return found, MALFORMED
                found[known[0]] = data[place:end]
                place = end
        return found, place

    def end(self, data: bytes, at: int, stop: int) -> int:
        """Return where the last of the items ends; MALFORMED where one does not fit."""
        return self.split(data, at, stop)[1]

    def value(self, item: bytes, path: tuple[str, ...]) -> Value | None:
        """Return a field of one of the items: its name, then the field's."""
        part = self.named.get(path[0])
        if part is None:
            return None
        found = self.split(item, 0, len(item))[0].get(path[0])
        return None if found is None else part.value(found, path[1:])


class Target:
    """One record: its items' bytes, and their values by the names of `libasterix`."""

    __slots__ = ("items", "layout")

    def __init__(self, layout: Compound, items: Mapping[str, bytes]) -> None:
        self.layout = layout
        self.items = items

    def get(self, item: str, *path: str) -> Value | None:
        """Return a value such as ``get("040", "RHO")``; None where it is not there."""
        found = self.items.get(item)
        if found is None:
            return None
        return self.layout.named[item].value(found, path)

    def number(self, item: str, *path: str) -> float | None:
        """Return a quantity in the unit of the specification."""
        value = self.get(item, *path)
        return None if value is None or isinstance(value, str) else float(value)

    def whole(self, item: str, *path: str) -> int | None:
        """Return a number that counts or names something."""
        value = self.get(item, *path)
        return value if isinstance(value, int) else None

    def words(self, item: str, *path: str) -> str | None:
        """Return text, None where it is blank."""
        value = self.get(item, *path)
        return (value.strip() or None) if isinstance(value, str) else None


def split_records(layout: Compound, body: bytes) -> list[Target] | None:
    """Return the records of a block's body; None where it is not made of such."""
    targets: list[Target] = []
    at = 0
    while at < len(body):
        items, at = layout.split(body, at, len(body))
        if at == MALFORMED:
            return None
        targets.append(Target(layout, items))
    return targets


def layout_of(record: Any) -> Compound:  # noqa: ANN401  (a class of libasterix)
    """Return the layout of a record class of `libasterix`.

    Raises
    ------
    InputError
        The installed `libasterix` has a kind of item that is not known here; the
        release that is locked has none.
    """
    items = [getattr(entry, "cv_non_spare", None) for entry in record.cv_items_list]
    return _compound(items, record.cv_fspec_max_bytes)


def _compound(entries: Any, most: int) -> Compound:  # noqa: ANN401
    items = tuple(
        None if entry is None else (str(entry.cv_name), _item(entry))
        for entry in entries
    )
    return Compound(items, most)


def _item(named: Any) -> Item:  # noqa: ANN401
    return _variation(named.cv_rule.cv_variation)


def _variation(made: Any) -> Item:  # noqa: ANN401
    kinds = {kind.__name__ for kind in made.__mro__}
    if "Element" in kinds:
        return Item({"": _field(made, 0)}, made.cv_bit_size // 8)
    if "Group" in kinds:
        return Item(_fields(made.cv_items_list, 0), made.cv_bit_size // 8)
    if "Extended" in kinds:
        return _extended(made)
    if "Repetitive" in kinds:
        inner = made.cv_variation
        bits = inner.cv_bit_size + (1 if made.cv_rep_bytes is None else 0)
        return _Repeated(bits // 8, made.cv_rep_bytes or 0)
    if "Explicit" in kinds:
        return _Explicit({})
    if "Compound" in kinds:
        return _compound(made.cv_items_list, made.cv_fspec_max_bytes)
    kind = ", ".join(sorted(kinds))
    raise InputError(
        f"libasterix: its tables hold an item of kind {kind}, which cannot be read; "
        "install another release of it, such as 0.36.3"
    )


def _extended(made: Any) -> Item:  # noqa: ANN401
    fields: dict[str, Field] = {}
    ends: list[int] = []
    at = 0
    for part in made.cv_items_list:
        fields |= _fields([entry for entry in part if entry is not None], at)
        at += sum(1 if entry is None else entry[1] for entry in part)
        ends.append(at // 8)
    return _Extended(fields, tuple(ends))


def _fields(entries: Any, at: int) -> dict[str, Field]:  # noqa: ANN401
    """Return the fields of a list of (item, bits); groups within it are left out."""
    fields: dict[str, Field] = {}
    for entry, bits in entries:
        named = getattr(entry, "cv_non_spare", None)
        made = getattr(getattr(named, "cv_rule", None), "cv_variation", None)
        if named is not None and hasattr(made, "cv_bit_size"):
            fields[named.cv_name] = _field(made, at)
        at += bits
    return fields


def _field(made: Any, at: int) -> Field:  # noqa: ANN401
    bits = made.cv_bit_size
    end = -(-(at + bits) // 8)
    rule = getattr(made, "cv_rule", None)
    content = getattr(rule, "cv_content", None)
    signedness = getattr(content, "cv_signedness", None)
    return Field(
        first=at // 8,
        end=end,
        shift=end * 8 - at - bits,
        bits=bits,
        lsb=getattr(content, "cv_lsb", None),
        signed=getattr(signedness, "__name__", "") == "Signed",
        text=getattr(content, "cv_string_type", None),
    )
