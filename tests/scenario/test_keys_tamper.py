"""Every way to sign what one may not sign, and that `thalweg verify --keys` refuses it.

The log itself is sound, signed and cosigned: what is false is who says what. Entries
that only a revocation takes away are named, and are no fault of the log.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.messages import finding
from tests.unit.record.test_ring import FIRST, NEW, OFFICER, ROOT, SECOND, listed, said
from tests.unit.record.test_verify_keys import (
    AGREED,
    NEW_MIRROR,
    TIME_S,
    Made,
    east_list,
    gone,
)
from thalweg.cli.app import run
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.key_list import KeyTerm
from thalweg.wire.leaf import ATTEMPTS, FINDING, MESSAGE
from thalweg.wire.message import encode_message, parse_message
from thalweg.wire.signing import SigningKey

NODE, LOG_KEY = FIRST["node"], FIRST["log"]
NEW_TERM = KeyTerm(use="officer-1", key=NEW.verifier)
FOUND = finding(0).encode()


def word(element: str, *keys: SigningKey) -> bytes:
    message = parse_message(parse_envelope(said(OFFICER, 1)).payload)
    payload = encode_message(replace(message, element=element))
    return sign_envelope(MESSAGE, payload, keys).format()


def spoken(*keys: SigningKey) -> bytes:
    return sign_envelope(ATTEMPTS, b'{"thalweg":"spoken/1"}', keys).format()


def found(*keys: SigningKey) -> bytes:
    return sign_envelope(FINDING, FOUND, keys).format()


TWO_MUST = "2 officers sign it, not 1"
REFUSED = {
    **{
        f"{element} by one officer": ([word(element, OFFICER)], TWO_MUST)
        for element in ("AG-2", "AG-5", "CH-6", "CH-7", "RC-4")
    },
    "AG-2 by an officer and the node": ([word("AG-2", OFFICER, NODE)], TWO_MUST),
    "AG-2 by an officer and the root key": ([word("AG-2", OFFICER, ROOT)], TWO_MUST),
    "AG-2 by one officer with an old and a new key": (
        [listed(NEW_TERM), word("AG-2", OFFICER, NEW)],
        TWO_MUST,
    ),
    "AG-2 by one officer and a key that was revoked": (
        [
            listed(officer_1=NEW_TERM, revoked=(gone(OFFICER, 0),)),
            word("AG-2", OFFICER, SECOND),
        ],
        TWO_MUST,
    ),
    "a warning by the node alone": (
        [word("GR-4", NODE)],
        "a machine does not say this",
    ),
    "an answer by the node alone": ([word("RS-4", NODE)], "a machine does not"),
    "a sheet by the node alone": ([spoken(NODE)], "does not say what was spoken"),
    "a sheet by the log's key": ([spoken(LOG_KEY)], "no key that is known"),
    "a finding by an officer": ([found(OFFICER)], "no key that is known"),
    "a finding by the root key": ([found(ROOT)], "no key that is known"),
}
TAKEN_BACK = {
    "AG-2 by two, one of them a thief": (
        [word("AG-2", OFFICER, SECOND), OFFICER],
        TWO_MUST,
    ),
    "a sheet by a thief": ([spoken(OFFICER), OFFICER], "its key was revoked"),
    "a sheet by a thief, and the node": ([spoken(OFFICER, NODE), OFFICER], "spoken"),
    "a finding by a stolen node's key": ([found(NODE), NODE], "its key was revoked"),
}
HELD = {
    "AG-2 by two": [word("AG-2", OFFICER, SECOND)],
    "AG-2 by two, and the node": [word("AG-2", OFFICER, NODE, SECOND)],
    "what a node says": [word("CH-1", NODE), word("RS-7", NODE), found(NODE)],
    "a sheet by an officer": [spoken(SECOND), spoken(NODE, SECOND), word("CH-1", NODE)],
}


def verified(
    folder: Path, entries: list[bytes], capsys, time_s: int = TIME_S
) -> tuple[int, dict]:
    made = Made(folder)
    made.grow(*entries, time_s=time_s)
    words = ["verify", str(made.folder), "--json"]
    for party, file in AGREED.items():
        (folder / party).write_bytes(file.format())
        words += ["--keys", f"{party}={folder / party}"]
    code = run(words)
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.replace(" ", "-"))
def test_every_false_word_is_refused(row, tmp_path, capsys) -> None:
    entries, wanted = REFUSED[row]
    code, told = verified(tmp_path, entries, capsys)
    assert code == 1
    assert [one.partition(":")[0] for one in told["faults"]] == [
        f"entry {len(entries) - 1}"
    ]
    assert wanted in told["faults"][0]


@pytest.mark.parametrize("row", TAKEN_BACK, ids=lambda row: row.replace(" ", "-"))
def test_what_a_thief_signed_is_named(row, tmp_path, capsys) -> None:
    (entry, thief), wanted = TAKEN_BACK[row]
    use = "node" if thief is NODE else "officer-1"
    new = SigningKey.from_seed(thief.name, thief.kind, b"q" * 32)
    terms = {use.replace("-", "_"): KeyTerm(use=use, key=new.verifier)}
    last = replace(gone(thief, 0), last_good=None)
    code, told = verified(tmp_path, [entry, listed(revoked=(last,), **terms)], capsys)
    assert (code, told["faults"]) == (0, [])
    assert wanted in told["uncounted"][0]
    assert told["uncounted"][0].startswith("entry 0: ")


@pytest.mark.parametrize("row", HELD, ids=lambda row: row.replace(" ", "-"))
def test_what_may_be_said_holds(row, tmp_path, capsys) -> None:
    code, told = verified(tmp_path, HELD[row], capsys)
    assert (code, told["faults"], told["uncounted"]) == (0, [], [])
    assert "whether the agreement asks two officers for more" in told["not_checked"][-1]


def test_of_keys_alone_two_are_asked_for_where_two_must(tmp_path, capsys) -> None:
    made = Made(tmp_path)
    made.grow(word("AG-2", OFFICER), word("AG-2", OFFICER, SECOND))
    words = ["verify", str(made.folder), "--key", LOG_KEY.verifier.text(), "--json"]
    signers = [
        option
        for key in (OFFICER, SECOND)
        for option in ("--signer", key.verifier.text())
    ]
    assert run([*words, *signers]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == ["entry 0: AG-2: 2 officers sign it, not 1"]
    assert "which of the signers are officers" in " ".join(told["not_checked"])


@pytest.mark.parametrize(("time_s", "code"), [(5_030, 0), (5_031, 1)])
def test_a_cosignature_made_after_its_key_ended_is_refused(
    time_s, code, tmp_path, capsys
) -> None:
    """East left the mirror's key out of its list of 5,000 s after 1970."""
    copy = east_list(NEW_MIRROR, made_us=5_000_000_000)
    found, told = verified(tmp_path, [said(OFFICER, 0), copy], capsys, time_s=time_s)
    assert found == code
    assert ("not cosigned by the mirror of east" in "".join(told["faults"])) is bool(
        code
    )
