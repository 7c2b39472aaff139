"""``thalweg doctor``: what is missing on this machine, and how to get it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.progress import Bars

if TYPE_CHECKING:
    from thalweg.cli.machine import Check
    from thalweg.cli.selftest import Tested

STATE_WIDE, NAME_WIDE = 9, 10


def doctor(as_json: AsJson = False) -> int:
    """Say what is missing on this machine, what for, and how to get it.

    It computes something, too, and says how long that took. Ends with 1 if something
    that is needed is missing or does not work.
    """
    from dataclasses import asdict

    from thalweg import __version__
    from thalweg.cli.machine import MISSING, checks

    found = list(checks())
    with Bars() as bars:
        found += [_tested("geodesic", _geodesic), _tested("examine", _encounter, bars)]
    holds = all(check.state != MISSING for check in found)
    if as_json:
        screen.document(
            {
                "thalweg": "doctor/1",
                "version": __version__,
                "holds": holds,
                "checks": [asdict(check) for check in found],
            }
        )
    else:
        _show(found)
        screen.say()
        screen.sentence(
            "All that is needed is there."
            if holds
            else "Something that is needed is missing: see above, how to get it."
        )
    return 0 if holds else 1


def _show(found: Iterable[Check]) -> None:
    """Print what was found; packages that are as needed share a paragraph."""
    from thalweg.cli.machine import OK

    packages: list[str] = []
    for check in found:
        if check.version and not check.needed_for:
            packages.append(check.found)
            continue
        if packages:
            _line(OK, "packages", ", ".join(packages))
            packages = []
        told = [check.found, check.needed_for if check.state != OK else ""]
        _line(check.state, check.name, "; ".join(part for part in told if part))
        if check.mend:
            _line("", "", f"get it: {check.mend}")


def _line(state: str, name: str, text: str) -> None:
    first = f"{state.ljust(STATE_WIDE)}{name.ljust(NAME_WIDE)}"
    screen.hanging(first if first.endswith(" ") else f"{first}  ", text)


def _geodesic() -> Tested:
    from thalweg.cli.selftest import geodesic

    return geodesic()


def _encounter(bars: Bars) -> Tested:
    from thalweg.cli.selftest import encounter

    return encounter(bars)


def _tested(name: str, test: Callable[..., Tested], *arguments: object) -> Check:
    from thalweg.cli.machine import MISSING, OK, Check
    from thalweg.times import monotonic_s

    begun_s = monotonic_s()
    try:
        tested = test(*arguments)
    except Exception as error:  # noqa: BLE001
        # What is broken here is what was asked: it is told, whatever it is.
        return Check(
            name=name,
            state=MISSING,
            found=f"{type(error).__name__}: {error}",
            needed_for="everything",
            mend="pip install --force-reinstall thalweg",
        )
    took_s = monotonic_s() - begun_s
    return Check(
        name=name,
        state=OK if tested.holds else MISSING,
        found=f"{tested.said}, in {took_s:.2f} s",
        needed_for="" if tested.holds else "everything",
        mend="" if tested.holds else "pip install --force-reinstall thalweg",
    )
