"""Who may answer what with what, and when a dialogue is over."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hotline.messages import ASKED_AT, answering, first
from thalweg.hotline.answers import (
    Entry,
    Outcome,
    State,
    answer_faults,
    cancel_faults,
    closes,
    dialogue,
    due_us,
    outcome,
    permitted,
    persons_needed,
    wants_acknowledgement,
)
from thalweg.hotline.elements import ELEMENTS
from thalweg.model.message import EntryRef, Response
from thalweg.times import US_PER_MIN, US_PER_S

SINCE_US = first("CH-1").signed_time_us
ANSWERED = [id for id, e in ELEMENTS.items() if e.response is not Response.NONE]
elements = st.sampled_from(sorted(ELEMENTS))
asked_elements = st.sampled_from(ANSWERED)


def asked(element):
    return Entry(ASKED_AT, first(element))


def reply(question, element, **params):
    until = {"until_us": SINCE_US + 10 * US_PER_MIN} if element == "RS-2" else {}
    return answering(question.message, element, **(params or until))


def entries(question, *answers):
    return [
        Entry(EntryRef("east.example/log", at), reply(question, a))
        for at, a in enumerate(answers)
    ]


@pytest.mark.parametrize(
    ("element", "answers"),
    [
        ("AI-2", {"RS-0", "RS-1", "RS-2"}),
        ("AI-3", {"RS-4", "RS-5", "RS-2"}),
        ("CH-1", {"RS-3", "RS-1", "RS-2"}),
        ("CH-10", {"RS-3"}),
        ("RS-0", set()),
        ("RS-7", set()),
    ],
)
def test_the_answers_of_each_attribute(element, answers):
    own = {"RS-6", "RS-7"} if answers else set()
    assert set(permitted(first(element))) == answers | own


def test_any_message_answers_what_asks_for_any():
    answers = set(permitted(first("GR-2")))
    assert {"NM-3", "GR-1", "CH-10", "RS-2", "AG-3"} <= answers
    assert not answers & {
        "RS-0",
        "RS-1",
        "RS-3",
        "RS-4",
        "RS-5",
        "CH-8",
        "CH-9",
        "RC-2",
    }


@given(elements, elements)
def test_only_a_permitted_answer_is_taken(element, answer):
    question = asked(element)
    faults = answer_faults(question, reply(question, answer))
    assert (faults == ()) == (answer in permitted(question.message))
    assert closes(question.message, reply(question, answer)) == (
        answer in permitted(question.message) and answer not in ("RS-2", "RS-7")
    )


@given(asked_elements, st.data())
def test_only_the_party_asked_answers_and_only_that_entry(element, data):
    question = asked(element)
    answer = reply(question, data.draw(st.sampled_from(permitted(question.message))))
    assert answer_faults(question, answer) == ()
    own = replace(answer, sender=answer.recipient, recipient=answer.sender)
    third = replace(answer, sender="third")
    elsewhere = replace(answer, ref=EntryRef(ASKED_AT.origin, ASKED_AT.index + 1))
    assert "may answer" in answer_faults(question, own)[0]
    assert "may answer" in answer_faults(question, third)[0]
    assert "another entry" in answer_faults(question, elsewhere)[0]
    assert answer_faults(question, replace(answer, ref=None))


def test_a_standby_until_the_past_is_none():
    question = asked("AI-2")
    signed = question.message.signed_time_us + US_PER_S
    late = reply(question, "RS-2", until_us=signed)
    assert answer_faults(question, late) == (
        "RS-2.until_us: 2017-12-13T04:05:08.250Z has passed already",
    )
    assert answer_faults(question, reply(question, "RS-2", until_us=signed + 1)) == ()


def test_an_answer_with_a_fault_of_its_own_is_no_answer():
    question = asked("AI-2")
    assert answer_faults(question, replace(reply(question, "RS-1"), params={})) == (
        "RS-1: missing: reason",
    )


@pytest.mark.parametrize(
    ("element", "minutes"),
    [("GR-4", 1), ("AI-2", 5), ("CH-1", 240), ("AI-6", None), ("RS-0", None)],
)
def test_an_answer_is_due_by_urgency(element, minutes):
    due = due_us(first(element), SINCE_US)
    assert due == (None if minutes is None else SINCE_US + minutes * US_PER_MIN)


def test_a_cancellation_is_due_as_what_it_cancels():
    cancel = first("CH-9")
    assert due_us(cancel, 0, first("CH-1")) == 240 * US_PER_MIN
    assert due_us(cancel, 0) == US_PER_MIN


def test_a_dialogue_from_question_to_denial():
    question = asked("GR-3")
    assert dialogue(question, [], SINCE_US).state is State.OPEN
    assert dialogue(question, [], SINCE_US).due_us == SINCE_US + 5 * US_PER_MIN
    answers = entries(question, "RS-7", "RS-2", "RS-5", "RS-4", "RS-7")
    seen = dialogue(question, answers[:1], SINCE_US)
    assert (seen.state, seen.closed_by) == (State.OPEN, None)
    waits = dialogue(question, answers[:2], SINCE_US)
    assert waits.state is State.STANDBY
    assert waits.due_us == SINCE_US + 10 * US_PER_MIN
    denied = dialogue(question, answers, SINCE_US)
    assert (denied.state, denied.due_us) == (State.CLOSED, None)
    assert denied.closed_by == answers[2].at
    assert denied.refused == (
        (answers[3].at, ("RS-4: the dialogue is closed already",)),
    )


def test_a_response_opens_no_dialogue():
    assert dialogue(asked("RS-0"), [], SINCE_US).state is State.CLOSED


def test_only_its_sender_cancels_a_message():
    sent = asked("HZ-1")
    cancel = replace(first("CH-9"), ref=ASKED_AT)
    assert cancel_faults(sent, cancel) == ()
    at = EntryRef("west.example/log", 9)
    over = dialogue(sent, [Entry(at, cancel), *entries(sent, "RS-0")], SINCE_US)
    assert (over.state, over.closed_by, over.due_us) == (State.CANCELLED, at, None)
    assert over.refused[0][1] == ("RS-0: the dialogue is cancelled already",)
    theirs = replace(cancel, sender="east", recipient="west")
    assert cancel_faults(sent, theirs) == (
        "CH-9: only west may cancel its own message",
    )
    other = replace(cancel, ref=EntryRef("west.example/log", 6))
    assert cancel_faults(sent, other) == ("CH-9.ref: it refers to another entry",)
    assert cancel_faults(sent, replace(cancel, params={})) == ("CH-9: missing: reason",)
    assert "cancels nothing" in cancel_faults(sent, reply(sent, "RS-3"))[0]


@pytest.mark.parametrize("element", ["RS-4", "CH-9", "AG-2", "AG-5", "CH-7", "RC-4"])
def test_what_cannot_be_undone_is_not_cancelled(element):
    cancel = replace(first("CH-9"), ref=ASKED_AT)
    assert cancel_faults(asked(element), cancel) == (
        f"CH-9: {element} cannot be cancelled",
    )


@given(asked_elements, st.lists(elements, max_size=8))
def test_a_dialogue_closes_once_and_refuses_the_rest(element, answers):
    question = asked(element)
    followed = entries(question, *answers)
    allowed = permitted(question.message)
    stand = dialogue(question, followed, SINCE_US)
    closing = [e for e in followed if closes(question.message, e.message)]
    assert stand.closed_by == (closing[0].at if closing else None)
    assert (stand.state is State.CLOSED) == bool(closing)
    over = False
    refused = []
    for entry in followed:
        element = entry.message.element
        if element not in allowed or (over and element != "RS-7"):
            refused.append(entry.at)
        over = over or entry in closing
    assert [at for at, _ in stand.refused] == refused


def test_affirm_agrees_and_negative_disputes_only_what_is_put_so():
    for element in ("AI-4", "CH-3", "RC-4", "SL-2"):
        question = asked(element)
        assert outcome(question.message, reply(question, "RS-4")) is Outcome.AGREED
        assert outcome(question.message, reply(question, "RS-5")) is Outcome.DISPUTED
        assert outcome(question.message, reply(question, "RS-2")) is Outcome.NOTHING
    question = asked("AI-3")
    assert outcome(question.message, reply(question, "RS-4")) is Outcome.NOTHING


@given(elements, st.sets(elements))
def test_two_persons_by_rule_or_agreement_but_never_for_an_urgent_warning(
    element, agreed
):
    needed = persons_needed(first(element), agreed)
    if element in ("RS-6", "RS-7"):
        assert needed == 0
    elif element in ("AG-2", "AG-5", "CH-6", "CH-7", "RC-4"):
        assert needed == 2
    elif ELEMENTS[element].marker == "W":
        assert needed == 1
    else:
        assert needed == (2 if element in agreed else 1)


def test_every_message_but_responses_is_acknowledged():
    for element in ELEMENTS:
        wanted = not element.startswith("RS-")
        assert wants_acknowledgement(first(element)) == wanted
        assert ("RS-7" in permitted(first(element))) == wanted
