"""Formats that other packages bring, by the entry point group ``thalweg.feeds``.

A plug-in is a `Feed`, or a class of one that takes no arguments. It is loaded only for
a file that no format of thalweg's own recognises, or that FEEDS says is its.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from thalweg.errors import InputError, ThalwegError
from thalweg.feeds.content import Content
from thalweg.feeds.feed import Feed, Pick, Raw
from thalweg.feeds.foreign import what_it_seems
from thalweg.model.feed import FeedSettings

GROUP = "thalweg.feeds"
_PARTS = ("format", "dialect", "recognises", "read")


def installed() -> tuple[EntryPoint, ...]:
    """Return the plug-ins that are installed, by name; none of them is loaded."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))


def load(point: EntryPoint) -> Feed:
    """Return the feed of a plug-in.

    Raises
    ------
    InputError
        It cannot be loaded, or is no feed.
    """
    try:
        feed = point.load()
        feed = feed() if isinstance(feed, type) else feed
    except Exception as error:
        # Another package's code: whatever it raises is its fault, and is said to be.
        raise InputError(_of(point, f"cannot be loaded: {_named(error)}")) from error
    lacking = [part for part in _PARTS if not hasattr(feed, part)]
    if lacking:
        raise InputError(_of(point, f"is no feed: it lacks {', '.join(lacking)}"))
    found: Feed = feed
    return found


def plugged(content: Content, said: str | None, *, known: str) -> Feed:
    """Return the plug-in that reads `content`; the one called `said`, if that is given.

    Raises
    ------
    InputError
        None does, or two do, or one that is asked cannot be loaded.
    """
    points = installed()
    if said is not None:
        points = tuple(point for point in points if point.name == said)
        if not points:
            raise InputError(
                f"{content.name}: format {said!r} is none of {known}, and no plug-in "
                "of that name is installed"
            )
    found = [feed for feed in map(load, points) if _recognises(feed, content)]
    if len(found) > 1:
        names = " and ".join(repr(feed.format) for feed in found)
        raise InputError(
            f"{content.name}: plug-ins {names} both read it; say which in feeds.yaml: "
            f"format: {found[0].format}"
        )
    if not found:
        names = ", ".join([known, *(point.name for point in points if said is None)])
        seems = what_it_seems(content.head)
        raise InputError(
            f"{content.name}: format not recognised: begins with "
            f"{content.head[:24]!r}{f' ({seems})' if seems else ''}; "
            f"wanted one of {said or names}, plain or packed with gzip or zstd"
        )
    return found[0]


def _recognises(feed: Feed, content: Content) -> bool:
    try:
        return feed.recognises(content)
    except ThalwegError:
        raise
    except Exception as error:
        # As in `load`.
        raise InputError(_failed(feed, content, error)) from error


def guarded(
    feed: Feed, content: Content, pick: Pick, settings: FeedSettings
) -> Iterator[Raw]:
    """Yield what a plug-in reads; what it raises by mistake is named its own.

    Raises
    ------
    InputError
        The file is wrong, or the plug-in is.
    """
    try:
        yield from feed.read(content, pick, settings)
    except ThalwegError:
        raise
    except Exception as error:
        # As above: a fault of the plug-in must not read as one of thalweg.
        raise InputError(_failed(feed, content, error)) from error


def _failed(feed: Feed, content: Content, error: Exception) -> str:
    return f"{content.name}: the feed plug-in {feed.format!r} failed: {_named(error)}"


def _of(point: EntryPoint, what: str) -> str:
    return f"feed plug-in {point.name!r} ({point.value}) {what}"


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
