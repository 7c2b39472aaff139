"""Make the vectors of the life of keys: three files beside this one.

    python spec/vectors/keys/make_keys.py

A case is a log of the side `north`: its file of keys as agreed, its entries, and the
sizes of it that the other side had cosigned. Of a good one, a reader says which entries
count no longer (`uncounted`), and that all others do; of a bad one, entry `refused` is
not to be taken, whatever the words. A case of cosigned.json is a log with copies of the
other side's lists, and checkpoints of it: of each a reader says whether the other side's
mirror had cosigned it (`counts`). Written without thalweg, from `spec/record.md`,
DSSE and RFC 8785 alone. Keys come from fixed seeds and are for tests alone.
"""

# A case stands on a line of its own, as wide as it is.
# ruff: noqa: E501

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent
USES = ("root", "log", "sealed", "witness", "mirror", "node", "officer-1", "officer-2")
ORIGIN = "north.ford/log"
TYPES = {
    "message": "application/vnd.thalweg.message.v1+json",
    "keys": "application/vnd.thalweg.keys.v1+json",
    "finding": "application/vnd.thalweg.finding.v1+json",
    "attempts": "application/vnd.thalweg.attempts.v1+json",
}
Json = dict[str, object]


def exact(value: object) -> bytes:
    """Spell JSON as RFC 8785 does; all that is here is ASCII and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Key:
    """A test key for one use."""

    def __init__(self, use: str, seed: int, name: str = "") -> None:
        self.use, self.name = use, name or f"north.ford/{use}"
        self.kind = 4 if use in ("witness", "mirror") else 1
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        public = self.private.public_key().public_bytes_raw()
        named = self.name.encode() + b"\n" + bytes([self.kind]) + public
        self.id = hashlib.sha256(named).digest()[:4]
        self.vkey = f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + public)}"


FIRST = {use: Key(use, 10 + n) for n, use in enumerate(USES)}
OLD, OTHER, NODE, ROOT = (FIRST[u] for u in ("officer-1", "officer-2", "node", "root"))
NEW, NEW_ROOT, NEW_LOG = Key("officer-1", 60), Key("root", 61), Key("log", 62)
NEW_NODE = Key("node", 65)
TWO = ("AG-2", "AG-5", "CH-6", "CH-7", "RC-4")
MACHINE = ("CH-1", "CH-5", "CH-8", "RC-5", "RS-3", "RS-6", "RS-7")
STRANGER = Key("root", 63, "south.ford/root")
ELSEWHERE = Key("log", 64, "north.other/log")


def entry(kind: str, payload: Json, *keys: Key) -> bytes:
    data, name = exact(payload), TYPES[kind]
    signed = b"DSSEv1 %d %s %d %s" % (len(name), name.encode(), len(data), data)
    signatures = [
        {"keyid": k.id.hex(), "sig": b64(k.private.sign(signed))} for k in keys
    ]
    return exact({"payload": b64(data), "payloadType": name, "signatures": signatures})


def said(*keys: Key, time_us: int = 1000, element: str = "CH-1") -> bytes:
    return entry("message", {
        "thalweg": "message/1", "agreement": "0" * 64, "from": "north", "to": "south",
        "element": element, "params": {"n": 1}, "ref": None, "event_time_us": 0,
        "signed_time_us": time_us, "useful_until_us": None,
        "seen": {"origin": "south.ford/log", "size": 0, "root": b64(hashlib.sha256(b"").digest())},
    }, *keys)  # fmt: skip


def found(*keys: Key) -> bytes:
    return entry("finding", {
        "thalweg": "finding/1", "agreement": "a" * 64, "manifest": None, "result": "b" * 64,
        "finding": "0" * 16, "clause": "3.1", "kind": "line.keep-side", "grade": "certain",
        "parties": ["north"], "start_us": 0, "end_us": 1, "evidence": "c" * 64, "sealed": None,
    }, *keys)  # fmt: skip


def noted(what: str, *keys: Key) -> bytes:
    """Return a note of the line: `spoken/1` is a person's word, others a node's."""
    return entry("attempts", {"thalweg": what}, *keys)


def term(key: Key, **more: object) -> Json:
    whole = {"from_index": 0, "until_index": None, "from_us": 0, "until_us": None}
    return {"use": key.use, "vkey": key.vkey, **whole, **more}


def keys_but(*gone: Key) -> list[Json]:
    return [term(key) for key in FIRST.values() if key not in gone]


def gone(key: Key, last_good: int | None, origin: str = ORIGIN) -> Json:
    good = None if last_good is None else {"origin": origin, "index": last_good}
    return {"vkey": key.vkey, "last_good": good, "revoked_us": 900}


def listed(
    keys: list[Json],
    *signers: Key,
    edition: int = 1,
    revoked: tuple[Json, ...] = (),
    party: str = "north",
) -> bytes:
    return entry("keys", {
        "thalweg": "keys/1", "party": party, "edition": edition, "made_us": 1000,
        "keys": keys, "revoked": list(revoked),
    }, *(signers or (ROOT,)))  # fmt: skip


REPLACED = [*keys_but(OLD), term(NEW)]
BOTH = [*keys_but(OLD), term(OLD, until_index=4), term(NEW, from_index=2)]


def case(name: str, entries: list[bytes], cosigned: list[int], **told: object) -> Json:
    file = "".join(f"{use} {key.vkey}\n" for use, key in FIRST.items())
    return {
        "name": name, "party": "north", "origin": ORIGIN, "keys": file,
        "entries_base64": [b64(one) for one in entries], "cosigned": cosigned, **told,
    }  # fmt: skip


def good() -> list[Json]:
    """Return logs, and which of their entries count no longer."""
    theft = [said(OLD), said(OLD), said(OLD), said(OTHER)]
    revoked = listed(REPLACED, revoked=(gone(OLD, 1),))
    two = [said(OLD, OTHER), listed(REPLACED, revoked=(gone(OLD, None),))]
    root = [*keys_but(ROOT), term(NEW_ROOT)]
    revoked_all = listed(REPLACED, revoked=(gone(OLD, None),))
    return [
        case("no list", [said(OLD), said(NODE), b"not thalweg's own"], [], uncounted=[]),
        case("replaced with an overlap", [said(OLD), listed(BOTH), said(OLD), said(NEW), said(NEW)], [], uncounted=[]),
        case("lost: left out, and nothing is taken back", [said(OLD), listed(REPLACED), said(NEW)], [], uncounted=[]),
        case("a time that is over ends a key", [listed([*keys_but(OLD), term(OLD, until_us=1001), term(NEW)]), said(OLD), said(NEW, time_us=2000)], [], uncounted=[]),
        case("revoked: good up to the last good entry", [*theft, revoked, said(NEW)], [2, 4, 6], uncounted=[2]),
        case("revoked: cosigned up to the list is before it", [*theft[:2], revoked], [2], uncounted=[]),
        case("revoked: cosigned with the list is not before it", [*theft[:2], revoked], [3], uncounted=[0, 1]),
        case("revoked: never cosigned", [*theft[:2], revoked], [], uncounted=[0, 1]),
        case("revoked: the smallest that covers it counts", [*theft[:2], revoked, said(NEW)], [1, 4], uncounted=[1]),
        case("revoked without a last good entry", [*theft[:2], listed(REPLACED, revoked=(gone(OLD, None),))], [2], uncounted=[0, 1]),
        case("revoked with a last good entry of another log", [*theft[:2], listed(REPLACED, revoked=(gone(OLD, 9, "north.old/log"),))], [2], uncounted=[0, 1]),
        case("two signed, one of them a thief", two, [], uncounted=[]),
        case("a new root key, signed by both, then alone", [listed(root, ROOT, NEW_ROOT), listed(root, NEW_ROOT, edition=2)], [], uncounted=[]),
        case("a copy of the other side's list", [listed(keys_but(), STRANGER, party="south"), said(OLD)], [], uncounted=[]),
        *(case(f"{one}: two officers sign it", [said(OLD, OTHER, element=one)], [], uncounted=[]) for one in TWO),
        case("two must sign, and one of them was a thief", [said(OLD, OTHER, element="AG-2"), listed(REPLACED, revoked=(gone(OLD, None),))], [], uncounted=[0]),
        case("two must sign, and a third was a thief", [said(OLD, OTHER, element="AG-2"), said(OTHER, NODE, element="HZ-1"), listed([*keys_but(NODE), term(NEW_NODE)], revoked=(gone(NODE, None),))], [], uncounted=[]),
        *(case(f"{one}: a node says it by itself", [said(NODE, element=one)], [], uncounted=[]) for one in MACHINE),
        case("what was spoken: an officer's word, and a node's", [noted("spoken/1", OLD), noted("spoken/1", OLD, NODE), noted("matched/1", NODE), noted("attempts/1", NODE)], [], uncounted=[]),
        case("what was spoken: the officer was a thief, the node beside him was none", [noted("spoken/1", OLD), noted("spoken/1", OLD, NODE), noted("matched/1", OLD, NODE), revoked_all], [], uncounted=[0, 1]),
        case("a stolen node's key: findings, notes and what it said", [found(NODE), noted("matched/1", NODE), said(NODE), said(OLD), listed([*keys_but(NODE), term(NEW_NODE)], revoked=(gone(NODE, 0),))], [4], uncounted=[1, 2]),
        case("a new key of the log", [listed([*keys_but(), term(NEW_LOG)]), said(OLD)], [], uncounted=[]),
    ]  # fmt: skip


def bad() -> list[Json]:
    """Return logs with one entry that is not to be taken."""
    ends = [*keys_but(FIRST["log"]), term(FIRST["log"], until_index=9)]
    gap = [
        *keys_but(FIRST["log"]),
        term(FIRST["log"], until_us=5),
        term(NEW_LOG, from_us=9, until_us=99),
    ]
    first, second = listed(REPLACED), listed(keys_but(OLD), edition=2)
    good_list = listed(REPLACED, revoked=(gone(OLD, 0),))
    later = listed(REPLACED, edition=2, revoked=(gone(OLD, 5),))
    swapped = [
        *keys_but(NODE, OLD),
        {**term(NODE), "use": "officer-1"},
        {**term(NEW), "use": "node"},
    ]
    cut = json.loads(first)
    cut["payload"] = b64(base64.b64decode(cut["payload"])[:-1])
    return [
        case("a list of another root", [listed(REPLACED, STRANGER)], [], refused=0),
        case("a list that an officer signed", [listed(REPLACED, OLD)], [], refused=0),
        case("a list that the log's key signed", [listed(REPLACED, FIRST["log"])], [], refused=0),
        case("a list that was cut", [exact(cut)], [], refused=0),
        case("an older list again", [first, second, first], [], refused=2),
        case("the newest list again", [first, first], [], refused=1),
        case("an edition left out", [listed(REPLACED, edition=2)], [], refused=0),
        case("a list of another agreement: its origin", [listed([*keys_but(FIRST["log"]), term(ELSEWHERE)])], [], refused=0),
        case("a new root key that did not sign", [listed([*keys_but(), term(NEW_ROOT)])], [], refused=0),
        case("a new root key that signed alone", [listed([*keys_but(ROOT), term(NEW_ROOT)], NEW_ROOT)], [], refused=0),
        case("an old root key after it was replaced", [listed([*keys_but(ROOT), term(NEW_ROOT)], ROOT, NEW_ROOT), listed(keys_but(), ROOT, edition=2)], [], refused=1),
        case("no key of a use is left", [listed(keys_but(NODE))], [], refused=0),
        case("the only key of the log ends at an index", [listed(ends)], [], refused=0),
        case("both keys of the log end", [listed(gap)], [], refused=0),
        case("a key changes its use", [listed(swapped)], [], refused=0),
        case("what was revoked is not any more", [good_list, listed(REPLACED, edition=2)], [], refused=1),
        case("a revocation that is changed later", [good_list, later], [], refused=1),
        case("a new key before its list", [said(NEW), first], [], refused=0),
        case("an old key after the list that left it out", [first, said(OLD)], [], refused=1),
        case("a revoked key after its list", [good_list, said(OLD)], [], refused=1),
        case("an old key after its overlap", [said(OLD), listed(BOTH), said(OLD), said(OLD), said(OLD)], [], refused=4),
        case("a new key before its first entry", [listed([*keys_but(), term(NEW, from_index=3)]), said(NEW)], [], refused=1),
        case("a key after its time", [listed([*keys_but(OLD), term(OLD, until_us=1000), term(NEW)]), said(OLD)], [], refused=1),
        case("a message that the log's key signed", [said(FIRST["log"])], [], refused=0),
        case("a message that the root key signed", [said(ROOT)], [], refused=0),
        *(case(f"{one}: one officer signed it", [said(OTHER, element=one)], [], refused=0) for one in TWO),
        case("two must sign: one officer and a node", [said(OTHER, NODE, element="AG-2")], [], refused=0),
        case("two must sign: one officer, by an old and a new key", [listed(BOTH), said(OLD), said(OLD, NEW, element="RC-4")], [], refused=2),
        case("two must sign: a node alone", [said(NODE, element="AG-2")], [], refused=0),
        *(case(f"{one}: a node alone", [said(NODE, element=one)], [], refused=0) for one in ("HZ-1", "GR-4", "RS-4", "XX-9")),
        case("what was spoken: a node alone", [noted("spoken/1", NODE)], [], refused=0),
        case("a finding that an officer signed", [found(OTHER)], [], refused=0),
        case("a finding that the root key signed", [found(ROOT)], [], refused=0),
        case("a note that the log's key signed", [noted("attempts/1", FIRST["log"])], [], refused=0),
    ]  # fmt: skip


SOUTH = {use: Key(use, 70 + n, f"south.ford/{use}") for n, use in enumerate(USES)}
MIRROR, NEW_MIRROR = SOUTH["mirror"], Key("mirror", 80, "south.ford/mirror")
OTHER_MIRROR = Key("mirror", 81, "west.ford/mirror")


def south_list(
    *mirrors: Json, made_s: int, edition: int = 1, revoked: tuple[Json, ...] = ()
) -> bytes:
    keys = [term(key) for key in SOUTH.values() if key is not MIRROR]
    return entry("keys", {
        "thalweg": "keys/1", "party": "south", "edition": edition, "made_us": made_s * 10**6,
        "keys": [*keys, *mirrors], "revoked": list(revoked),
    }, SOUTH["root"])  # fmt: skip


def root_of(entries: list[bytes]) -> bytes:
    """Return the root of RFC 6962, section 2.1."""
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    split = 1 << (len(entries) - 1).bit_length() - 1
    both = root_of(entries[:split]) + root_of(entries[split:])
    return hashlib.sha256(b"\1" + both).digest()


def checkpoint(entries: list[bytes], mirror: Key, time_s: int) -> str:
    """Return a checkpoint over all entries, signed and cosigned."""
    body = f"{ORIGIN}\n{len(entries)}\n{b64(root_of(entries))}\n"
    log = FIRST["log"]
    signed = log.id + log.private.sign(body.encode())
    said = f"cosignature/v1\ntime {time_s}\n{body}"
    stamp = time_s.to_bytes(8, "big")
    cosigned = mirror.id + stamp + mirror.private.sign(said.encode())
    lines = ((log.name, signed), (mirror.name, cosigned))
    return body + "\n" + "".join(f"\u2014 {name} {b64(sig)}\n" for name, sig in lines)


def mirrored(
    name: str, entries: list[bytes], *told: tuple[Key, int, int, bool]
) -> Json:
    """Return a log, and checkpoints of it: mirror, size, time in seconds, and whether it counts."""
    files = {
        party: "".join(f"{use} {key.vkey}\n" for use, key in keys.items())
        for party, keys in (("north", FIRST), ("south", SOUTH))
    }
    return {
        "name": name, "origin": ORIGIN, "keys": files,
        "entries_base64": [b64(one) for one in entries],
        "checkpoints": [
            {"note": checkpoint(entries[:size], key, time_s), "counts": counts}
            for key, size, time_s, counts in told
        ],
    }  # fmt: skip


def cosigned() -> list[Json]:
    """Return logs, and which of their checkpoints the other side's mirror had cosigned."""
    first, new = [said(OLD), said(OLD), said(OLD)], term(NEW_MIRROR)
    left_out = south_list(new, made_s=5000)
    overlap = south_list(new, term(MIRROR, until_us=7000 * 10**6), made_s=5000)
    over = south_list(new, made_s=9000, edition=2)
    stolen = south_list(new, made_s=5000, revoked=(gone(MIRROR, 1),))
    return [
        mirrored(
            "as agreed",
            first,
            (MIRROR, 3, 0, True),
            (MIRROR, 1, 10**9, True),
            (NEW_MIRROR, 3, 1, False),
            (OTHER_MIRROR, 3, 1, False),
        ),
        mirrored(
            "left out: it ends when the list was made, and 30 s later by clocks",
            [*first, left_out],
            (MIRROR, 4, 4999, True),
            (MIRROR, 4, 5030, True),
            (MIRROR, 4, 5031, False),
            (MIRROR, 1, 5031, False),
            (NEW_MIRROR, 4, 9999, True),
        ),
        mirrored(
            "an overlap: it ends as its term says",
            [*first, overlap],
            (MIRROR, 4, 6999, True),
            (MIRROR, 4, 7000, False),
            (NEW_MIRROR, 4, 7000, True),
        ),
        mirrored(
            "an overlap that is over when a list leaves it out",
            [*first, overlap, over],
            (MIRROR, 5, 6999, True),
            (MIRROR, 5, 7000, False),
            (MIRROR, 5, 9000, False),
        ),
        mirrored(
            "stolen: to its last good entry, and to its list",
            [*first, stolen],
            (MIRROR, 2, 5030, True),
            (MIRROR, 3, 5000, False),
            (MIRROR, 2, 5031, False),
            (NEW_MIRROR, 4, 1, True),
        ),
    ]


def write() -> None:
    """Write the three files."""
    files = (("good.json", good()), ("bad.json", bad()), ("cosigned.json", cosigned()))
    for name, cases in files:
        lines = ",\n".join(json.dumps(one, sort_keys=True) for one in cases)
        (HERE / name).write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    write()
