"""The page about messages and voice does what it says."""

import re

from thalweg.hotline.voice import sheet_of, sheet_text

PAGE = "docs/how-to/messages-and-voice.md"


def test_the_page_does_what_it_says(repository, capsys):
    text = (repository / PAGE).read_text("utf-8")
    blocks = re.findall(r"^```(python|text)\n(.*?)^```$", text, re.M | re.S)
    names = {}
    printed = []
    for kind, block in blocks:
        if kind == "python":
            exec(compile(block, PAGE, "exec"), names)
            printed.append(capsys.readouterr().out)
        elif block.startswith("THALWEG"):
            assert block == sheet_text(sheet_of(names["warning"]))
            assert printed[-1].endswith(block + "\n")
        else:
            assert block == printed[-1]
    assert len(printed) == 4


def test_the_page_is_found(repository):
    index = (repository / "docs" / "README.md").read_text("utf-8")
    assert PAGE.removeprefix("docs/") in index
