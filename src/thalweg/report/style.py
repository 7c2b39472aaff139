"""How each party looks: a colour, a dash and a shape, so that grey print still tells.

Blue and amber are told apart by the colour-blind; red is left to alerts, of which a
report has none. Colours are those of the page's style sheet, for light and dark
screens and for paper, so that one drawing serves all three.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from thalweg.model.agreement import Agreement
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.report.svg import element, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colour, dash and mark of one party; `hatch` is the id of its fill pattern.

    `colour` is a custom property of the style sheet, ready for an attribute.
    """

    colour: str
    dash: str | None
    shape: str
    hatch: str


HALO = "var(--halo)"
"""What keeps marks and words apart from what lies under them: the page's ground."""

_SIDES = (
    Look(colour="var(--side-0)", dash=None, shape="circle", hatch="h0"),
    Look(colour="var(--side-1)", dash="7 4", shape="diamond", hatch="h1"),
    Look(colour="var(--side-2)", dash="2 3", shape="square", hatch="h2"),
    Look(colour="var(--side-3)", dash="10 3 2 3", shape="triangle", hatch="h3"),
)
_NEUTRAL = Look(colour="var(--neutral)", dash="1 4", shape="plus", hatch="h4")
_UNKNOWN = Look(colour="var(--neutral)", dash="1 4", shape="cross", hatch="h4")
PAIR = Look(colour="var(--pair)", dash=None, shape="hourglass", hatch="h5")


class Looks:
    """The look of every party of an agreement, by its order there."""

    def __init__(self, agreement: Agreement) -> None:
        self._looks = {
            party.id: _SIDES[at % len(_SIDES)]
            for at, party in enumerate(agreement.parties)
        }
        self._looks[NEUTRAL] = _NEUTRAL

    def of(self, party: str | None) -> Look:
        """Return a party's look; whatever is not a party looks unattributed."""
        return self._looks.get(party or UNKNOWN, _UNKNOWN)

    def of_row(self, party: str) -> Look:
        """Return the look of a summary row's party, a pair included."""
        if party in self._looks or party == UNKNOWN:
            return self.of(party)
        return PAIR

    def of_finding(self, parties: list[str] | None, party: str | None) -> Look:
        """Return the look of a finding's mark: the pair's where it names two movers."""
        return PAIR if len(parties or ()) > 1 else self.of(party)


def mark(
    look: Look, x: float, y: float, size: float, *, hollow: bool = False
) -> Markup:
    """Return a party's mark about a point; hollow where a finding is not counted."""
    fill = HALO if hollow else look.colour
    return element(
        "path",
        d=_shape(look.shape, x, y, size),
        fill=fill,
        stroke=look.colour if hollow else HALO,
        stroke_width=1.4 if hollow else 0.8,
    )


def _shape(shape: str, x: float, y: float, r: float) -> str:
    if shape == "circle":
        left, across = f"M{number(x - r)} {number(y)}", number(2 * r)
        arc = f"a{number(r)} {number(r)} 0 1 0"
        return f"{left}{arc} {across} 0{arc} -{across} 0Z"
    q = 0.38 * r
    corners = {
        "diamond": ((0, -1.25 * r), (1.25 * r, 0), (0, 1.25 * r), (-1.25 * r, 0)),
        "square": ((-r, -r), (r, -r), (r, r), (-r, r)),
        "triangle": ((0, -1.2 * r), (1.15 * r, 0.9 * r), (-1.15 * r, 0.9 * r)),
        "hourglass": ((-r, -1.2 * r), (r, -1.2 * r), (-r, 1.2 * r), (r, 1.2 * r)),
        "plus": (
            (-q, -r), (q, -r), (q, -q), (r, -q), (r, q), (q, q),
            (q, r), (-q, r), (-q, q), (-r, q), (-r, -q), (-q, -q),
        ),
        "cross": (
            (-r, -r + q), (-r + q, -r), (0, -q), (r - q, -r), (r, -r + q), (q, 0),
            (r, r - q), (r - q, r), (0, q), (-r + q, r), (-r, r - q), (-q, 0),
        ),
    }[shape]  # fmt: skip
    points = (f"{number(x + dx)} {number(y + dy)}" for dx, dy in corners)
    return "M" + "L".join(points) + "Z"


def hatches() -> Markup:
    """Return the fill patterns, once for the page; colour is not their only sign."""
    turns = {"h0": None, "h1": 45, "h2": 0, "h3": 135, "h4": 90, "h5": 20}
    looks = (*_SIDES, _NEUTRAL, PAIR)
    patterns = []
    for look in looks:
        ground = element("rect", width=6, height=6, fill=look.colour)
        turn = turns[look.hatch]
        stripe = element("rect", width=2, height=6, fill=HALO, fill_opacity="0.55")
        inside = (ground,) if turn is None else (ground, stripe)
        patterns.append(
            element(
                "pattern",
                *inside,
                id=look.hatch,
                width=6,
                height=6,
                patternUnits="userSpaceOnUse",
                patternTransform=None if turn is None else f"rotate({turn})",
            )
        )
    return element("defs", *patterns)
