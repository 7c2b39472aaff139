"""Check every page: links lead somewhere, commands exist, Python compiles.

Run by ``make docs`` and by `tests/repo`. Commands are parsed by the program's own
command line, not run.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.exceptions import TyperException

from thalweg.cli.app import app

REPOSITORY = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def main() -> int:
    """Print every fault; return 1 if there is one."""
    found = [fault for page in pages() for fault in faults(page)]
    print("\n".join(found) or f"{len(pages())} pages: links, commands and code hold")
    return bool(found)


def pages() -> list[Path]:
    """Return every page of the repository."""
    top = sorted(REPOSITORY.glob("*.md"))
    return top + sorted(
        page
        for folder in ("docs", "spec", "examples", "changes.d")
        for page in (REPOSITORY / folder).rglob("*.md")
    )


def faults(page: Path) -> Iterator[str]:
    """Yield what is wrong with a page, one sentence each."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(REPOSITORY)
    prose = FENCE.sub("", text)
    for match in LINK.finditer(prose):
        fault = _link_fault(page, match.group(1))
        if fault:
            yield f"{name}: {fault}"
    for language, block in FENCE.findall(text):
        if language == "sh":
            yield from (f"{name}: {f}" for f in _command_faults(block))
        elif language == "python":
            yield from (f"{name}: {f}" for f in _code_faults(block))


def _link_fault(page: Path, link: str) -> str | None:
    if re.match(r"[a-z]+:", link):
        return None
    target, _, anchor = link.partition("#")
    file = (page.parent / target) if target else page
    if not file.exists():
        return f"{link} leads nowhere"
    if anchor and file.suffix == ".md" and anchor not in _anchors(file):
        return f"{link}: no heading for #{anchor}"
    return None


def _anchors(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", head.lower()) for head in heads]
    given = re.findall(r'<a id="([^"]+)"', text)
    return {head.strip().replace(" ", "-") for head in plain} | set(given)


def _command_faults(block: str) -> Iterator[str]:
    targets = set(TARGET.findall((REPOSITORY / "Makefile").read_text("utf-8")))
    for line in block.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["make"]:
            wrong = [w for w in words[1:] if "=" not in w and w not in targets]
            yield from (f"make {word}: no such target" for word in wrong)
        elif words[:1] == ["thalweg"]:
            fault = _parse_fault(words[1:])
            if fault:
                yield f"{line.strip()}: {fault}"


def _parse_fault(words: list[str]) -> str | None:
    command = typer.main.get_command(app)
    name = "thalweg"
    try:
        while hasattr(command, "commands") and words and words[0] in command.commands:
            name, command, words = words[0], command.commands[words[0]], words[1:]
        command.make_context(name, list(words))
    except TyperException as error:
        return error.format_message()
    except typer.Exit:
        return None
    return None


def _code_faults(block: str) -> Iterator[str]:
    try:
        compile(block, "page", "exec")
    except SyntaxError as error:
        yield f"Python does not compile: {error}"


if __name__ == "__main__":
    sys.exit(main())
