"""A handoff's thread: who waits, who has it, what is said, and the assistant's own page."""

from dataclasses import replace

import pytest

from assistant.conversation import Author, Draft, Reason, Reminder, State
from assistant.slack.blocks import actions
from assistant.slack.blocks.asides import (
    Refusal,
    draw_again,
    draw_files,
    draw_held,
    draw_note,
    draw_refusal,
)
from assistant.slack.blocks.drafts import (
    DraftPlace,
    draft_form,
    draw_draft,
    draw_sent_draft,
    draw_stale_draft,
)
from assistant.slack.blocks.handoffs import draw_root
from assistant.slack.blocks.messages import draw_transcript
from assistant.slack.blocks.threads import (
    Turn,
    draw_edit,
    draw_lines,
    draw_reminder,
    draw_removal,
    draw_reply,
    draw_trouble,
    draw_turn,
)
from assistant.thread import Post
from assistant.vocabulary import Outcome
from tests.sample_answers import DOCUMENTS
from tests.slack_marks import visible
from tests.slack_samples import NOW, SITE, case, conversation, handoff, message

DRAFT = Draft(1, DOCUMENTS.text, DOCUMENTS.to_json(), NOW)


def pressed(post: Post) -> list[str]:
    return [one["action_id"] for one in post.blocks[-1]["elements"]]


@pytest.mark.parametrize(
    ("state", "may", "says"),
    [
        (State.WAITING_FOR_STAFF, [actions.CLAIM, actions.HAND_BACK, actions.CLOSE], "is a note"),
        (State.WITH_STAFF, [actions.HAND_BACK, actions.CLOSE], "Claimed by Ana Ruiz."),
        (State.WITH_ASSISTANT, [actions.CLAIM, actions.CLOSE], "With the assistant again."),
        (State.CLOSED, [actions.CLAIM], "Closed."),
    ],
)
def test_the_root_says_who_has_it_and_offers_what_may_be_done(
    state: State, may: list[str], says: str
) -> None:
    post = draw_root(case("Ana Ruiz", state=state), SITE)
    assert pressed(post) == [*may, actions.OPEN_PAGE]
    assert says in visible(post.blocks[-2])
    opened = post.blocks[-1]["elements"][-1]
    assert opened["url"] == "https://assistant.example/staff/conversations/conversation-1"


def test_without_a_public_address_there_is_no_way_to_the_staff_page() -> None:
    post = draw_root(case("x"), replace(SITE, public_url=""))
    assert actions.OPEN_PAGE not in pressed(post)


@pytest.mark.parametrize(
    ("reason", "heading"),
    [
        (Reason.COMPLAINT, "COMPLAINT"),
        (Reason.DISTRESS, "SOMEBODY IN DISTRESS"),
        (Reason.PAYMENT, "Payment"),
    ],
)
def test_the_reason_stands_first_and_in_the_notification(reason: Reason, heading: str) -> None:
    post = draw_root(case("We paid twice", reason), SITE)
    assert (post.blocks[0]["type"], visible(post.blocks[0])) == ("header", heading)
    assert post.text == f"{heading}: We paid twice"


def test_the_root_tells_all_that_is_known_of_the_visitor() -> None:
    seen = visible(draw_root(case("Lviv"), SITE))
    for one in (
        *(
            "Local time: 09:30, America/Denver",
            "Place: Lviv",
            "Page: Lviv · Lviv",
            "Language: English",
        ),
        *("Asked first: Lviv", "Why it was not answered: Lviv", "Searched", "Dues told"),
        *("Earlier ones like it", "Open the thread", "Contact: visitor@towns.example · Lviv"),
    ):
        assert one in seen


def test_what_is_not_known_is_left_out() -> None:
    sheet = case("", earlier=(), searched=(), clock=None)
    seen = visible(draw_root(replace(sheet, file=replace(sheet.file, contact=None)), SITE))
    for one in ("Local time", "Place", "Contact", "Searched", "Earlier", "Page", "calls"):
        assert one not in seen


def test_a_transcript_gives_each_line_with_its_author_and_time() -> None:
    said = [
        message("May we pay later?"),
        message("Not here.", Author.ASSISTANT, 2, answer=DOCUMENTS.to_json()),
        message("Yes.", Author.STAFF, 3, name="Ana", mailed=True, edited=True),
        message("Ana has joined.", Author.HOUSE, 4),
        message("", seq=5, removed=True),
    ]
    (post,) = draw_transcript(said, SITE)
    assert [visible(one) for one in post.blocks] == [
        "Conversation so far",
        "Visitor · May we pay later?",
        "Automated assistant · ",
        "Not here.",
        "Ana, staff ·  · edited · sent by e-mailYes.",
        "Notice · Ana has joined.",
        "Visitor · Taken back.",
    ]
    assert str(post.blocks).count("'type': 'date'") == len(said)
    assert draw_transcript([], SITE) == ()


def test_lines_that_wait_together_are_one_post() -> None:
    (post,) = draw_lines([message("One"), message("Two", seq=2)], SITE)
    assert [visible(one) for one in post.blocks] == ["Visitor · One", "Visitor · Two"]
    assert post.text == "Visitor: Two"
    assert draw_lines([], SITE) == ()


def test_a_reply_of_the_assistant_comes_with_its_sources() -> None:
    said = message(DOCUMENTS.text, Author.ASSISTANT, 2, answer=DOCUMENTS.to_json())
    seen = visible(draw_reply(said, SITE))
    assert seen.startswith("Automated assistant")
    assert "[2] Bylaws" in seen
    assert visible(draw_reply(message("x", Author.HOUSE), SITE)).startswith("Notice · x")


def test_each_turn_says_who_did_what() -> None:
    told = {turn: visible(draw_turn(turn, "Ana", SITE)) for turn in Turn}
    assert told[Turn.CLAIMED].startswith("Ana has claimed this.")
    assert "goes to the visitor now" in told[Turn.CLAIMED]
    assert told[Turn.CLOSED].startswith("Ana has closed this.")
    assert told[Turn.HANDED_BACK].startswith("Ana has handed this back")
    assert told[Turn.RETURNED].startswith("The visitor is back.")


def test_trouble_says_what_was_not_delivered_and_why() -> None:
    post = draw_trouble("the visitor has erased the conversation", "Yes, by May.", SITE)
    said = "Not delivered: the visitor has erased the conversation"
    assert (post.text, visible(post)) == (said, f"{said}Yes, by May.")
    assert visible(draw_trouble("x", "", SITE)) == "Not delivered: x"


def test_a_change_by_the_visitor_is_told() -> None:
    assert visible(draw_edit(message("New", edited=True), SITE)).endswith("It now says: New")
    gone = message("", removed=True)
    assert visible(draw_removal(gone, "Old", SITE)).endswith("It said: Old")
    assert len(draw_removal(gone, "", SITE).blocks[0]["elements"]) == 1


def test_a_draft_can_be_sent_or_edited_until_it_was_sent_or_is_late() -> None:
    post = draw_draft(DRAFT, SITE, id="draft-1")
    assert pressed(post) == [actions.SEND_DRAFT, actions.EDIT_DRAFT]
    assert visible(post).startswith("Draft, not sentAutomated assistantA city pays 100 USD")
    assert "[2] Bylaws" in visible(post)
    sent, late = draw_sent_draft("Ana", SITE), draw_stale_draft(DRAFT, SITE)
    assert visible(sent) == "Draft, sent by Ana"
    assert visible(late).startswith("Out of date")
    assert "button" not in str(sent.blocks) + str(late.blocks)


def test_a_draft_too_long_for_a_form_can_only_be_sent_as_it_is() -> None:
    long = replace(DRAFT, text="word " * 800)
    assert pressed(draw_draft(long, SITE, id="draft-1")) == [actions.SEND_DRAFT]


def test_the_form_of_a_draft_is_filled_and_knows_its_place() -> None:
    place = DraftPlace("conversation-1", 1, "C1", "1727.1")
    form = draft_form(DRAFT, place, SITE)
    (text,) = form["blocks"]
    assert text["element"]["initial_value"] == DOCUMENTS.text
    assert (form["callback_id"], text["block_id"]) == (actions.DRAFT_FORM, actions.DRAFT_TEXT)
    assert DraftPlace.read(form["private_metadata"]) == place


def test_asides_say_what_becomes_of_what_was_typed() -> None:
    note, held = draw_note("words-1", SITE), draw_held("words-1", 5, SITE)
    assert (note.text, pressed(note)) == ("Only staff see this.", [actions.SEND_NOTE])
    assert held.text == "Goes to the visitor in 5 seconds."
    assert pressed(held) == [actions.CANCEL, actions.KEEP_AS_NOTE]
    assert draw_held("words-1", 1, SITE).text == "Goes to the visitor in 1 second."
    assert "plan.pdf, map.png" in visible(draw_files(["plan.pdf", "map.png"], SITE))
    assert draw_again(SITE).text.startswith("That could not be read.")


def test_each_refusal_has_a_reason_of_its_own() -> None:
    told = {draw_refusal(one, SITE, "Ana").text for one in Refusal}
    assert len(told) == len(Refusal)
    assert draw_refusal(Refusal.CLAIMED, SITE, "Ana").text.startswith("Ana has this conversation.")


def test_every_outcome_and_every_reason_has_its_words() -> None:
    assert SITE.words.outcomes.keys() == set(Outcome)
    assert SITE.words.reasons.keys() == set(Reason)


def test_a_turn_of_which_it_is_not_known_who_did_it_says_so() -> None:
    assert visible(draw_turn(Turn.CLOSED, "", SITE)).startswith("Somebody of the staff has closed")


@pytest.mark.parametrize("reminder", Reminder)
def test_a_reminder_of_a_complaint_is_unmistakable(reminder: Reminder) -> None:
    held = conversation(state=State.WITH_STAFF)
    waits = handoff("x", Reason.COMPLAINT, held, claimed_by="Ana")
    urgent = draw_reminder(reminder, waits, SITE)
    assert urgent.text.startswith("COMPLAINT: ")
    assert (urgent.blocks[0]["type"], visible(urgent.blocks[0])) == ("header", "COMPLAINT")
    other = draw_reminder(reminder, replace(waits, reason=Reason.PERSON), SITE)
    assert f"COMPLAINT: {other.text}" == urgent.text
    assert ("Ana" in other.text) == (reminder is not Reminder.UNCLAIMED)


def test_who_is_overdue_alone_is_told_to_hand_back() -> None:
    held = conversation(state=State.WITH_STAFF)
    waits = handoff("x", Reason.PERSON, held, claimed_by="Ana")
    assert "nobody else can while Ana has it" in draw_reminder(Reminder.OVERDUE, waits, SITE).text
