"""Fuzz one parser with atheris: ``python tests/fuzz/run.py TARGET [SECONDS]``.

Prints one line of figures. Where an input breaks the target it is kept in
``bench-data/fuzz/TARGET/`` and printed as a Python literal, to be pasted into a
regression test; the exit code is then 1. ``list`` in place of a target lists them.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS = 60
MOST_RSS_MIB = 1536
LONGEST_RUN_S = 20
KEPT = REPOSITORY / "bench-data" / "fuzz"
FOLLOWED = ["thalweg", "defusedxml"]
# What Numba compiles must be as it was written.
COMPILED_ROOMS = ("kernels", "watch")


def main(arguments: list[str]) -> int:
    """Run what the command line asks for; return the exit code."""
    if arguments[:1] == ["--inside"]:
        _inside(arguments[1], arguments[2:])
        return 0
    if not arguments or arguments == ["list"]:
        from tests.fuzz.targets import TARGETS

        print("\n".join(TARGETS))
        return 0
    seconds = int(arguments[1]) if len(arguments) > 1 else SECONDS
    return fuzz(arguments[0], seconds)


def fuzz(name: str, seconds: int) -> int:
    """Fuzz a target for so long in a process of its own; return the exit code."""
    kept = KEPT / name
    kept.mkdir(parents=True, exist_ok=True)
    before = set(kept.iterdir())
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    # libFuzzer ends its process without a word: what it leaves goes with the folder.
    with tempfile.TemporaryDirectory(prefix="thalweg-fuzz-", dir=where) as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        command = [
            sys.executable, __file__, "--inside", name, str(corpus),
            f"-max_total_time={seconds}", f"-rss_limit_mb={MOST_RSS_MIB}",
            f"-timeout={LONGEST_RUN_S}", f"-artifact_prefix={kept}/",
            "-print_final_stats=1",
        ]  # fmt: skip
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env={**os.environ, "TMPDIR": folder},
            capture_output=True,
            text=True,
            errors="replace",
        )
    print(f"{name}: {_figures(done.stderr)}")
    if done.returncode == 0:
        return 0
    print(f"exit code {done.returncode}", done.stdout, sep="\n")
    print("\n".join(done.stderr.splitlines()[-30:]))
    for path in sorted(set(kept.iterdir()) - before):
        print(f"{path}:\n{path.read_bytes()!r}")
    return 1


def _inside(name: str, flags: list[str]) -> None:
    """Be the process that is fuzzed; libFuzzer ends it."""
    import asterix.generated  # noqa: F401  (large, and not ours: not followed)
    import atheris

    with atheris.instrument_imports(include=FOLLOWED, exclude=_compiled()):
        from tests.fuzz.targets import TARGETS, hold
    target = TARGETS[name]
    corpus = Path(flags[0])
    seeds = [seed for seed in target.seeds() if len(seed) <= target.longest]
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number:04d}").write_bytes(seed)
        # What is made on first use is no part of what an input costs.
        hold(target, seed)
    words = corpus.parent / "words.dict"
    words.write_text("\n".join(map(_entry, target.words)) + "\n", "ascii")
    warnings.simplefilter("error")
    more = [f"-max_len={target.longest}"]
    if target.words:
        more.append(f"-dict={words}")

    def held(data: bytes) -> None:
        try:
            hold(target, data)
        except BaseException:
            # libFuzzer, which should, does not always live to keep it.
            name = f"crash-{hashlib.sha1(data).hexdigest()}"
            (KEPT / target.name / name).write_bytes(data)
            raise

    atheris.Setup([sys.argv[0], *flags, *more], held)
    atheris.Fuzz()


def _compiled() -> list[str]:
    """Return the modules that are not followed; a room stands for none of its own."""
    source = REPOSITORY / "src"
    return [
        ".".join(path.relative_to(source).with_suffix("").parts)
        for room in COMPILED_ROOMS
        for path in sorted((source / "thalweg" / room).glob("[!_]*.py"))
    ]


def _entry(word: bytes) -> str:
    """Return a line of libFuzzer's dictionaries."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"'


def _figures(said: str) -> str:
    """Return what libFuzzer counted, in one line."""
    units = re.findall(r"number_of_executed_units:\s+(\d+)", said)
    peak = re.findall(r"peak_rss_mb:\s+(\d+)", said)
    state = re.findall(r"cov: (\d+) ft: (\d+)", said)
    coverage, features = state[-1] if state else ("?", "?")
    return (
        f"{units[-1] if units else '?'} runs, {coverage} edges, {features} features, "
        f"peak {peak[-1] if peak else '?'} MiB"
    )


if __name__ == "__main__":
    # Run as a file, this folder is first on the path: its `feeds` must not be ours.
    sys.path[0] = str(REPOSITORY)
    sys.exit(main(sys.argv[1:]))
