"""How good an ADS-B position says it is: NIC and NUCp, of versions 0, 1 and 2.

The type code of a position message stands for a radius of containment; supplements in
it and in the operational status tell apart what one code means twice. RTCA DO-260B
2.2.3.2.3.7 and 2.2.3.2.4.6 (airborne and surface NIC), 2.2.3.2.7.2.6 (the
supplements), N.3 (versions 0 and 1); the NUCp of version 0 is that of DO-260 2.2.3.2.3.
"""

from __future__ import annotations

from dataclasses import dataclass

NUC_P: dict[int, int] = {
    0: 0,
    **{code: 14 - code for code in (5, 6, 7, 8)},
    **{code: 18 - code for code in range(9, 19)},
    20: 9,
    21: 8,
    22: 0,
}
"""NUCp by type code."""

_NIC: dict[int, int] = {
    0: 0,
    5: 11,
    6: 10,
    9: 11,
    10: 10,
    12: 7,
    13: 6,
    14: 5,
    15: 4,
    17: 1,
    18: 0,
    20: 11,
    21: 10,
    22: 0,
}
"""NIC by type code, where no supplement changes it."""

_AIRBORNE = {11: (8, 9), 16: (2, 3)}
"""NIC by type code: without, and with all supplements set that the version has."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What one message says of the quality of its position.

    `adsb` where the mover itself, or a relay of its own words, speaks ADS-B; then it
    is of version 0 until its operational status says otherwise. `type_code` is None
    in messages that say nothing of a position.
    """

    adsb: bool = False
    type_code: int | None = None
    nic_b: int = 0

    def version(self, said: object) -> int | None:
        """Return the version, given what the operational status said last."""
        if isinstance(said, int):
            return said
        return 0 if self.adsb else None

    def grade(
        self, version: int | None, nic_a: object, nic_c: object
    ) -> tuple[int | None, int | None]:
        """Return NIC and NUCp; one of them is None, or both.

        A supplement that was not heard counts as not set: that is the greater radius.
        """
        code = self.type_code
        if code is None:
            return None, None
        if version == 0:
            return None, NUC_P.get(code)
        a, c = nic_a == 1, nic_c == 1
        if code in _AIRBORNE:
            least, most = _AIRBORNE[code]
            full = a and (self.nic_b == 1 or version == 1)
            return (most if full else least), None
        if code == 7:
            return (9 if a else 8), None
        if code == 8:
            return _surface_last(a=a, c=c, version=version), None
        return _NIC.get(code), None


def _surface_last(*, a: bool, c: bool, version: int | None) -> int:
    """Return NIC of type code 8, whose radius is 0.2 NM at best, or unknown."""
    if version == 1:
        return 0
    return 7 if a and c else 6 if a or c else 0
