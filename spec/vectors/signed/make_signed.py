"""Make the vectors of what is signed: good.json and bad.json beside this file.

    python spec/vectors/signed/make_signed.py

Files of keys, lists of keys, manifests of agreements with their signatures, findings
and sealed entries. Written without thalweg, from `spec/agreement.md`, `spec/record.md`,
DSSE and RFC 8785 alone. Keys come from fixed seeds and are for tests alone. What is
good has only one spelling: each bad case is a good one with something wrong, and has to
be refused whatever the words.
"""

# A case stands on a line of its own, as wide as it is.
# ruff: noqa: E501

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent
USES = ("root", "log", "sealed", "witness", "mirror", "node", "officer-1", "officer-2")
COSIGN = ("witness", "mirror")
TYPE = "application/vnd.thalweg.agreement.v1+json"
AGREEMENT = b"thalweg: agreement/1\nid: ford\nedition: 1\n"
ROSTER = b"address,party\nf0e001,north\n"
Json = dict[str, object]


def exact(value: object) -> bytes:
    """Spell JSON as RFC 8785 does; all that is here is ASCII and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Key:
    """A test key of one side for one use."""

    def __init__(self, party: str, use: str, seed: int) -> None:
        self.name = f"{party}.ford/{use}"
        self.kind = 4 if use in COSIGN else 1
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        public = self.private.public_key().public_bytes_raw()
        named = self.name.encode() + b"\n" + bytes([self.kind]) + public
        self.id = hashlib.sha256(named).digest()[:4]
        self.vkey = f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + public)}"


NORTH = {use: Key("north", use, 10 + n) for n, use in enumerate(USES)}
SOUTH = {use: Key("south", use, 30 + n) for n, use in enumerate(USES)}
SPARE = Key("north", "officer-1", 50)


def key_file(keys: dict[str, Key]) -> str:
    return "".join(f"{use} {key.vkey}\n" for use, key in keys.items())


def term(use: str, key: Key, **more: object) -> Json:
    whole = {
        "use": use,
        "vkey": key.vkey,
        "from_index": 0,
        "until_index": None,
        "from_us": 0,
        "until_us": None,
    }
    return whole | more


def key_list() -> Json:
    keys = [term(use, key) for use, key in NORTH.items() if use != "officer-1"]
    return {
        "thalweg": "keys/1", "party": "north", "edition": 2, "made_us": 1577836800000000,
        "keys": [*keys, term("officer-1", SPARE, from_index=90, until_us=1893456000000000)],
        "revoked": [{"vkey": NORTH["officer-1"].vkey, "last_good": {"origin": "north.ford/log", "index": 80}, "revoked_us": 1577836700000000}],
    }  # fmt: skip


LINKED: Json = {
    "origin": "north.ford/log",
    "size": 80,
    "root": b64(bytes(32)),
    "known_size": 91,
}


def link() -> Json:
    return {
        "thalweg": "origin/1", "party": "north", "old": dict(LINKED),
        "new": {"origin": "north.ford/log-2", "sealed": "north.ford/sealed-2"},
        "keys": "a" * 64, "reason": "behind", "made_us": 1577836800000000,
    }  # fmt: skip


FILES = {
    "a.yaml": AGREEMENT,
    "north.vkeys": key_file(NORTH).encode(),
    "roster.csv": ROSTER,
    "south.vkeys": key_file(SOUTH).encode(),
}


def manifest() -> Json:
    content = {
        "thalweg": "agreement-manifest/1",
        "id": "ford",
        "edition": 1,
        "files": {n: sha(FILES[n]) for n in ("a.yaml", "roster.csv")},
    }
    return {
        "thalweg": "agreement-manifest/2", "id": "ford", "edition": 1, "content": sha(exact(content)),
        "document": "a.yaml", "supersedes": None, "effective_from_us": 1546300800000000,
        "parties": {"north": {"vkeys": "north.vkeys"}, "south": {"vkeys": "south.vkeys"}},
        "files": [{"path": n, "sha256": sha(data), "bytes": len(data)} for n, data in FILES.items()],
        "catalogue": "c" * 64,
    }  # fmt: skip


def envelope(payload: bytes, *keys: Key, kind: str = TYPE) -> str:
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    signatures = [
        {"keyid": key.id.hex(), "sig": b64(key.private.sign(signed))} for key in keys
    ]
    return exact(
        {"payload": b64(payload), "payloadType": kind, "signatures": signatures}
    ).decode()


def finding() -> Json:
    return {
        "thalweg": "finding/1", "agreement": "a" * 64, "manifest": "b" * 64, "result": "d" * 64,
        "finding": "9d314910e212f5cf", "clause": "3.1", "kind": "line.keep-side", "grade": "certain",
        "parties": ["north"], "start_us": 1577836800000000, "end_us": 1577836860000000,
        "evidence": None, "sealed": {"origin": "north.ford/sealed", "index": 7},
    }  # fmt: skip


def sealed() -> Json:
    return {
        "thalweg": "sealed/1", "nonce": b64(bytes(range(32))), "kind": "evidence", "digest": "e" * 64,
        "feed": "", "seq": 0, "from_us": 1577836800000000, "to_us": 1577836860000000,
    }  # fmt: skip


def case(kind: str, name: str, text: str, **more: object) -> Json:
    return {"kind": kind, "name": name, "text": text, **more}


def signed_case(
    name: str, text: str, files: dict[str, bytes] | None = None, **more: object
) -> Json:
    held = FILES if files is None else files
    told = {path: b64(data) for path, data in held.items()}
    return case("signed agreement", name, text, files_base64=told, **more)


def good() -> list[Json]:
    """Return what a reader must take."""
    payload = exact(manifest())
    both = envelope(payload, NORTH["root"], SOUTH["root"])
    open_end = finding() | {"evidence": "f" * 64, "sealed": None, "manifest": None}
    second = manifest() | {"edition": 2, "supersedes": sha(payload)}
    return [
        case("file of keys", "two officers", key_file(NORTH), uses=list(NORTH)),
        case("file of keys", "no officer", key_file({u: k for u, k in NORTH.items() if "-" not in u}), uses=list(USES[:6])),
        case("list of keys", "one revoked, one new", exact(key_list()).decode(), edition=2, revoked=1),
        case("list of keys", "none revoked", exact(key_list() | {"revoked": []}).decode(), edition=2, revoked=0),
        case("manifest", "the first edition", payload.decode(), sha256=sha(payload)),
        case("manifest", "the second edition", exact(second).decode(), sha256=sha(exact(second))),
        case("finding", "evidence sealed", exact(finding()).decode(), sealed_index=7),
        case("finding", "evidence disclosed, agreement unsigned", exact(open_end).decode(), sealed_index=None),
        case("sealed entry", "evidence", exact(sealed()).decode(), nonce_hex=bytes(range(32)).hex()),
        case("link", "a tail is lost", exact(link()).decode(), known_size=91),
        case("link", "the guard is lost", exact(link() | {"reason": "guard-missing", "old": {**LINKED, "known_size": None}}).decode(), known_size=None),
        case("link", "the log's key was stolen", exact(link() | {"reason": "stolen"}).decode(), known_size=91),
        case("link", "stolen before the first entry", exact(link() | {"reason": "stolen", "old": {**LINKED, "size": 0}}).decode(), known_size=91),
        case("sealed entry", "a piece of a feed", exact(sealed() | {"feed": "radar-1", "seq": 12}).decode(), nonce_hex=bytes(range(32)).hex()),
        signed_case("both signed", both, signed_by=["north", "south"]),
        signed_case("the other order", envelope(payload, SOUTH["root"], NORTH["root"]), signed_by=["north", "south"]),
        signed_case("one signed", envelope(payload, SOUTH["root"]), signed_by=["south"]),
    ]  # fmt: skip


def bad() -> list[Json]:
    """Return what a reader must refuse."""
    return [
        *bad_key_files(),
        *bad_documents("list of keys", key_list, KEY_LIST_FAULTS),
        *bad_documents("manifest", manifest, MANIFEST_FAULTS),
        *bad_documents("finding", finding, FINDING_FAULTS),
        *bad_documents("sealed entry", sealed, SEALED_FAULTS),
        *bad_documents("link", link, LINK_FAULTS),
        *bad_signed(),
    ]


def bad_key_files() -> Iterator[Json]:
    lines = key_file(NORTH).splitlines(keepends=True)
    whole = "".join(lines)
    texts = {
        "empty": "",
        "no end of the last line": whole[:-1],
        "a blank line at the end": whole + "\n",
        "out of order": "".join([lines[1], lines[0], *lines[2:]]),
        "officers out of order": "".join([*lines[:6], lines[7], lines[6]]),
        "no root": "".join(lines[1:]),
        "root twice": lines[0] + whole,
        "an unknown use": whole.replace("node ", "clerk "),
        "an officer without an id": whole.replace("officer-1 ", "officer- "),
        "an officer in capitals": whole.replace("officer-1 ", "officer-A "),
        "two blanks": whole.replace("node ", "node  "),
        "a carriage return": whole.replace("\n", "\r\n"),
        "a comment": "# keys\n" + whole,
        "a cut key": whole.replace(NORTH["node"].vkey, NORTH["node"].vkey[:-4]),
        "a key id of another": whole.replace(f"+{NORTH['node'].id.hex()}+", "+00000000+"),
        "a witness key that signs notes": whole.replace(NORTH["witness"].vkey, SPARE.vkey),
        "one key for two uses": whole.replace(NORTH["officer-2"].vkey, NORTH["officer-1"].vkey),
    }  # fmt: skip
    for name, text in texts.items():
        yield case("file of keys", name, text)


def put(*path: str | int, to: object) -> Callable[[Json], None]:
    """Return a change of a document: a value put at a path."""

    def change(document: Json) -> None:
        here: object = document
        for key in path[:-1]:
            here = here[key]  # type: ignore[index]
        here[path[-1]] = to  # type: ignore[index]

    return change


def drop(*path: str | int) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        here: object = document
        for key in path[:-1]:
            here = here[key]  # type: ignore[index]
        del here[path[-1]]  # type: ignore[attr-defined]

    return change


Faults = dict[str, Callable[[Json], None]]
GOOD_REF = {"origin": "north.ford/log", "index": 80}
KEY_LIST_FAULTS: Faults = {
    "another form": put("thalweg", to="keys/2"),
    "a key too many": put("note", to=""),
    "a key too few": drop("made_us"),
    "edition 0": put("edition", to=0),
    "an edition in quotes": put("edition", to="2"),
    "a party in capitals": put("party", to="North"),
    "no root key": lambda d: d["keys"].pop(0),  # type: ignore[attr-defined]
    "one key twice": lambda d: d["keys"].append(term("officer-3", SPARE)),  # type: ignore[attr-defined]
    "a key both good and revoked": lambda d: d["keys"].append(term("officer-3", NORTH["officer-1"])),  # type: ignore[attr-defined]
    "one revoked twice": lambda d: d["revoked"].append(d["revoked"][0]),  # type: ignore[attr-defined, index]
    "a term that ends first": put("keys", 0, "until_index", to=0),
    "a time that ends first": put("keys", 0, "until_us", to=0),
    "an index below 0": put("keys", 0, "from_index", to=-1),
    "a use that is none": put("keys", 0, "use", to="clerk"),
    "a key of the wrong kind": put("keys", 3, "use", to="officer-3"),
    "a key that is none": put("keys", 0, "vkey", to="north.ford/root"),
    "keys that are no list": put("keys", to={}),
    "a last good entry without an index": put("revoked", 0, "last_good", to={"origin": "north.ford/log"}),
    "a last good entry of no log": put("revoked", 0, "last_good", to=GOOD_REF | {"origin": ""}),
    "a number past 2^53": put("made_us", to=2**53),
    "true for a number": put("made_us", to=True),
}  # fmt: skip
MANIFEST_FAULTS: Faults = {
    "another form": put("thalweg", to="agreement-manifest/1"),
    "a key too many": put("note", to=""),
    "a key too few": drop("catalogue"),
    "a version for an edition": lambda d: d.update(version=d.pop("edition")),
    "edition 0": put("edition", to=0),
    "the first edition in the place of another": put("supersedes", to="0" * 64),
    "a digest in capitals": put("content", to="A" * 64),
    "a digest cut short": put("files", 0, "sha256", to="a" * 63),
    "a length below 0": put("files", 0, "bytes", to=-1),
    "a path out of the folder": put("files", 0, "path", to="../a.yaml"),
    "a path into a folder": put("files", 0, "path", to="x/a.yaml"),
    "a hidden file": put("files", 0, "path", to=".a.yaml"),
    "files out of order": lambda d: d["files"].reverse(),  # type: ignore[attr-defined]
    "a file twice": lambda d: d["files"].insert(0, d["files"][0]),  # type: ignore[attr-defined, index]
    "the manifest in itself": lambda d: d["files"].insert(1, {"path": "manifest.json", "sha256": "0" * 64, "bytes": 1}),  # type: ignore[attr-defined]
    "a document that is not listed": put("document", to="b.yaml"),
    "keys that are not listed": put("parties", "north", "vkeys", to="n.vkeys"),
    "one party": drop("parties", "south"),
    "one file of keys for two": put("parties", "north", "vkeys", to="south.vkeys"),
    "an instant as text": put("effective_from_us", to="2019-01-01T00:00:00Z"),
    "no catalogue": put("catalogue", to=None),
}  # fmt: skip
FINDING_FAULTS: Faults = {
    "another form": put("thalweg", to="finding/2"),
    "a key too many": put("note", to=""),
    "a key too few": drop("grade"),
    "neither evidence nor a sealed entry": put("sealed", to=None),
    "both evidence and a sealed entry": put("evidence", to="f" * 64),
    "an id too short": put("finding", to="9d31"),
    "a grade that is none": put("grade", to="likely"),
    "a clause with a blank": put("clause", to="3 1"),
    "a result without its digest": put("result", to=None),
    "parties that are no list": put("parties", to="north"),
    "an end before the start": put("end_us", to=1),
    "a sealed entry without an index": put("sealed", to={"origin": "north.ford/sealed"}),
}  # fmt: skip
LINK_FAULTS: Faults = {
    "another form": put("thalweg", to="origin/2"),
    "a key too many": put("note", to=""),
    "a key too few": drop("keys"),
    "no size": put("old", "size", to=None),
    "a size below 0": put("old", "size", to=-1),
    "fewer signed than held": put("old", "known_size", to=79),
    "a root of 31 bytes": put("old", "root", to=b64(bytes(31))),
    "no root": put("old", "root", to=None),
    "a reason that is none": put("reason", to="tired"),
    "a reason in another spelling": put("reason", to="Stolen"),
    "the old log again": put("new", "origin", to="north.ford/log"),
    "one origin for both": put("new", "sealed", to="north.ford/log-2"),
    "an origin with a blank": put("new", "origin", to="north ford/log"),
    "a list without its digest": put("keys", to=""),
}  # fmt: skip
SEALED_FAULTS: Faults = {
    "another form": put("thalweg", to="sealed/0"),
    "a key too many": put("note", to=""),
    "a key too few": drop("seq"),
    "a nonce of 16 bytes": put("nonce", to=b64(bytes(16))),
    "a nonce with stray bits": put("nonce", to=b64(bytes(32))[:-2] + "B="),
    "no nonce": put("nonce", to=""),
    "no kind": put("kind", to=""),
    "a digest that is none": put("digest", to="e" * 62),
    "a feed with a blank": put("feed", to="radar 1"),
    "a number below 0": put("seq", to=-1),
    "an end before the start": put("to_us", to=1),
}  # fmt: skip


def bad_documents(
    kind: str, make: Callable[[], Json], faults: Faults
) -> Iterator[Json]:
    for name, change in faults.items():
        document = copy.deepcopy(make())
        change(document)
        yield case(kind, name, exact(document).decode())
    text = exact(make()).decode()
    yield case(kind, "a blank", text.replace(":", ": ", 1))
    yield case(kind, "a line end at the end", text + "\n")
    first = sorted(make())[0]
    yield case(kind, "a key twice", "{" + f'"{first}":0,' + text[1:])
    yield case(kind, "not JSON", text[:-1])
    yield case(kind, "a list", f"[{text}]")


def bad_signed() -> Iterator[Json]:
    payload = exact(manifest())
    both = envelope(payload, NORTH["root"], SOUTH["root"])
    swapped = {**FILES, "roster.csv": ROSTER.replace(b"f0e001", b"f0e002")}
    longer = {**FILES, "a.yaml": AGREEMENT + b"\n"}
    yield signed_case("a file changed", both, swapped)
    yield signed_case("a file made longer", both, longer)
    yield signed_case(
        "a file missing", both, {n: d for n, d in FILES.items() if n != "roster.csv"}
    )
    yield signed_case("a file more", both, {**FILES, "more.csv": ROSTER})
    yield signed_case(
        "keys of one side changed",
        both,
        {**FILES, "north.vkeys": key_file(NORTH | {"root": SPARE}).encode()},
    )
    yield signed_case(
        "signed by a key that is no root", envelope(payload, NORTH["node"])
    )
    yield signed_case(
        "a third signature of a stranger",
        envelope(payload, NORTH["root"], SOUTH["root"], SPARE),
    )
    yield signed_case(
        "signed as another type",
        envelope(payload, NORTH["root"], kind=TYPE.replace("agreement", "message")),
    )
    yield signed_case("one side twice", envelope(payload, NORTH["root"], NORTH["root"]))
    yield signed_case("nobody", envelope(payload))
    other = exact(manifest() | {"catalogue": "d" * 64})
    moved = json.loads(envelope(other, NORTH["root"], SOUTH["root"]))
    moved["payload"] = b64(payload)
    yield signed_case("signatures over another payload", exact(moved).decode())
    one_key = {
        **FILES,
        "south.vkeys": key_file(SOUTH | {"node": NORTH["node"]}).encode(),
    }
    listed = manifest()
    listed["files"] = [
        {"path": n, "sha256": sha(data), "bytes": len(data)}
        for n, data in one_key.items()
    ]
    yield signed_case(
        "one key on both sides",
        envelope(exact(listed), NORTH["root"], SOUTH["root"]),
        one_key,
    )


def main() -> None:
    """Write both files."""
    for name, cases in (("good", good()), ("bad", bad())):
        text = json.dumps(cases, indent=1, ensure_ascii=True)
        (HERE / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
