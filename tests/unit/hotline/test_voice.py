"""A message carried by voice: read out, written down, entered, compared."""

# Labels are in Russian too.
# ruff: noqa: RUF001

import re
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hotline.messages import MESSAGES, first, messages
from thalweg.errors import InputError
from thalweg.hotline.catalogue import LANGUAGES
from thalweg.hotline.check_digits import ALPHABET, begun, check_digits, heard, summed
from thalweg.hotline.labels import both_labels, label, named
from thalweg.hotline.voice import (
    SheetDifference,
    compare_sheets,
    sheet_lines,
    sheet_of,
    sheet_text,
)
from thalweg.hotline.voice_card import call_card, spelled, voice_card
from thalweg.hotline.voice_reading import parse_entered, parse_sheet, parse_sheets
from thalweg.wire.message import encode_message

heard_text = st.text(st.sampled_from(ALPHABET), min_size=1, max_size=47)


def value_of(text):
    """Return the number that a text is, sign by sign, without the code under test."""
    return int("0" + "".join(f"{ALPHABET.index(sign):02d}" for sign in text))


@given(heard_text)
def test_digits_are_those_of_mod_97_10(text):
    digits = check_digits(text)
    assert re.fullmatch("[0-9]{2}", digits)
    assert (value_of(text) * 100 + int(digits)) % 97 == 1


@given(heard_text, st.data())
def test_every_wrong_sign_is_found(text, data):
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from([s for s in ALPHABET if s != text[at]]))
    assert check_digits(text[:at] + sign + text[at + 1 :]) != check_digits(text)


@given(heard_text, st.data())
def test_every_exchange_of_two_signs_is_found(text, data):
    one, two = sorted(
        data.draw(st.tuples(*[st.integers(0, len(text) - 1)] * 2), label="places")
    )
    if text[one] == text[two]:
        return
    signs = list(text)
    signs[one], signs[two] = signs[two], signs[one]
    assert check_digits("".join(signs)) != check_digits(text)


def test_the_alphabet_is_short_enough_and_has_no_sign_twice():
    assert len(set(ALPHABET)) == len(ALPHABET) <= 97
    assert pow(100, 48, 97) == 1
    assert all(pow(100, n, 97) != 1 for n in range(1, 48))


def test_blanks_and_case_are_not_heard_and_odd_signs_are_told_by_number():
    assert heard("wst 01\u00a0ё") == "WST01Ё"
    assert heard("é\u202e") == "#C9##202E#"
    assert check_digits("WST01") == check_digits("w s t 0 1") == "35"


@given(messages())
def test_any_message_goes_by_voice_and_back(message):
    sheet = sheet_of(message)
    assert parse_sheet(sheet_text(sheet)) == sheet
    assert compare_sheets(sheet, sheet) == ()
    back = sheet.message(message.agreement, message.signed_time_us, message.seen)
    assert encode_message(back) == encode_message(message)


@given(messages())
def test_a_sheet_is_plain_lines_that_hide_nothing(message):
    for line in sheet_text(sheet_of(message)).split("\n"):
        assert line == "" or line.isprintable()


@given(messages())
def test_the_whole_card_is_a_sheet(message):
    card = voice_card(message)
    assert parse_sheet(card) == sheet_of(message)
    assert all(
        line.startswith("#") for line in card.split("THALWEG")[0].split("\n")[:-1]
    )


def test_what_is_written_down_by_hand_is_read_all_the_same():
    message = first("AI-2")
    text = sheet_text(sheet_of(message))
    # Blanks, case and dashes as people write them.
    loose = text.replace("12 000", "12000").replace("N [", "n  [").replace(": ", " :")
    loose = loose.replace("ELEMENT :AI-2", "element: ai-2").replace("WEST", "west")
    assert parse_sheet("\r\n".join(loose.split("\n"))) == sheet_of(message)


@given(st.sampled_from(MESSAGES), st.data())
def test_a_line_heard_wrong_is_named_with_its_place_and_what_was_wanted(message, data):
    sheet = sheet_of(message)
    lines = [line for line in sheet_lines(sheet)[:-1] if line.value]
    line = data.draw(st.sampled_from(lines))
    places = [at for at, sign in enumerate(line.value) if sign.upper() in ALPHABET[:36]]
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {line.value[at]})))
    value = line.value[:at] + digit + line.value[at + 1 :]
    wrong = sheet_text(sheet).replace(
        f"\n{line.text()}\n", f"\n{line.name}: {value} [{line.check}]\n", 1
    )
    with pytest.raises(InputError, match="the check digits") as caught:
        parse_sheet(wrong, "theirs.txt")
    told = str(caught.value).split("\n")[0]
    number = wrong.split("\n").index(f"{line.name}: {value} [{line.check}]") + 1
    column = len(f"{line.name}: {value} [") + 1
    assert told.startswith(f"theirs.txt:{number}:{column}: {line.name}: the check")
    assert f"the check digits {line.check} do not fit" in told
    assert f"wanted {check_digits(f'{line.name}:{value}')}: look at the paper" in told


def test_the_sum_is_not_told_as_wrong_where_a_line_is():
    text = sheet_text(sheet_of(first("AI-2"))).replace("count: 2", "count: 3")
    with pytest.raises(InputError) as caught:
        parse_sheet(text)
    assert len(str(caught.value).split("\n")) == 1


def test_two_lines_whose_values_were_exchanged_are_found():
    sheet = sheet_of(first("CH-3"))
    text = sheet_text(sheet)
    swapped = text.replace("received: 88", "received: x").replace(
        "sent: 112", "sent: 88"
    )
    swapped = swapped.replace("received: x", "received: 112")
    with pytest.raises(InputError, match=r"received: the check digits.*\n.*sent: the"):
        parse_sheet(swapped)


def test_digits_not_heard_leave_the_line_unchecked_and_say_so():
    sheet = sheet_of(first("AI-3"))
    text = re.sub(r"(acft.confidence: \w+) \[..\]", r"\1 [--]", sheet_text(sheet))
    assert parse_sheet(text) == replace(sheet, unchecked=("acft.confidence",))


def test_a_line_lost_or_added_is_missed_in_the_count():
    text = sheet_text(sheet_of(first("AI-2")))
    lost = "\n".join(line for line in text.split("\n") if not line.startswith("count"))
    with pytest.raises(InputError, match="sheet:14: LINES says 13, but there are 12"):
        parse_sheet(lost)
    with pytest.raises(InputError, match="missing: LINES, the last line"):
        parse_sheet(text.rpartition("LINES")[0])
    with pytest.raises(InputError, match="count stands here twice"):
        parse_sheet(text.replace("count: 2", "count: 2 [97]\ncount: 2"))


def test_the_last_line_holds_lines_that_were_not_checked():
    text = sheet_text(sheet_of(first("AI-2")))
    text = re.sub(r"count: 2 \[..\]", "count: 3 [--]", text)
    with pytest.raises(
        InputError, match=r"sheet:15:12: the last line's digits \d\d do"
    ):
        parse_sheet(text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("THALWEG", "OTHER", "wanted the title 'THALWEG VOICE SHEET 1' first"),
        ("FROM: west [54]\n", "", "missing: FROM"),
        ("count: 2", "count 2", r"wanted 'name: value \[digits\]'"),
        ("AI-2 [51]", "AI-9 [--]", "unknown element 'AI-9'"),
        ("count: 2 [97]", "count: two [--]", "count: wanted a whole number, got 'two'"),
        ("35.2512345 N", "35.25 N", "wanted degrees such as '35.1234567 N'"),
        ("EVENT: 2017-12-13", "EVENT: 2017-13-13", "EVENT: not a time in UTC"),
        ("count: 2 [97]", "count: 2 [97]\ncount.a: 2 [--]", "count has a value|twice"),
        ("count: 2 [97]", "a.1: x [--]\na.3: x [--]", "wanted the items 1 to 2"),
    ],
)
def test_what_no_sheet_is_is_said(old, new, told):
    text = sheet_text(sheet_of(first("AI-2")))
    assert old in text
    with pytest.raises(InputError, match=told):
        parse_sheet(text.replace(old, new))


@given(st.text(max_size=400))
def test_nothing_entered_breaks_the_reading(entered):
    with suppress(InputError):
        parse_sheets("THALWEG VOICE SHEET 1\n" + entered)


@given(
    st.sampled_from(MESSAGES),
    st.lists(st.tuples(st.integers(0, 30), st.text(max_size=12)), max_size=4),
)
def test_no_line_entered_breaks_the_reading(message, changes):
    lines = sheet_text(sheet_of(message)).split("\n")
    for at, value in changes:
        name, _, rest = lines[at % len(lines)].partition(":")
        if rest:
            lines[at % len(lines)] = f"{name}: {value} [--]"
    with suppress(InputError):
        parse_sheets("\n".join(lines))


def test_a_sheet_too_long_is_not_read():
    with pytest.raises(InputError, match="at most 100,000 are read"):
        parse_sheet("x" * 100_001)


@given(st.sampled_from(MESSAGES), st.data())
def test_one_sign_wrong_and_two_neighbours_exchanged_are_always_found(message, data):
    """On any line of any sheet; so much is promised, on paper too."""
    lines = sheet_lines(sheet_of(message))[:-1]
    line = data.draw(st.sampled_from([line for line in lines if line.value]))
    signs = list(heard(line.value))
    at = data.draw(st.integers(0, len(signs) - 1))
    if data.draw(st.booleans()) or len(signs) == 1:
        others = sorted(set(ALPHABET) - {signs[at]})
        signs[at] = data.draw(st.sampled_from(others))
    else:
        at = min(at, len(signs) - 2)
        if signs[at] == signs[at + 1]:
            return
        signs[at], signs[at + 1] = signs[at + 1], signs[at]
    assert check_digits(f"{line.name}:{''.join(signs)}") != line.check


def test_what_check_digits_do_not_find_is_told():
    """Two signs wrong at once, or a value said wrong with digits that fit it."""
    assert check_digits("A:00") == check_digits("A:2*")
    sheet = sheet_of(first("AI-2"))
    wrong = replace(sheet, params={**sheet.params, "count": 3})
    assert parse_sheet(sheet_text(wrong)) == wrong


@given(st.lists(st.integers(2, 98), min_size=1, max_size=40), st.data())
def test_the_sum_finds_one_line_wrong_lost_or_added(digits, data):
    told = summed(f"{two:02d}" for two in digits)
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.integers(2, 98).filter(lambda two: two != digits[at]))
    wrong = [*digits[:at], other, *digits[at + 1 :]]
    assert summed(f"{two:02d}" for two in wrong) != told
    assert summed(f"{two:02d}" for two in reversed(digits)) == told


@given(st.sampled_from(MESSAGES), st.data())
def test_a_pencil_comes_to_the_same_digits(message, data):
    """As the card says: times 3, add, less 97; the line's name is behind it already."""
    line = data.draw(st.sampled_from(sheet_lines(sheet_of(message))[:-1]))
    rest = begun(f"{line.name}:")
    for sign in heard(line.value):
        rest = rest * 3 + ALPHABET.index(sign)
        while rest >= 97:
            rest -= 97
    rest *= 3
    while rest >= 97:
        rest -= 97
    assert f"{98 - rest:02d}" == line.check


@given(st.sampled_from(MESSAGES))
def test_a_line_is_known_by_its_name_and_by_its_labels_in_each_language(message):
    for line in sheet_lines(sheet_of(message, "log/3")):
        for text in (
            line.name,
            *(label(line.name, tag) for tag in LANGUAGES),
            label(line.name, "ru").lower(),
            both_labels(line.name),
            f"({both_labels(line.name)})",
        ):
            assert named(text) == line.name, text


def test_a_label_that_is_none_or_two_at_once_is_no_line():
    assert named("COUNT / ЛИНИЯ") is None
    assert named("COUNT?") is None
    assert named("3") is None
    text = sheet_text(sheet_of(first("AI-2")))
    with pytest.raises(InputError, match="sheet:7:1: no line is called 'count!'"):
        parse_sheet(text.replace("count:", "count!:"))


def test_a_sheet_in_russian_labels_is_the_same_sheet():
    sheet = sheet_of(first("AI-2"), "2017-12-13/412")
    lines = [
        f"{label(line.name, 'ru').lower()}: {line.value} [{line.check}]"
        for line in sheet_lines(sheet)
    ]
    assert parse_sheet("\n".join(("THALWEG VOICE SHEET 1", *lines))) == sheet


def test_what_was_left_blank_is_not_there_and_what_goes_on_below_is():
    sheet = sheet_of(first("AI-2"))
    text = sheet_text(sheet)
    blank = text.replace(
        "count:", "(USEFUL UNTIL): ____-__-__ __:__:__Z [__]  # 62\ncount:"
    )
    assert parse_sheet(blank) == sheet
    below = text.replace("level.value: 12 000", "level.value:\n    12\n  000")
    assert parse_sheet(below) == sheet
    filled = text.replace("count: 2 [97]", "count: 2 [__]  # 14")
    with pytest.raises(
        InputError, match="sheet:7:11: count: no check digits: write what"
    ):
        parse_sheet(filled)


@pytest.mark.parametrize(
    "text", ["# " + "long " * 40, "x [12] # y " * 20, "a: 1 [33] " * 9]
)
def test_a_long_text_that_looks_like_a_sheet_is_one_line_of_it(text):
    params = {"text": {"text": text.strip(), "lang": "en"}}
    message = replace(first("CH-10"), params=params)
    assert parse_sheet(voice_card(message)) == sheet_of(message)


def test_what_is_said_of_the_call_holds_for_all_sheets_of_one_text():
    one, two = (sheet_text(sheet_of(first(e))) for e in ("CH-2", "CH-3"))
    call = (
        "OUR CLOCK: 2017-12-13 06:01Z\nREAD BACK: ____\nНАШ ДЕЖУРНЫЙ: A. Example # x\n"
    )
    entered = parse_entered(one + "READ BACK: NO\n" + two + call)
    assert [dict(found.call) for found in entered] == [
        {"OUR.CLOCK": "2017-12-13 06:01Z", "OUR.NAME": "A. Example", "READ.BACK": "NO"},
        {"OUR.CLOCK": "2017-12-13 06:01Z", "OUR.NAME": "A. Example"},
    ]
    assert [found.line for found in entered] == [1, 13]


@pytest.mark.parametrize("number", ["2017-12-13/0", "log/14", "2017-02-31/9999"])
def test_a_sheet_has_a_number(number):
    sheet = sheet_of(first("AI-2"), number)
    assert parse_sheet(sheet_text(sheet)).number == number


@pytest.mark.parametrize(
    "number", ["14", "2017-13-01/1", "log/014", "log/-1", "west/1"]
)
def test_another_number_is_none(number):
    sheet = sheet_of(first("AI-2"), number)
    with pytest.raises(InputError, match="SHEET: wanted a day and a number such as"):
        parse_sheet(sheet_text(sheet))


def test_two_sheets_say_where_they_differ():
    ours = sheet_of(first("GR-4"))
    params = {**ours.params, "pos": {"place": "tower"}, "area": {"place": "south"}}
    theirs = replace(ours, params=params, sender="WEST")
    assert compare_sheets(ours, theirs)[-1] == SheetDifference(
        "area.place", "", "south"
    )
    told = {d.name: (d.first, d.second) for d in compare_sheets(ours, theirs)}
    assert told["pos.place"] == ("outpost", "tower")
    assert told["area.polygon.1.lat_e7"] == ("35.1000000 N", "")
    assert "FROM" not in told
    assert "since_us" not in told


@given(messages(), messages())
def test_sheets_are_alike_only_where_the_messages_sound_alike(one, two):
    first_sheet, second = sheet_of(one), sheet_of(two)
    differences = compare_sheets(first_sheet, second)
    back = compare_sheets(second, first_sheet)
    assert {(d.name, d.first, d.second) for d in differences} == {
        (d.name, d.second, d.first) for d in back
    }
    alike = heard(sheet_text(first_sheet)) == heard(sheet_text(second))
    assert (differences == ()) == alike


@pytest.mark.parametrize(
    ("text", "lang", "told"),
    [
        ("WST0123", "en", "WHISKEY SIERRA TANGO 012 3"),
        ("a10", "en", "ALFA 10"),
        ("RED-7X", "en", "ROMEO ECHO DELTA - 7 X-RAY"),
        ("WST01", "ru", "ВИСКИ СИЕРРА ТАНГО 01"),
        ("4567890", "ru", "456 789 0"),
    ],
)
def test_letters_are_spelled(text, lang, told):
    assert spelled(text, lang) == told


def test_the_daily_call_is_one_card_of_two_sheets():
    opening, closing = first("CH-2"), first("CH-3")
    card = call_card(opening, closing)
    assert parse_sheets(card) == (sheet_of(opening), sheet_of(closing))
    with pytest.raises(InputError, match="wanted one sheet, got 2"):
        parse_sheet(card)
