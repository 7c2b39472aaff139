"""A day between two sides, by the command line alone, and what is left of it.

Two sites, each with its own folder; two processes, TLS between them; everything else is
typed. The short day runs on every push; the long one has some 200 messages, and a daily
call that is missed because the line is cut.
"""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.acceptance import day
from tests.acceptance import said_in_a_day as said
from tests.acceptance.day import ByHand, Carrier, Https, Side, vkey
from tests.acceptance.outside import Openssl, ended, program
from tests.node.bad_line import BadLine
from tests.node.two_nodes import until
from tests.scenario import two_sides
from thalweg.record.log_files import LogFiles
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.envelope import pae, parse_envelope
from thalweg.wire.note import cosigned_bytes
from thalweg.wire.tile import bundles_of, tiles_of
from thalweg.wire.vkey import parse_vkey

SHORT, LONG = 11, 50
"""Openings of each side: one of each group, or all there are."""

USES = ("log", "sealed", "witness", "mirror", "node", "officer-1", "officer-2", "root")


@dataclass
class Day:
    """A day that is over, and what is known of it."""

    folder: Path
    west: Side
    east: Side
    messages: int = 0
    findings: list[dict[str, Any]] = field(default_factory=list)
    disclosed: Path = Path()
    is_long: bool = False

    @property
    def public(self) -> Path:
        return self.folder / "public"


def hour_of_call(after_s: float) -> tuple[str, float]:
    """Return the first full minute after so many seconds, as an hour and an instant."""
    at_s = (int(time.time() + after_s) // 60 + 1) * 60
    return time.strftime("%H:%MZ", time.gmtime(at_s)), at_s


def agreement(at: str, within: str) -> str:
    return said.AGREEMENT.replace("CALLED", at).replace("20 s", within)


def held_at_its_hour() -> str:
    """Return an agreement whose call may be opened from now on, for two hours."""
    return agreement(hour_of_call(1800)[0], "2 h")


def write_positions(path: Path) -> None:
    """Write what east's radar heard: a stray of west's, and one that it nearly met."""
    rows = two_sides.background()
    rows += two_sides.strayed("f0e001")
    rows += two_sides.strayed("f0e101", at_s=600.4)
    pq.write_table(two_sides.positions(rows), path)


def inquire(east: Side, west: Side, line: Carrier) -> list[dict[str, Any]]:
    """Watch a day, log its findings with their evidence sealed, and ask about two."""
    write_positions(east.folder / "radar.parquet")
    east.typed("watch", "agreed", "radar.parquet", "--out", "december")
    added = east.asked("record", "add", "december", "--node", "node.yaml")
    assert added["added"] == len(added["findings"]) > 1
    assert all(one["sealed"] for one in added["findings"])
    again = east.asked("record", "add", "december", "--node", "node.yaml")
    assert (again["added"], again["findings"][0]["is_new"]) == (0, False)
    crossed = next(one for one in added["findings"] if one["clause"] == "3.1")
    met = next(one for one in added["findings"] if one["clause"] == "4.1")
    where = "point.lat_e7=35.3N point.lon_e7=40.25E"
    at = "time_us=2017-12-13T04:10:00Z"
    east.send_lines(
        [
            f"AI-2 count=1 line.place=line {at} {where} level.value=20000 "
            f"level.unit=ft level.datum=STD digest={added['result']}",
            f"NM-2 {at} {where} dist_m=80 vertical.value=0 vertical.unit=ft "
            f"vertical.datum=STD digest={met['evidence_sha256']}",
        ]
    )
    line.settle()
    came = {one["element"]: one for one in west.read()}
    index = came["AI-2"]["ref"]["index"]
    west.answer(index, "unable", "reason=not-ours")
    west.send_lines([said.answer(came["NM-2"])])
    line.settle()
    finding = west.shown(crossed["entry"]["index"])["finding"]
    assert (finding["evidence"], finding["disclosed"]) == (None, None)
    assert finding["sealed"] == crossed["sealed"]
    return [crossed, met]


def deny_and_dispute(east: Side, west: Side, line: Carrier) -> None:
    """East asks whose forces these are, west denies, east disputes the denial."""
    asked = east.send("GR-3", "point.lat_e7=35.36N", "point.lon_e7=40.2E")
    line.settle()
    west.read()
    denied = west.answer(asked, "negative", "reason=not-ours")
    line.settle()
    answer = east.shown(denied)
    assert "NEGATIVE. NOT OURS" in answer["lines"]["en"][0]
    assert answer["answers"]["index"] == asked
    assert east.shown(asked, own=True)["rung"] == "CLOSED"
    disputed = east.send(
        "RC-2", "reason=evidence-incomplete", f"digest={said.DIGEST}", "--ref", denied
    )
    line.settle()
    west.read()
    west.answer(disputed, "roger")
    followed = west.shown(denied, own=True)["followed"]
    assert [one["element"] for one in followed] == ["RC-2"]
    assert "EVIDENCE IS INCOMPLETE" in followed[0]["lines"]["en"][0]


def disclose(
    east: Side,
    west: Side,
    line: Carrier,
    finding: dict[str, Any],
    other: dict[str, Any],
) -> Path:
    """East discloses what it sealed; west holds it against its own cosignature."""
    sealed, index = finding["sealed"], finding["entry"]["index"]
    line.settle()
    made = east.asked("hotline", "disclose", sealed["index"], "--officer", "1")
    line.settle()
    told = west.typed("hotline", "show", made["ref"]["index"], "--proof", "shown")
    assert "its proof holds" in told
    assert finding["evidence_sha256"] in told
    found = west.shown(made["ref"]["index"])["disclosed"]
    assert (found["holds"], found["entry"]) == (True, sealed)
    assert [one["index"] for one in found["cited_by"]] == [index]
    seen = west.shown(index)["finding"]["disclosed"]
    assert seen["digest"] == finding["evidence_sha256"]
    # The evidence itself comes as a file; what is in it was sealed.
    folder = east.folder / "december" / "evidence"
    for one, code in ((finding, 0), (other, 1)):
        evidence = folder / f"{one['evidence_sha256']}.parquet"
        shutil.copy(evidence, west.folder / "came.parquet")
        west.typed("hotline", "show", index, "--evidence", "came.parquet", code=code)
    west.typed(
        "verify", "shown.tlog-proof", "--key", vkey(east, "sealed"),
        "--cosigner", vkey(west, "witness"), "--signer", vkey(east, "node"),
    )  # fmt: skip
    west.typed("verify", "shown.tlog-proof", "--key", vkey(east, "log"), code=1)
    return west.folder / "shown"


def miss_the_call(made: Day, line: Https, at_s: float) -> int:
    """Cut the line before the hour; talk on; both nodes put down that it was missed."""
    assert time.time() < at_s, "slower than its own measure; the hour has passed"
    line.line.set_cut(True)
    for side in (made.west, made.east):
        side.send_lines(['CH-10 "text.text=нет связи" text.lang=ru'] * 5)
    for side in (made.west, made.east):
        until(
            lambda s=side: [
                one for one in s.events("alarm") if one["kind"] == "call missed"
            ],
            at_s + day.PATIENCE_S - time.time(),
            side.log,
        )
    line.line.set_cut(False)
    line.settle()
    hold_the_notes(made)
    return 10


def hold_the_notes(made: Day) -> None:
    """Both logs have the note of the missed call, and whose line was tried in vain."""
    tried = []
    for side in (made.west, made.east):
        items = side.asked("hotline", "inbox", "--sent", "--newest", 1000)["items"]
        (note,) = [
            one["note"]
            for one in items
            if one.get("note", {}).get("what") == "missed-call"
        ]
        assert note["last_receipt"] is not None
        tried.append(note["attempts"])
    # West calls and east is called: of the two it was west that tried in vain.
    assert tried[0] > 0


def spend(made: Day, line: Carrier, openings: int) -> None:
    """Spend the day: say, answer, ask, deny, dispute, disclose, and call."""
    west, east = made.west, made.east
    made.messages += sum(day.say_and_answer(west, east, line, openings))
    keep_checkpoints(made)
    made.findings = inquire(east, west, line)
    deny_and_dispute(east, west, line)
    crossed, met = made.findings
    made.disclosed = disclose(east, west, line, met, crossed)
    day.call_the_day(west, east, line)
    # AI-2, NM-2 and their answers; GR-3, RS-5, RC-2, RS-3; RC-3; the call's five and
    # the ROGER to its opening.
    made.messages += 4 + 4 + 1 + 6


def keep_checkpoints(made: Day) -> None:
    """Keep both logs' checkpoints of noon, as a careful reader does."""
    made.public.mkdir(exist_ok=True)
    for side in (made.west, made.east):
        shutil.copy(
            side.record / "log" / "checkpoint", made.public / f"{side.party}.old"
        )


def publish(made: Day) -> None:
    """Copy what is public, and nothing else: logs, mirrors, verifier keys."""
    for side in (made.west, made.east):
        for name in ("log", "sealed", "mirror"):
            shutil.copytree(
                side.record / name,
                made.public / f"{side.party}-{name}",
            )
        keys = side.record / "keys" / "keys.vkeys"
        shutil.copy(keys, made.public / f"{side.party}.vkeys")
        for use in USES:
            path = made.public / f"{side.party}-{use}.vkey"
            path.write_text(vkey(side, use) + "\n")
    for path in made.disclosed.parent.glob("shown.*"):
        shutil.copy(path, made.public / path.name)


def begun(folder: Path, text: str) -> Day:
    west, east = day.begin(folder / "sites", text)
    return Day(folder, west, east)


def snapshot(made: Day, name: str) -> None:
    for side in (made.west, made.east):
        shutil.copytree(side.folder, made.folder / name / side.party)


def long_day(made: Day, started_s: float) -> None:
    pace_s = (time.time() - started_s) / (made.west.commands + made.east.commands)
    at, at_s = hour_of_call(10 + 30 * pace_s)
    for side in (made.west, made.east):
        (side.folder / "agreement.yaml").write_text(agreement(at, "20 s"), "utf-8")
    with BadLine(made.east.port) as bad:
        line = Https(made.west, made.east, bad)
        line.run("agreement.yaml")
        day.agree(made.west, made.east, line)
        line.run("agreed")
        made.messages += miss_the_call(made, line, at_s)
        spend(made, line, LONG)
        line.settle()
        line.stop()


def short_day(made: Day) -> None:
    with BadLine(made.east.port) as bad:
        line = Https(made.west, made.east, bad)
        line.run("agreement.yaml")
        day.agree(made.west, made.east, line)
        line.run("agreed")
        spend(made, line, SHORT)
        line.settle()
        line.stop()


@pytest.fixture(
    scope="module",
    params=["short", pytest.param("long", marks=pytest.mark.slow)],
)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Day]:
    # The name of a socket has room for some hundred bytes.
    folder = tmp_path_factory.mktemp("d")
    started_s = time.time()
    found = begun(folder, held_at_its_hour())
    snapshot(found, "before")
    found.is_long = request.param == "long"
    try:
        if found.is_long:
            long_day(found, started_s)
        else:
            short_day(found)
        publish(found)
        yield found
    finally:
        for side in (found.west, found.east):
            if side.process is not None:
                side.process.kill()
                side.process.wait()


def files_of(folder: Path) -> dict[str, bytes]:
    """Return by name every tile and bundle that a log's checkpoint covers."""
    size = day.size(folder)
    names = [one.path for one in (*tiles_of(size), *bundles_of(size))]
    return {name: (folder / name).read_bytes() for name in names}


def entries_of(folder: Path) -> list[bytes]:
    size, files = day.size(folder), LogFiles(folder)
    found: list[bytes] = []
    for place in bundles_of(size):
        found += files.entries(place)
    return found


def both(made: Day) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
    return (made.west, made.east), (made.east, made.west)


def test_both_sides_hold_equal_records(made: Day) -> None:
    for one, other in both(made):
        log, mirror = one.record / "log", other.record / "mirror"
        assert files_of(log) == files_of(mirror) != {}
        own, held = (
            parse_checkpoint((folder / "checkpoint").read_bytes()).checkpoint
            for folder in (log, mirror)
        )
        assert own == held
    if made.is_long:
        assert made.messages >= 200
    signed = [
        parse_envelope(entry)
        for side in (made.west, made.east)
        for entry in entries_of(side.record / "log")
    ]
    officers = {
        parse_vkey(vkey(side, use)).key_id
        for side in (made.west, made.east)
        for use in ("officer-1", "officer-2")
    }
    by_people = [
        one for one in signed if any(s.key_id in officers for s in one.signatures)
    ]
    # And the proposal and its acceptance.
    assert len(by_people) >= made.messages + 2
    elements = b"".join(one.payload for one in by_people)
    for group in ("CH", "AG", "AI", "NM", "HZ", "GR", "EW", "CF", "SL", "RC", "RS"):
        assert f'"element":"{group}-'.encode() in elements, group


def test_thalweg_verifies_both_from_files_and_keys_alone(made: Day) -> None:
    reader = Side("reader", made.public)
    keys = [
        f"--keys={side.party}={side.party}.vkeys" for side in (made.west, made.east)
    ]
    for one, other in both(made):
        found = reader.asked(
            "verify", f"{one.party}-log", "--since", f"{one.party}.old", *keys
        )
        assert found["holds"]
        used = {key["key"].split("+")[0] for key in found["cosigned_by"]}
        assert used == {f"{other.party}.made/{use}" for use in ("mirror", "witness")}
        officers, *sealed = found["not_checked"]
        assert officers.startswith("what both nodes hold messages to besides")
        assert ["sealed" in told for told in sealed] == [True] * (one is made.east)
        held = reader.asked(
            "verify", f"{other.party}-mirror", "--key", f"{one.party}-log.vkey",
            "--cosigner", f"{other.party}-mirror.vkey",
        )  # fmt: skip
        assert (held["root_sha256"], held["size"]) == (
            found["root_sha256"], found["size"],
        )  # fmt: skip
    told = reader.typed(
        "verify", "east-sealed", "--key", "east-sealed.vkey",
        "--cosigner", "west-witness.vkey", "--sealed",
    )  # fmt: skip
    assert "any entry: they are kept back" in " ".join(told.split())
    assert not (made.public / "east-sealed" / "tile" / "entries").exists()


def test_go_holds_both_logs_both_mirrors_and_the_disclosed_entry(
    made: Day, tlogverify: Path, tlogproof: Path
) -> None:
    for one, other in both(made):
        for folder in (f"{one.party}-log", f"{other.party}-mirror"):
            words = (
                made.public / folder, vkey(one, "log"), vkey(other, "mirror"),
                made.public / f"{one.party}.old",
            )  # fmt: skip
            done = ended(tlogverify, *words)
            assert done.returncode == 0, done.stderr
    shown = made.public / "shown"
    key = vkey(made.east, "sealed")
    words = f"{shown}.tlog-proof", f"{shown}.entry", key
    done = ended(tlogproof, *words)
    assert done.returncode == 0, done.stderr


def test_openssl_holds_every_signature(made: Day, openssl: str, tmp_path: Path) -> None:
    asked = Openssl(openssl, tmp_path)
    keys = {
        key.key_id: key
        for side in (made.west, made.east)
        for key in (parse_vkey(vkey(side, use)) for use in USES)
    }
    held = 0
    for side in (made.west, made.east):
        signed = parse_checkpoint((side.record / "log" / "checkpoint").read_bytes())
        body = signed.checkpoint.body()
        for line in signed.note.signatures:
            data, blob = body.encode(), line.blob
            if len(blob) > 64:
                data = cosigned_bytes(body, int.from_bytes(blob[:8], "big"))
            assert asked.holds(keys[line.key_id], blob[-64:], data)
            held += 1
        entries = entries_of(side.record / "log")
        # Every one, at length; of a short day a sixth.
        for entry in itertools.islice(entries, 0, None, 1 if made.is_long else 6):
            envelope = parse_envelope(entry)
            data = pae(envelope.payload_type, envelope.payload)
            for one in envelope.signatures:
                assert asked.holds(keys[one.key_id], one.signature, data)
                held += 1
    assert held > 6


def test_aics_tlog_holds_both_logs(made: Day, tmp_path: Path) -> None:
    path = program("aics-tlog")
    for one, other in both(made):
        log = made.public / f"{one.party}-log"
        shared = "--tiles", log, "--log-key", vkey(one, "log")
        entry = tmp_path / "entry"
        entry.write_bytes(entries_of(log)[5])
        asked = {
            "verify-checkpoint": (
                "--witness-key", vkey(other, "witness"), "--quorum", "1",
                "--max-age", "999999", "--origin", parse_vkey(vkey(one, "log")).name,
            ),
            "verify-inclusion": ("--leaf", entry, "--index", "5"),
            "verify-consistency": (
                "--old-checkpoint", made.public / f"{one.party}.old",
            ),
        }  # fmt: skip
        for command, options in asked.items():
            done = ended(path, command, *shared, *options)
            assert done.returncode == 0, (command, done.stderr)


def test_the_same_log_by_parcel_alone_gives_the_same_tree(made: Day) -> None:
    """What went over HTTPS goes by parcel to a site as it was before the day."""
    for one, other in both(made):
        live = made.folder / f"live-{other.party}"
        by_https = files_of(other.record / "mirror")
        head = (other.record / "mirror" / "checkpoint").read_bytes()
        other.folder.rename(live)
        # At its own place: a record names its guard by its path.
        shutil.copytree(made.folder / "before" / other.party, other.folder)
        shutil.copytree(live / "agreed", other.folder / "agreed")
        other.settings(peer_port=None, listens=False, agreement="agreed")
        assert day.size(other.record / "mirror") == 0
        day.carry(one, other, "--first", 0)
        assert files_of(other.record / "mirror") == by_https
        carried = (other.record / "mirror" / "checkpoint").read_bytes()
        assert parse_checkpoint(carried).checkpoint == parse_checkpoint(head).checkpoint
        shutil.rmtree(other.folder)
        live.rename(other.folder)


@pytest.mark.slow
def test_a_day_by_parcel_alone_ends_as_one_by_https(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = begun(tmp_path_factory.mktemp("p"), held_at_its_hour())
    line = ByHand(made.west, made.east)
    line.run("agreement.yaml")
    day.agree(made.west, made.east, line)
    spend(made, line, LONG)
    line.settle()
    publish(made)
    test_both_sides_hold_equal_records(made)
    test_thalweg_verifies_both_from_files_and_keys_alone(made)
