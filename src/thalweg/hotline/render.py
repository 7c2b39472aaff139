"""Messages as people read them, made from ids and parameters alone.

The receiver renders; what the sender saw is never sent. One line says the element and
its sentence; below it stand all parameters that the sentence leaves out or shortens,
so that nothing signed goes unread, and what must always be said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.hotline.catalogue import CATALOGUE, DRAFTS, LANGUAGES, Catalogue
from thalweg.hotline.elements import Element
from thalweg.hotline.harmless import harmless
from thalweg.hotline.told import Told, spoken_names, told_in
from thalweg.model.message import (
    CountRange,
    Digest,
    Instant,
    KeyText,
    Message,
    Urgency,
    Value,
    Word,
    Words,
)
from thalweg.wire.canonical import canonical_json

_ARE_THEY_CLEAR, _THEY_ARE_THERE = "HZ-2", "HZ-3"
_SAYS_WHETHER = frozenset({"RS-4", "RS-5"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message in one language, as plain text without line ends.

    `beside` is the sentence in another language, where this one is a draft and the
    message is one of distress; "" elsewhere. `notes` is what must stand with it.
    """

    element: str
    lang: str
    marker: str
    sentence: str
    further: tuple[str, ...]
    notes: tuple[str, ...]
    beside: str

    def lines(self) -> tuple[str, ...]:
        """Return everything, a line each, the element and its sentence first."""
        first = f"{self.element} {self.marker}. {self.sentence}"
        beside = (self.beside,) if self.beside else ()
        return (first, *beside, *self.further, *self.notes)


def render(
    message: Message,
    lang: str,
    catalogue: Catalogue = CATALOGUE,
    *,
    of: Message | None = None,
) -> Rendered:
    """Return a message in a language; `of` is the message that it refers to.

    Without `of`, a message that needs one says that it is not at hand, and is taken
    for one of distress where its urgency is the other's.

    Raises
    ------
    InputError
        The message does not fit the catalogue, naming everything that is wrong with
        it, or the catalogue has no such language. `unreadable` shows such a message.
    """
    told = told_in(lang)
    element = catalogue.element(message.element)
    values = catalogue.values(message)
    sentence = _sentence(told, element, message, values)
    is_draft = lang in DRAFTS
    urgency = urgency_of(message, of, catalogue)
    beside = ""
    if is_draft and urgency in (None, Urgency.DISTRESS):
        other = next(tag for tag in LANGUAGES if tag not in DRAFTS)
        beside = _sentence(told_in(other), element, message, values)
    return Rendered(
        element=element.id,
        lang=lang,
        marker=told.say(f"marker-{element.marker}"),
        sentence=sentence,
        further=_further(told, element, message, values),
        notes=_notes(told, element, of, is_draft=is_draft),
        beside=beside,
    )


def render_all(
    message: Message, catalogue: Catalogue = CATALOGUE, *, of: Message | None = None
) -> tuple[Rendered, ...]:
    """Return a message in every language of the catalogue, to stand side by side."""
    return tuple(render(message, tag, catalogue, of=of) for tag in LANGUAGES)


def unreadable(
    message: Message, lang: str, catalogue: Catalogue = CATALOGUE
) -> Rendered:
    """Return a message that does not fit the catalogue: its bare parameters, harmless.

    A warning of a newer catalogue is still shown; nobody answers it but by RS-6.
    """
    told = told_in(lang)
    why = "; ".join(catalogue.faults(message))
    return Rendered(
        element=harmless(message.element, longest=20),
        lang=lang,
        marker="?",
        sentence=harmless(canonical_json(dict(message.params)).decode("utf-8")),
        further=(),
        notes=(told.say("note-unreadable", why=harmless(why)),),
        beside="",
    )


def urgency_of(
    message: Message, of: Message | None = None, catalogue: Catalogue = CATALOGUE
) -> Urgency | None:
    """Return a message's urgency; None where it is that of one that is not at hand."""
    urgency = catalogue.element(message.element).urgency
    if urgency is not None or of is None:
        return urgency
    return catalogue.element(of.element).urgency


def _sentence(
    told: Told, element: Element, message: Message, values: dict[str, Value]
) -> str:
    spoken = {"ref": "" if message.ref is None else told(message.ref)}
    spoken |= {
        name: told(value)
        for name, value in values.items()
        if not isinstance(value, Word)
    }
    for parameter in element.parameters:
        value = values.get(parameter.name)
        if isinstance(value, Word):
            n = _counted(values.get(parameter.counted_by))
            # Some words carry another parameter in them.
            span = spoken.get("span", "")
            spoken[parameter.name] = told.word(value, n=n, span=span)
    return told.say(element.id, **spoken)


def _counted(count: Value | None) -> int:
    """Return the number that a word agrees with: the last that is said."""
    if isinstance(count, CountRange):
        return count.least if count.most is None else count.most
    return count if isinstance(count, int) else 1


def _further(
    told: Told, element: Element, message: Message, values: dict[str, Value]
) -> tuple[str, ...]:
    """Return a line for each parameter that the sentence leaves out or shortens."""
    said = spoken_names(element.id) | {p.name for p in element.parameters if p.when}
    lines = []
    for parameter in element.parameters:
        value = values.get(parameter.name)
        if isinstance(value, Words):
            lines.append(told.say("further-lang", value=value.lang))
        elif isinstance(value, Digest):
            lines.append(_line(told, "digest", value.sha256))
        elif isinstance(value, KeyText):
            lines.append(_line(told, parameter.name, value.text))
        elif value is not None and parameter.name not in said:
            lines.append(_line(told, parameter.name, told(value)))
    if message.ref is not None and "ref" not in said:
        lines.append(_line(told, "ref", told(message.ref)))
    if message.useful_until_us is not None:
        until = told(Instant(message.useful_until_us))
        lines.append(_line(told, "useful_until_us", until))
    return tuple(lines)


def _line(told: Told, name: str, value: str) -> str:
    return told.say(f"further-{name}", value=value)


def _notes(
    told: Told, element: Element, of: Message | None, *, is_draft: bool
) -> tuple[str, ...]:
    notes = []
    # An answer to a question that is not at hand may be one to this question.
    may_say_clear = of is None or of.element == _ARE_THEY_CLEAR
    if element.id == _THEY_ARE_THERE or (element.id in _SAYS_WHETHER and may_say_clear):
        notes.append(told.say("note-people-clear"))
    if element.needs_ref and of is None:
        notes.append(told.say("note-ref-not-here"))
    if is_draft:
        notes.append(told.say("note-draft"))
    return tuple(notes)
