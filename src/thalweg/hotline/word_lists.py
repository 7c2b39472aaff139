"""The closed lists: words that stand in messages, each with a sentence per language.

Words are only ever added; what a word says never changes, since old records hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORD_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": (
        "main", "second", "courier", "mail", "voice", "radio", "guarantor",
    ),
    "cancel": (
        "error", "sent-twice", "overtaken", "settled", "not-needed",
    ),
    "exemption": (
        "medical", "search-and-rescue", "humanitarian", "weather", "technical",
        "recovery",
    ),
    "standing": ("suspend", "resume"),
    "aircraft": (
        "aeroplane", "helicopter", "uncrewed", "transport", "tanker",
        "surveillance", "ambulance", "aircraft",
    ),
    "emergency": (
        "engine", "fuel", "fire", "damage", "medical", "weather", "navigation",
        "lost-link", "crew", "unlawful-interference", "other",
    ),
    "manoeuvre": (
        "turn-left", "turn-right", "climb", "descend", "hold-course", "reverse",
        "slow", "land",
    ),
    "notice": ("changed", "cancelled", "ended"),
    "ground": (
        "people", "vehicles", "armoured-vehicles", "artillery", "air-defence", "boats",
        "bridging",
    ),
    "source": (
        "own-count", "own-report", "hospital", "other-side", "guarantor", "mission",
        "press", "residents", "recorded-track", "estimate",
    ),
    "interference": ("gnss", "radio", "radar", "data-link", "transponder", "ais"),
    "emission": ("laser", "radio", "radar", "illumination"),
    "breach": (
        "air-strike", "shelling", "ground-attack", "movement-of-heavy-weapons",
        "small-arms", "overflight", "fortification", "other",
    ),
    "humanitarian": ("site", "movement"),
    "topic": (
        "incident", "agreement", "humanitarian", "casualties", "line", "exercise",
        "other",
    ),
    "means": ("telephone", "video", "meeting", "letter", "through-guarantor"),
    "claim": (
        "occurred", "did-not-occur", "ours", "not-ours", "yours", "clause-kept",
        "clause-broken", "unintended", "in-defence", "under-inquiry",
    ),
    "dispute": (
        "did-not-occur", "not-ours", "place-wrong", "time-wrong", "count-wrong",
        "measure-wrong", "evidence-incomplete", "evidence-altered", "clause-misread",
        "exempt",
    ),
    "fact": (
        "occurred-as-stated", "did-not-occur", "counts-agree", "unintended",
        "origin-unknown", "settled",
    ),
    "unable": (
        "safety", "weather", "technical", "no-authority", "not-ours", "no-contact",
        "not-understood", "terms-not-met", "too-late", "other",
    ),
    "negative": (
        "not-ours", "not-under-our-control", "did-not-occur", "counts-differ",
        "time-differs", "place-differs", "not-yet", "people-remain", "no-authority",
        "not-known", "other",
    ),
    "error": (
        "unknown-element", "parameter", "unknown-place", "unknown-clause",
        "unknown-reference", "not-permitted", "wrong-agreement", "wrong-party",
        "too-large",
    ),
}  # fmt: skip
"""Every list by name; in the order that a person is offered them."""
