"""``thalweg verify LOGDIR`` on the command line: what it says, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scenario import made_log
from tests.scenario.made_log import LOG, WITNESS
from thalweg.cli.app import run
from thalweg.wire.cosignature import cosign

ENTRIES = [*made_log.entries(3), b"foreign"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return made_log.write_log(tmp_path / "log", ENTRIES)


def test_it_says_what_was_done_and_what_was_not(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = ["--key", LOG.verifier.text(), "--cosigner", WITNESS.verifier.text()]
    assert run(["verify", str(log), *keys]) == 0
    said = capsys.readouterr().out
    assert "checked      the log's signature on its checkpoint" in said
    assert "not checked  growth" in said
    assert "log          west.example/log, 4 entries" in said
    assert (
        "cosigned     east.example/witness at 2017-12-13T04:05:06Z by its own" in said
    )
    assert "entries      3 application/vnd.thalweg.message.v1+json" in said
    assert "entries      1 not thalweg's own" in said
    assert said.endswith(": all that was checked holds\n")


def test_a_fault_is_told_and_ends_with_1(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (log / "tile/entries/000.p/4").unlink()
    assert run(["verify", str(log), "--key", LOG.verifier.text()]) == 1
    said = capsys.readouterr().out
    assert "WRONG        tile/entries/000.p/4: missing" in said
    assert said.endswith(": 1 fault; does not verify\n")


def test_a_time_beyond_all_dates_is_shown_as_it_is(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = made_log.signed(ENTRIES, cosigners=())
    far = signed.with_lines(cosign(signed.checkpoint, WITNESS, 2**63 - 1))
    (log / "checkpoint").write_bytes(far.format())
    keys = ["--key", LOG.verifier.text(), "--cosigner", WITNESS.verifier.text()]
    assert run(["verify", str(log), *keys]) == 0
    assert f"{2**63 - 1} s since 1970, which is no date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "whose log is it?"),
        (["--key", "{dir}/none"], "--key {dir}/none: No such file"),
        (["--key", "{dir}/bad"], "--key {dir}/bad: verifier key 'x'"),
        (["--key", "a+b+c"], "verifier key 'a+b+c'"),
        (["--key", LOG.verifier.text(), "--since", "{dir}/bad"], "--since {dir}/bad: "),
        (["--key", LOG.verifier.text(), "--policy", "{dir}/bad"], "line 1: wanted"),
        (["--key", LOG.verifier.text(), "--positions", "x.csv"], "is a log:"),
        (["--key", LOG.verifier.text(), "--since", "{dir}"], "Is a directory"),
        (["--key", "{dir}/big"], "larger than"),
    ],
)
def test_what_is_of_no_use_ends_with_2(
    options: list[str], why: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (log.parent / "bad").write_text("x\n")
    (log.parent / "big").write_bytes(bytes(1 << 19))
    words = [one.format(dir=log.parent) for one in options]
    assert run(["verify", str(log), *words, "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["thalweg"] == "error/1"
    assert why.format(dir=log.parent) in " ".join(told["faults"])


def test_a_folder_that_is_no_log_takes_no_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(tmp_path), "--key", LOG.verifier.text()]) == 2
    assert "no log: it has no file 'checkpoint'" in capsys.readouterr().err
