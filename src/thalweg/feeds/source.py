"""Which file is meant, and which feed it belongs to."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from thalweg.errors import InputError
from thalweg.model.feed import Feeds, FeedSettings

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)

Given = str | Path | tuple[str, str | Path]
"""A path, ``NAME=PATH``, or a name and a path."""


def locate(given: Given) -> tuple[str | None, Path]:
    """Return the feed's name, None where none is given, and the path of the file.

    A path may hold "=" itself: what is a file as a whole is a path. Where both the
    whole and what follows the first "=" are files, neither is guessed.

    Raises
    ------
    InputError
        There is no such file, or there are two readings, or the name is no name.
    """
    if isinstance(given, tuple):
        name, path = given
        if not _NAME.fullmatch(name):
            raise InputError(
                f"{name!r} is no name of a feed; wanted letters, digits, '-', '_', '.'"
            )
        return name, _there(Path(path))
    if isinstance(given, Path):
        return None, _there(given)
    if not isinstance(given, str):
        raise InputError(
            f"{type(given).__name__} is no path; wanted paths in a list, or one table "
            "by itself"
        )
    name, equals, rest = given.partition("=")
    if not equals or not _NAME.fullmatch(name) or not rest:
        return None, _there(Path(given))
    whole, named = Path(given), Path(rest)
    if not _is_there(whole):
        return name, _there(named, hint=f" (feed {name!r}); nor is there {given!r}")
    if _is_there(named):
        raise InputError(
            f"{given!r} is a file, and so is {rest!r}: write ./{given} for the one, "
            f"{name}=./{rest} for the other"
        )
    return None, whole


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _there(path: Path, hint: str = "") -> Path:
    if not _is_there(path):
        raise InputError(f"{str(path)!r}: no such file{hint}")
    return path


def settings_of(name: str | None, path: Path, feeds: Feeds) -> FeedSettings | None:
    """Return the settings for a file; None where it has no name and no feed claims it.

    A feed's `path` in FEEDS is matched from the right, with globs: ``radar/*.csv``.

    Raises
    ------
    InputError
        Two feeds claim the file.
    """
    if name is not None:
        return feeds.of(name)
    claims = [settings for settings in feeds.feeds.values() if _claims(settings, path)]
    if len(claims) > 1:
        names = " and ".join(repr(settings.name) for settings in claims)
        raise InputError(
            f"{path}: feeds {names} both claim it by their path; "
            f"say which: {claims[0].name}={path}"
        )
    return claims[0] if claims else None


def _claims(settings: FeedSettings, path: Path) -> bool:
    if not settings.path:
        return False
    try:
        return PurePath(path.absolute()).match(settings.path)
    except ValueError as error:
        raise InputError(
            f"feed {settings.name!r}: path {settings.path!r} matches no file: {error}"
        ) from error
