"""Names, texts and addresses in documents: what each may look like."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from thalweg.wire.yaml import shown

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_CLAUSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_ADDRESS = re.compile(r"[0-9a-fA-F]{6}", re.ASCII)
_CALLSIGN = re.compile(r"[A-Za-z0-9*?-]{1,16}", re.ASCII)
_MOVER = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._~+-]{0,63}|~[0-9a-f]{6}", re.ASCII)
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*", re.ASCII)


def name_id(value: str) -> str:
    """Return the name of a party, place or agreement, e.g. ``east-bank``."""
    if len(value) > 40 or not _ID.fullmatch(value):
        raise ValueError(
            "wanted a name of lower-case letters, digits and hyphens, "
            f"such as 'east-bank', got {shown(value)}"
        )
    return value


def clause_id(value: str) -> str:
    """Return the number of a clause, e.g. ``3.1``."""
    if not _CLAUSE.fullmatch(value):
        raise ValueError(f"wanted a clause number such as '3.1', got {shown(value)}")
    return value


def language(value: str) -> str:
    """Return a language tag of BCP 47, e.g. ``en`` or ``sr-Latn``."""
    if not _LANGUAGE.fullmatch(value):
        raise ValueError(f"wanted a language such as 'en' or 'ru', got {shown(value)}")
    return value


def plain_text(value: str) -> str:
    """Return text that holds no control characters but line ends."""
    for char in value:
        if unicodedata.category(char)[0] == "C" and char != "\n":
            raise ValueError(f"a control character U+{ord(char):04X} in the text")
    if not value.strip():
        raise ValueError("empty text")
    return value


def address(value: object) -> int:
    """Return the number of a 24-bit address in hex, e.g. ``f0e001``."""
    if isinstance(value, int) and not isinstance(value, bool):
        raise ValueError(
            f"an address is hex, not a number: write it in quotes, got {value}"
        )
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise ValueError(
            f"wanted a 24-bit address of six hex digits, got {shown(value)}"
        )
    return int(value, 16)


def callsign_glob(value: str) -> str:
    """Return a callsign in which ``*`` and ``?`` stand for any, e.g. ``WST*``."""
    if not _CALLSIGN.fullmatch(value) or value.count("*") > 3:
        raise ValueError(
            "wanted a callsign of letters, digits, hyphens, and * or ? for any "
            f"(at most three *), got {shown(value)}"
        )
    if not value.strip("*?"):
        raise ValueError(f"{shown(value)} is everybody's callsign")
    return value


def mover_id(value: str) -> str:
    """Return a mover's id as a feed gives it, e.g. ``T-17`` or ``4ca2b6``."""
    if not _MOVER.fullmatch(value):
        raise ValueError(f"wanted a mover such as 'T-17', got {shown(value)}")
    return value


def file_name(value: str) -> str:
    """Return the plain name of a file beside the document: no folders, no ``..``."""
    if len(value) > 100 or not _FILE.fullmatch(value):
        raise ValueError(
            "wanted the plain name of a file beside this one, such as 'roster.csv' "
            f"(letters, digits, . _ -; no folders), got {shown(value)}"
        )
    return value


Id = Annotated[str, AfterValidator(name_id)]
ClauseId = Annotated[str, AfterValidator(clause_id)]
Text = Annotated[str, Field(max_length=20_000), AfterValidator(plain_text)]
Texts = Annotated[
    dict[Annotated[str, AfterValidator(language)], Text],
    Field(min_length=1, max_length=20),
]
Address = Annotated[int, BeforeValidator(address)]
CallsignGlob = Annotated[str, AfterValidator(callsign_glob)]
MoverId = Annotated[str, AfterValidator(mover_id)]
FileName = Annotated[str, AfterValidator(file_name)]
