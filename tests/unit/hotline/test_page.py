"""The page about messages and voice does what it says."""

import re

from thalweg.hotline.check_digits import begun, check_digits
from thalweg.hotline.voice import sheet_of, sheet_text

PAGE = "docs/how-to/messages-and-voice.md"
BY_VOICE = "docs/how-to/by-voice.md"
NUMBER = "2017-12-13/405"


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
            assert block == sheet_text(sheet_of(names["warning"], NUMBER))
            assert printed[-1] == block + "\n"
        else:
            assert block == printed[-1]
    assert len(printed) == 5


def test_the_page_is_found(repository):
    index = (repository / "docs" / "README.md").read_text("utf-8")
    assert PAGE.removeprefix("docs/") in index
    assert BY_VOICE.removeprefix("docs/") in index


def test_the_page_by_voice_shows_cards_as_they_are_printed(repository):
    text = (repository / BY_VOICE).read_text("utf-8")
    golden = repository / "tests" / "golden" / "message"
    cards = (golden / "blanks.txt").read_text("utf-8")
    cards += (golden / "cards.txt").read_text("utf-8")
    blocks = re.findall(r"^```text\n(.*?)^```$", text, re.M | re.S)
    assert len(blocks) == 2
    assert all(block in cards for block in blocks)


def test_the_pencil_of_the_page_comes_to_its_digits(repository):
    text = " ".join((repository / BY_VOICE).read_text("utf-8").split())
    told = re.search(r"So `(\w+)` in FROM: from (\d+), (.*?); times 3 is", text)
    rest = int(told[2])
    assert rest == begun("FROM:")
    steps = re.findall(r"(\w) \((\d+)\) makes (\d+)", told[3])
    assert "".join(sign for sign, *_ in steps) == told[1]
    for _, number, after in steps:
        rest = (rest * 3 + int(number)) % 97
        assert rest == int(after)
    assert f"98 less {rest * 3 % 97} is {check_digits('FROM:' + told[1])}." in text
