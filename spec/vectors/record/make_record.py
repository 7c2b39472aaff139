"""Make the vectors of the record: good.json and bad.json beside this file.

    python spec/vectors/record/make_record.py

Written without thalweg, from C2SP's specifications, RFC 6962 and DSSE alone, so that a
reader in another language has something else to agree with. Keys come from fixed seeds
and are for tests alone. Each case has a `kind`; its bytes are `text` (UTF-8) or
`base64`. What is good has only one spelling: each bad case is a good one with something
wrong, and has to be refused whatever the words.
"""

# A case stands on a line of its own, as wide as it is.
# ruff: noqa: E501

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent
ORIGIN = "west.example/log"
TIME_S = 1_513_137_906
DASH = "\u2014"
MESSAGE = "application/vnd.thalweg.message.v1+json"
ARABIC_DIGITS = "\u0664\u0662"
SMALL_ORDER = (
    "00" * 32,
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 31 + "80",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
)
NO_POINT = "02" + "00" * 31
NOT_CANONICAL = "ed" + "ff" * 30 + "7f"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Key:
    """A test key: its name, its type byte and an Ed25519 key of a seed."""

    def __init__(self, name: str, kind: int, seed: int) -> None:
        self.name, self.kind = name, kind
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.private.public_key().public_bytes_raw()
        self.id = key_id(name, kind, self.public)

    def vkey(self) -> str:
        return vkey(self.name, self.kind, self.public)

    def line(self, text: str) -> str:
        """Sign a note's text."""
        signature = self.private.sign(text.encode())
        return f"{DASH} {self.name} {b64(self.id + signature)}\n"

    def coline(self, text: str, time_s: int) -> str:
        """Cosign a checkpoint's text."""
        said = f"cosignature/v1\ntime {time_s}\n{text}".encode()
        blob = time_s.to_bytes(8, "big") + self.private.sign(said)
        return f"{DASH} {self.name} {b64(self.id + blob)}\n"


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def vkey(name: str, kind: int, public: bytes) -> str:
    material = b64(bytes([kind]) + public)
    return f"{name}+{key_id(name, kind, public).hex()}+{material}"


LOG, NEXT = Key(ORIGIN, 1, 1), Key(ORIGIN, 1, 2)
OFFICER, SECOND = Key("west.example/officer", 1, 3), Key("east.example/officer", 1, 4)
WITNESS = Key("east.example/witness", 4, 5)
MIRROR = Key("east.example/mirror", 4, 6)
GUARANTOR = Key("mission.example/witness", 4, 7)


def entry(index: int) -> bytes:
    return f"entry {index}".encode()


def mth(entries: list[bytes]) -> bytes:
    if len(entries) < 2:
        return sha(b"\0" + entries[0]) if entries else sha(b"")
    k = split(len(entries))
    return sha(b"\1" + mth(entries[:k]) + mth(entries[k:]))


def split(n: int) -> int:
    return 1 << ((n - 1).bit_length() - 1)


def path(m: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def growth(m: int, entries: list[bytes], whole: bool = True) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*growth(m, entries[:k], whole), mth(entries[k:])]
    return [*growth(m - k, entries[k:], False), mth(entries[:k])]


def body(size: int, root: bytes | None = None, origin: str = ORIGIN) -> str:
    found = mth([entry(i) for i in range(size)]) if root is None else root
    return f"{origin}\n{size}\n{b64(found)}\n"


def note(text: str, *lines: str) -> str:
    return f"{text}\n{''.join(lines)}"


def canonical(value: object) -> str:
    """RFC 8785 for what is used here: plain ASCII keys and text, no fractions."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def pae(kind: str, payload: bytes) -> bytes:
    return f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload


def envelope(payload: bytes, *keys: Key, kind: str = MESSAGE) -> dict[str, object]:
    signatures = [
        {"keyid": key.id.hex(), "sig": b64(key.private.sign(pae(kind, payload)))}
        for key in keys
    ]
    return {"payload": b64(payload), "payloadType": kind, "signatures": signatures}


PAYLOAD = canonical({"thalweg": "message/1", "element": "CH-1"}).encode()
BODY = body(7)
SIGNED = note(BODY, LOG.line(BODY))
PROOF = "".join(f"{b64(one)}\n" for one in path(2, [entry(i) for i in range(7)]))
GROWN = "".join(f"{b64(one)}\n" for one in growth(3, [entry(i) for i in range(7)]))
TLOG_PROOF = f"c2sp.org/tlog-proof@v1\nindex 2\n{PROOF}\n{SIGNED}"
REQUEST = f"old 3\n{GROWN}\n{SIGNED}"
POLICY = f"""# who must have cosigned
log {LOG.vkey()}
witness witness {WITNESS.vkey()}
witness mirror {MIRROR.vkey()} https://east.example/
witness\tguarantor  {GUARANTOR.vkey()}
group east all witness mirror
group enough 1 east guarantor

quorum enough
"""


def good() -> list[dict[str, object]]:
    """Return what a reader must take, and what it must find in it."""
    return [
        *good_keys(), *good_notes(), *good_checkpoints(), *good_tiles(),
        *good_proofs(), *good_envelopes(), *good_trees(),
        {
            "name": "a policy of two levels", "kind": "policy", "text": POLICY,
            "enough": [["mission.example/witness"], ["east.example/witness",
                "east.example/mirror"]],
            "not_enough": [[], ["east.example/witness"], ["east.example/mirror"]],
        },
        {
            "name": "a policy that asks for nobody", "kind": "policy",
            "text": "quorum none\n", "enough": [[]], "not_enough": [],
        },
    ]  # fmt: skip


def good_keys() -> Iterator[dict[str, object]]:
    for key in (LOG, WITNESS):
        yield {
            "name": f"a key of type {key.kind}", "kind": "verifier key",
            "text": key.vkey(), "key_name": key.name, "type": key.kind,
            "public_hex": key.public.hex(), "id_hex": key.id.hex(),
        }  # fmt: skip


def good_notes() -> Iterator[dict[str, object]]:
    stranger = f"{DASH} stranger.example {b64(b'abcdefghij')}\n"
    for name, text in (
        ("a note", "One line.\n"),
        ("a note with empty lines", "\nFirst.\n\n\nLast.\n\n"),
        (
            "a note in other scripts",
            "\u0440\u0435\u043a\u0430 \u0646\u0435\u0431\u043e\n",
        ),
    ):
        yield {
            "name": name, "kind": "note", "text": note(text, stranger, OFFICER.line(text)),
            "keys": [OFFICER.vkey(), SECOND.vkey()], "signed_by": [OFFICER.name],
            "note_text": text,
        }  # fmt: skip


def good_checkpoints() -> Iterator[dict[str, object]]:
    largest = body(2**63 - 1, bytes(32))
    extended = BODY + "an extension line\n"
    cases = {
        "an empty log": (note(body(0), LOG.line(body(0))), 0),
        "seven entries": (SIGNED, 7),
        "the largest size": (note(largest, LOG.line(largest)), 2**63 - 1),
        "two keys of the log": (note(BODY, LOG.line(BODY), NEXT.line(BODY)), 7),
        "with an extension line": (note(extended, LOG.line(extended)), 7),
    }
    for name, (text, size) in cases.items():
        yield {
            "name": name, "kind": "checkpoint", "text": text, "origin": ORIGIN,
            "size": size, "keys": [LOG.vkey()],
        }  # fmt: skip
    times = {WITNESS: TIME_S, MIRROR: 2**63 - 1}
    lines = [key.coline(BODY, time_s) for key, time_s in times.items()]
    yield {
        "name": "cosigned by two", "kind": "cosigned checkpoint",
        "text": note(BODY, LOG.line(BODY), *lines),
        "keys": [WITNESS.vkey(), MIRROR.vkey(), GUARANTOR.vkey()],
        "times_s": {key.name: time_s for key, time_s in times.items()},
    }  # fmt: skip


def good_tiles() -> Iterator[dict[str, object]]:
    names = (
        (0, 0, 256, "tile/0/000"), (0, 273, 112, "tile/0/273.p/112"),
        (1, 1234067, 256, "tile/1/x001/x234/067"), (63, 0, 1, "tile/63/000.p/1"),
        (None, 999, 256, "tile/entries/999"),
        (None, 1000, 255, "tile/entries/x001/000.p/255"),
    )  # fmt: skip
    for level, index, width, text in names:
        yield {
            "name": text, "kind": "tile path", "text": text,
            "level": level, "index": index, "width": width,
        }  # fmt: skip
    for size, tiles in (
        (0, {}), (1, {"0/1": 1}), (255, {"0/255": 1}), (256, {"0/256": 1, "1/1": 1}),
        (257, {"0/256": 1, "0/1": 1, "1/1": 1}),
        (70000, {"0/256": 273, "0/112": 1, "1/256": 1, "1/17": 1, "2/1": 1}),
    ):  # fmt: skip
        yield {
            "name": f"the tiles of {size} entries", "kind": "tiles of a size",
            "size": size, "level_and_width": tiles,
        }  # fmt: skip
    entries = [b"", b"a", bytes(300)]
    yield {
        "name": "a bundle of three", "kind": "bundle", "width": 3,
        "base64": b64(bundle(entries)), "entries_base64": [b64(one) for one in entries],
    }  # fmt: skip


def bundle(entries: list[bytes]) -> bytes:
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def good_proofs() -> Iterator[dict[str, object]]:
    seven = [entry(i) for i in range(7)]
    common = {"kind": "proof of an entry", "entry": "entry 2", "keys": [LOG.vkey()]}
    yield {"name": "a proof", "text": TLOG_PROOF, "index": 2, **common}
    head = f"c2sp.org/tlog-proof@v1\nextra {b64(b'beside')}\nindex 2\n"
    yield {
        "name": "a proof with something beside", "text": f"{head}{PROOF}\n{SIGNED}",
        "index": 2, **common,
    }  # fmt: skip
    one = body(1)
    yield {
        "name": "the proof of the only entry", "kind": "proof of an entry",
        "text": f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note(one, LOG.line(one))}",
        "entry": "entry 0", "index": 0, "keys": [LOG.vkey()],
    }  # fmt: skip
    yield {
        "name": "add-checkpoint", "kind": "add-checkpoint", "text": REQUEST,
        "old_size": 3, "old_root_hex": mth(seven[:3]).hex(),
        "proof_hex": [one.hex() for one in growth(3, seven)],
    }  # fmt: skip
    yield {
        "name": "the first add-checkpoint", "kind": "add-checkpoint",
        "text": f"old 0\n\n{SIGNED}", "old_size": 0, "old_root_hex": mth([]).hex(),
        "proof_hex": [],
    }  # fmt: skip


def good_envelopes() -> Iterator[dict[str, object]]:
    for name, payload, keys in (
        ("signed by one", PAYLOAD, (OFFICER,)),
        ("signed by two", PAYLOAD, (OFFICER, SECOND)),
        ("without a payload", b"", (OFFICER,)),
    ):
        yield {
            "name": name, "kind": "envelope",
            "text": canonical(envelope(payload, *keys)),
            "keys": [OFFICER.vkey(), SECOND.vkey()],
            "signed_by": [key.name for key in keys], "payload_base64": b64(payload),
            "id": sha(pae(MESSAGE, payload)).hex(),
        }  # fmt: skip


def good_trees() -> Iterator[dict[str, object]]:
    for size, index, old in (
        (1, 0, 1),
        (7, 3, 4),
        (8, 5, 3),
        (255, 254, 128),
        (300, 256, 257),
    ):
        entries = [entry(i) for i in range(size)]
        yield {
            "name": f"a tree of {size} entries", "kind": "tree", "size": size,
            "root_hex": mth(entries).hex(), "index": index,
            "inclusion_hex": [one.hex() for one in path(index, entries)],
            "old_size": old, "old_root_hex": mth(entries[:old]).hex(),
            "consistency_hex": [one.hex() for one in growth(old, entries)],
        }  # fmt: skip


def bad() -> list[dict[str, object]]:
    """Return what a reader must refuse: by its kind, the good text and what is wrong."""
    found: list[dict[str, object]] = []
    for kind, made in (
        ("verifier key", bad_keys()), ("note", bad_notes()),
        ("checkpoint", bad_checkpoints()), ("signed by a key", bad_signatures()),
        ("tile path", bad_paths()), ("bundle", bad_bundles()),
        ("proof of an entry", bad_proofs()), ("add-checkpoint", bad_requests()),
        ("policy", bad_policies()), ("envelope", bad_envelopes()),
        ("leaf", bad_leaves()),
    ):  # fmt: skip
        for name, came in made.items():
            case: dict[str, object] = {"name": name, "kind": kind}
            if kind == "signed by a key":
                case["keys"] = [LOG.vkey(), WITNESS.vkey()]
            if isinstance(came, bytes):
                case["base64"] = b64(came)
            else:
                case["text"] = came
            found.append(case)
    return found


def bad_keys() -> dict[str, str]:
    text = LOG.vkey()
    name, key, material = text.split("+", 2)
    weak = {
        f"small order {number}": vkey("weak.example", 1, bytes.fromhex(one))
        for number, one in enumerate(SMALL_ORDER)
    }
    return {
        **weak,
        "not canonical": vkey("weak.example", 1, bytes.fromhex(NOT_CANONICAL)),
        "no point": vkey("weak.example", 1, bytes.fromhex(NO_POINT)),
        "another id": f"{name}+00000000+{material}",
        "another name": f"x{text}",
        "id in capitals": f"{name}+{key.upper()}+{material}",
        "id too short": f"{name}+{key[:7]}+{material}",
        "no name": f"+{key}+{material}",
        "a blank in the name": vkey("west example", 1, LOG.public),
        "a no-break space in the name": vkey("west\u00a0example", 1, LOG.public),
        "a newline after it": f"{text}\n",
        "URL-safe base64": text.replace("/", "_")
        if "/" in material
        else f"{text[:-2]}_=",
        "padding where there is none": f"{text}=",
        "a type that is not read": vkey("west.example", 2, LOG.public),
        "a key of 31 bytes": vkey("west.example", 1, LOG.public[:31]),
        "a key of 33 bytes": vkey("west.example", 1, LOG.public + b"\0"),
        "nothing": "",
    }


def bad_notes() -> dict[str, str | bytes]:
    text = "One line.\n"
    line = OFFICER.line(text)
    encoded = line.split(" ")[2].strip()
    return {
        "nothing": "",
        "no signature": f"{text}\n",
        "no blank line": f"{text}{line}",
        "no final newline": note(text, line)[:-1],
        "a line after it": note(text, line, "x\n"),
        "an empty line among signatures": note(text, line, "\n"),
        "a hyphen for the dash": note(text, line.replace(DASH, "-")),
        "two blanks": note(text, line.replace(f"{DASH} ", f"{DASH}  ")),
        "no name": note(text, f"{DASH}  {encoded}\n"),
        "a plus in the name": note(text, line.replace("west.", "west+")),
        "a blank at its end": note(text, line[:-1] + " \n"),
        "carriage returns": note(text, line).replace("\n", "\r\n"),
        "a tab": note("One\tline.\n", line),
        "a zero byte": note("One\0line.\n", line),
        "not UTF-8": note(text, line).encode().replace(b"One", b"\xff\xfe\xfd"),
        "a byte order mark alone": "\ufeff",
        "base64 without padding": note(text, line.replace("=", "")),
        "URL-safe base64": note(text, f"{DASH} a.example {'-_' * 34}==\n"),
        "stray bits in the base64": note(text, f"{DASH} a.example YWJjZGVmZx==\n"),
        "no more than an id": note(text, f"{DASH} a.example {b64(b'abcd')}\n"),
        "65 signatures": note(text, *[line] * 65),
    }


def bad_checkpoints() -> dict[str, str | bytes]:
    origin, size, root = BODY.splitlines()

    def of(*lines: str) -> str:
        text = "".join(f"{one}\n" for one in lines)
        return note(text, LOG.line(text))

    sizes = {
        "minus": "-4", "plus": "+7", "an underscore": "4_2", "blanks": " 42 ",
        "a leading zero": "007", "Arabic-Indic digits": ARABIC_DIGITS, "hex": "0x7",
        "an exponent": "7e0", "nothing": "", "beyond 2**63 - 1": str(2**63),
        "twenty digits": "9" * 20, "a fraction": "7.0", "full-width digits": "\uff17",
    }  # fmt: skip
    roots = {
        "of 3 bytes": b64(b"abc"), "of 33 bytes": b64(bytes(33)), "empty": "",
        "with stray bits": f"{'A' * 42}B=", "with junk inside": f"{root[:20]}!{root[20:]}",
        "without padding": root[:-1], "in the URL-safe alphabet": f"{'_' * 42}8=",
        "in hex": bytes(32).hex(), "with a blank after it": f"{root} ",
    }  # fmt: skip
    return {
        **{f"size with {name}": of(origin, one, root) for name, one in sizes.items()},
        **{f"root {name}": of(origin, size, one) for name, one in roots.items()},
        "no origin": of("", size, root),
        "no root": of(origin, size),
        "an empty extension line": of(origin, size, root, ""),
        "17 extension lines": of(origin, size, root, *["x"] * 17),
        "an origin of 256 bytes": of("x" * 256, size, root),
        "no final newline": SIGNED[:-1],
        "carriage returns": SIGNED.replace("\n", "\r\n"),
        "a junk line for a signature": SIGNED + "junk\n",
        "a byte order mark for an origin": of("", "\ufeff", root),
    }


def bad_signatures() -> dict[str, str]:
    """Notes in their one spelling of which a known key's signature fails."""
    log, co = LOG.line(BODY), WITNESS.coline(BODY, TIME_S)
    late = WITNESS.coline(BODY, TIME_S + 1)
    moved = changed(co, 10, (TIME_S + 1).to_bytes(8, "big")[-2:])
    return {
        "the log's, one bit": note(BODY, changed(log, 20)),
        "the log's, of another text": note(BODY, LOG.line(body(6))),
        "the log's, cut": note(BODY, cut(log)),
        "a cosignature, one bit": note(BODY, log, changed(co, 30)),
        "a cosignature at another time": note(BODY, log, moved),
        "a cosignature of another text": note(
            BODY, log, WITNESS.coline(body(6), TIME_S)
        ),
        "a cosignature without a time": note(BODY, log, untimed()),
        "a cosignature beyond 2**63 - 1": note(BODY, log, WITNESS.coline(BODY, 2**63)),
        "one good and one bad": note(BODY, log, late, changed(co, 30)),
        "by a stranger alone": note(BODY, NEXT.line(BODY)),
        "by a stranger of the same name and id": note(BODY, disguised()),
    }


def changed(line: str, at: int, bits: bytes = b"\1") -> str:
    dash, name, encoded = line.strip().split(" ")
    data = bytearray(base64.b64decode(encoded))
    for offset, bit in enumerate(bits):
        data[at + offset] ^= bit or 1
    return f"{dash} {name} {b64(bytes(data))}\n"


def cut(line: str) -> str:
    dash, name, encoded = line.strip().split(" ")
    return f"{dash} {name} {b64(base64.b64decode(encoded)[:-1])}\n"


def untimed() -> str:
    signature = WITNESS.private.sign(BODY.encode())
    return f"{DASH} {WITNESS.name} {b64(WITNESS.id + signature)}\n"


def disguised() -> str:
    return f"{DASH} {LOG.name} {b64(LOG.id + NEXT.private.sign(BODY.encode()))}\n"


def bad_paths() -> dict[str, str]:
    texts = (
        "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
        "tile/00/000", "tile/-1/000", "tile/64/000", "tile/8/0/000", "tile/data/000",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/",
        "tile/0/000.p/-1", "tile/0/x000/000", "tile/0/001/000", "tile/0/x01/000",
        "tile/0/X001/000", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0/../000",
        "tile/0/000.P/1", "tile/entries/x000/001", "tile/0/000\n", "tile/\uff10/000",
        "tile/0/000.p/1.p/1", "TILE/0/000", "tile/0/" + "x999/" * 30 + "000",
    )  # fmt: skip
    return {f"{text!r}"[:60]: text for text in texts}


def bad_bundles() -> dict[str, bytes]:
    """Bundles that are said to hold three entries."""
    sound = bundle([b"", b"a", b"bc"])
    return {
        "nothing": b"", "cut in an entry": sound[:-1], "cut in a length": sound[:4],
        "two entries": bundle([b"", b"a"]), "four entries": bundle([b""] * 4),
        "a byte more": sound + b"\0", "a length too long": b"\xff\xff" + sound[2:],
    }  # fmt: skip


def bad_proofs() -> dict[str, str]:
    head = "c2sp.org/tlog-proof@v1\n"
    return {
        "nothing": "",
        "another version": TLOG_PROOF.replace("@v1", "@v2"),
        "no index": TLOG_PROOF.replace("index 2\n", ""),
        "a leading zero": TLOG_PROOF.replace("index 2", "index 02"),
        "a negative index": TLOG_PROOF.replace("index 2", "index -2"),
        "an index beyond": TLOG_PROOF.replace("index 2", f"index {2**63}"),
        "two blanks": TLOG_PROOF.replace("index 2", "index  2"),
        "extra after the index": TLOG_PROOF.replace(
            "index 2\n", "index 2\nextra YQ==\n"
        ),
        "extra twice": TLOG_PROOF.replace("index", "extra YQ==\nextra YQ==\nindex"),
        "extra that is no base64": TLOG_PROOF.replace("index", "extra a\nindex"),
        "a hash of 31 bytes": f"{head}index 2\n{b64(bytes(31))}\n\n{SIGNED}",
        "64 hashes": f"{head}index 2\n{(b64(bytes(32)) + chr(10)) * 64}\n{SIGNED}",
        "no blank line": TLOG_PROOF.replace("\n\n", "\n", 1),
        "no checkpoint": f"{head}index 2\n{PROOF}\n",
        "a checkpoint that is none": f"{head}index 2\n{PROOF}\nx\n",
        "no final newline": TLOG_PROOF[:-1],
        "carriage returns": TLOG_PROOF.replace("\n", "\r\n"),
    }


def bad_requests() -> dict[str, str]:
    many = f"{b64(bytes(32))}\n" * 64
    return {
        "nothing": "",
        "no old size": f"\n{SIGNED}",
        "new for old": REQUEST.replace("old 3", "new 3"),
        "a leading zero": REQUEST.replace("old 3", "old 03"),
        "a negative size": REQUEST.replace("old 3", "old -3"),
        "a size beyond": REQUEST.replace("old 3", f"old {2**63}"),
        "a blank after it": REQUEST.replace("old 3", "old 3 "),
        "64 hashes": f"old 3\n{many}\n{SIGNED}",
        "a hash of 33 bytes": f"old 3\n{b64(bytes(33))}\n\n{SIGNED}",
        "a hash with stray bits": f"old 3\n{'A' * 42}B=\n\n{SIGNED}",
        "no blank line": REQUEST.replace("\n\n", "\n"),
        "no checkpoint": f"old 3\n{GROWN}\n",
        "carriage returns": REQUEST.replace("\n", "\r\n"),
    }


def bad_policies() -> dict[str, str | bytes]:
    witness = f"witness w {WITNESS.vkey()}\n"
    both = f"{witness}witness m {MIRROR.vkey()}\n"
    return {
        "no quorum": witness,
        "two quorums": "quorum none\nquorum none\n",
        "a quorum that is not defined": "quorum w\n",
        "a quorum before its witness": f"quorum w\n{witness}",
        "no final newline": "quorum none",
        "an unknown word": "quorums none\n",
        "a name too many": "quorum none none\n",
        "a witness twice": f"{witness}witness v {WITNESS.vkey()}\nquorum none\n",
        "a log twice": f"log {LOG.vkey()}\nlog {LOG.vkey()}\nquorum none\n",
        "a name twice": f"{witness}witness w {MIRROR.vkey()}\nquorum none\n",
        "a witness called none": f"witness none {WITNESS.vkey()}\nquorum none\n",
        "a log's key for a witness": f"witness w {LOG.vkey()}\nquorum none\n",
        "a witness's key for a log": f"log {WITNESS.vkey()}\nquorum none\n",
        "a key that is none": "log x\nquorum none\n",
        "none in a group": f"{witness}group g any none w\nquorum g\n",
        "a group of nobody": f"{witness}group g any\nquorum g\n",
        "of more than there are": f"{both}group g 3 w m\nquorum g\n",
        "of none of them": f"{both}group g 0 w m\nquorum g\n",
        "a leading zero": f"{both}group g 01 w m\nquorum g\n",
        "twice in one group": f"{both}group g 2 w w\nquorum g\n",
        "in two groups": f"{both}group g any w\ngroup h any w m\nquorum h\n",
        "in itself": f"{both}group g any g\nquorum g\n",
        "a carriage return": "quorum none\r\n",
        "a control character": "quorum none\n#\x1b[2J\n",
        "a no-break space between words": "quorum\u00a0none\n",
    }


def bad_envelopes() -> dict[str, str | bytes]:
    sound = envelope(PAYLOAD, OFFICER)
    text = canonical(sound)
    first = dict(sound["signatures"][0])  # type: ignore[index]

    def of(**fields: object) -> str:
        return canonical({**sound, **fields})

    return {
        "nothing": "",
        "a list": f"[{text}]",
        "blanks": json.dumps(sound, sort_keys=True),
        "keys in another order": json.dumps(
            dict(reversed(sound.items())), separators=(",", ":")
        ),
        "a newline after it": f"{text}\n",
        "a byte order mark": f"\ufeff{text}",
        "a key too many": of(more=1),
        "a key too few": canonical({k: v for k, v in sound.items() if k != "payload"}),
        "a key twice": text.replace('{"payload"', '{"payload":"","payload"', 1),
        "an escape that need not be": text.replace("vnd", "v\\u006ed"),
        "a type with a quote": of(payloadType='a"b'),
        "a type with a line break": of(payloadType="a\nb"),
        "a type not in ASCII": of(payloadType="\u0430pplication/json"),
        "an empty type": of(payloadType=""),
        "a type of 256 characters": of(payloadType="x" * 256),
        "a type that is a number": of(payloadType=1),
        "a payload in the URL-safe alphabet": of(payload="_-_-"),
        "a payload without padding": of(payload="YQ"),
        "a payload with stray bits": of(payload="YR=="),
        "a payload of null": of(payload=None),
        "no signature": of(signatures=[]),
        "signatures that are none": of(signatures={}),
        "17 signatures": of(
            signatures=[{**first, "keyid": f"{n:08x}"} for n in range(17)]
        ),
        "two of one key": of(signatures=[first, first]),
        "a signature of 63 bytes": of(signatures=[{**first, "sig": b64(bytes(63))}]),
        "a signature of 65 bytes": of(signatures=[{**first, "sig": b64(bytes(65))}]),
        "a signature with stray bits": of(
            signatures=[{**first, "sig": f"{'A' * 85}B=="}]
        ),
        "an id in capitals": of(signatures=[{**first, "keyid": "ABCDEF01"}]),
        "an id of 7 digits": of(signatures=[{**first, "keyid": "abcdef0"}]),
        "no id": of(signatures=[{"sig": first["sig"]}]),
        "a signature with a key more": of(signatures=[{**first, "cert": ""}]),
        "not UTF-8": text.encode().replace(b"vnd", b"\xffnd"),
    }


def bad_leaves() -> dict[str, str]:
    """Entries that say they are thalweg's own and are not."""
    kind = MESSAGE.replace("message", "unheard")

    def of(payload: str) -> str:
        return canonical(envelope(payload.encode(), OFFICER))

    return {
        "an unknown type": canonical(envelope(PAYLOAD, OFFICER, kind=kind)),
        "blanks in the envelope": json.dumps(envelope(PAYLOAD, OFFICER)),
        "a payload that is no JSON": of("x"),
        "a payload that is a list": of("[]"),
        "a payload without its format": of("{}"),
        "a payload with blanks": of('{"thalweg": "message/1"}'),
        "a payload with a key twice": of('{"thalweg":"a","thalweg":"b"}'),
        "a payload with a fraction in another form": of('{"thalweg":"a","x":1.0}'),
        "a payload with an integer beyond 2**53": of(
            '{"thalweg":"a","x":9007199254740993}'
        ),
        "a payload with NaN": of('{"thalweg":"a","x":NaN}'),
        "a payload with half a surrogate": of('{"thalweg":"\\ud800"}'),
        "a payload nested too deep": of("[" * 20000 + "]" * 20000),
    }


if __name__ == "__main__":
    for name, cases in (("good", good()), ("bad", bad())):
        text = json.dumps(cases, indent=1, ensure_ascii=True)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
