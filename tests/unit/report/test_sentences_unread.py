"""Sentences parsed one by one, against all of a language at once."""

from importlib.resources import files

import pytest
from fluent.runtime import FluentBundle, FluentResource

from thalweg.sentences import Sentences

BOOKS = [
    *(("thalweg.report", tag, 500) for tag in ("en", "ru", "ar")),
    *(("thalweg.hotline", tag, 50) for tag in ("en", "ru")),
]


@pytest.mark.parametrize(("room", "tag", "fewest"), BOOKS)
def test_each_sentence_is_the_one_of_the_whole_language(room, tag, fewest):
    texts = {
        file.name: file.read_text("utf-8")
        for file in (files(room) / "phrases" / tag).iterdir()
    }
    whole = FluentBundle([tag])
    for text in texts.values():
        whole.add_resource(FluentResource(text))
    keys = set(whole._messages)
    ours = Sentences(tag, texts, isolates=False)
    assert len(keys) > fewest
    assert {key for key in keys if ours.has(key)} == keys
    for key in keys:
        ours._read(key)
        assert ours._bundle.get_message(key).value.equals(whole.get_message(key).value)
    assert set(ours._unread) <= set(whole._terms) | {f"-{t}" for t in whole._terms}


def test_a_sentence_brings_those_it_refers_to():
    texts = {
        "a": "one = so { two } and { $n }\n",
        "b": "two = far { -it }\n-it = off\n",
    }
    say = Sentences("en", texts, isolates=False)
    assert say("one", n="on") == "so far off and on"
    assert not say.has("three")
