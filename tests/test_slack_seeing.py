"""What staff see of a handoff in its thread: who waits, what is said, drafts, and who did what."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from assistant.conversation import Contact, ConversationId, Reason
from assistant.conversations.reception import Arrival
from assistant.slack.blocks import actions
from assistant.slack.planning import PAUSE
from assistant.vocabulary import Outcome
from tests.databases import ON_SQLITE
from tests.houses import BEN, MINUTE
from tests.slack_double import faults
from tests.slack_double.posts import Post
from tests.slack_double.sight import live_marks, visible_text
from tests.slack_houses import SlackHouse, until_so

pytestmark = ON_SQLITE

CONTACT: Final = Contact("pat@example.org", "Pat")


def buttons_of(post: Post) -> set[str]:
    """What may be pressed below a post."""
    rows = [block for block in post.blocks if block["type"] == "actions"]
    return {one["action_id"] for row in rows for one in row["elements"]} - {actions.OPEN_PAGE}


def told_of(house: SlackHouse, root: str, words: str) -> list[str]:
    """The posts of a thread, below its root, that hold some words."""
    return [one for one in house.told(root)[1:] if words in one]


async def complains(house: SlackHouse, words: str) -> ConversationId:
    """A visitor who complains, and whom nobody has claimed."""
    visit = await house.house.visit()
    house.house.study.intent = "complaint"
    await house.visitor_writes(visit, words)
    await house.house.rest()
    house.house.study.intent = ""
    return visit


# --- the root and the transcript ---


async def test_the_root_tells_who_waits_and_what_for(slack_house: SlackHouse) -> None:
    page = "https://example.org/join"
    arrival = Arrival("es", "America/Denver", page_url=page, page_title="Join us")
    conversation, _ = await slack_house.house.reception.open(arrival)
    visit = conversation.id
    await slack_house.visitor_writes(visit, "May a county join?")
    await slack_house.house.rest()
    await slack_house.house.reception.ask_for_staff(visit, "button-0001")
    root = visible_text(await slack_house.root_of(visit))
    here = slack_house.house.clock().astimezone(ZoneInfo("America/Denver"))
    assert root.startswith("Wants a person")
    for words in (
        *(
            "Page: Join us",
            page,
            "Language: Spanish",
            "May a county join?",
            "Nobody has claimed it",
        ),
        f"Local time: {here:%H}:",
    ):
        assert words in root


async def test_the_buttons_of_the_root_follow_the_state(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    post = slack_house.channel.find(root)
    for action, then in (
        (actions.CLAIM, {actions.CLOSE, actions.HAND_BACK}),
        (actions.HAND_BACK, {actions.CLAIM, actions.CLOSE}),
        (actions.CLAIM, {actions.CLOSE, actions.HAND_BACK}),
        (actions.CLOSE, {actions.CLAIM}),
    ):
        await slack_house.press(slack_house.ana, root, action)
        await slack_house.settle()
        assert buttons_of(post) == then
    assert len([one for one in slack_house.posts() if visit in str(one.blocks)]) == 1


async def test_each_turn_is_told_once_with_its_name(slack_house: SlackHouse) -> None:
    _, root = await slack_house.claimed()
    await slack_house.press(slack_house.ana, root, actions.HAND_BACK)
    await slack_house.settle()
    await slack_house.press(slack_house.ben, root, actions.CLAIM)
    await slack_house.settle()
    await slack_house.press(slack_house.ben, root, actions.CLOSE)
    await slack_house.settle()
    assert [one.partition(".")[0] for one in slack_house.told(root)[2:]] == [
        "Ana Ruiz has claimed this",
        "Ana Ruiz has handed this back: the assistant answers again",
        "Ben Okafor has claimed this",
        "Ben Okafor has closed this",
    ]


async def test_a_visitor_who_gave_up_on_staff_is_not_told_as_one_who_asks(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.visitor_writes(visit, "Hello?")
    slack_house.house.clock.ahead += 25 * MINUTE.total_seconds()
    await slack_house.house.clocks.look()
    await slack_house.house.reception.take_back(visit, "back-0001")
    await slack_house.settle()
    assert told_of(slack_house, root, "asked the assistant to answer again")
    assert not told_of(slack_house, root, "asks for a person again")


# --- what is said ---


async def test_while_they_wait_what_the_assistant_answers_stands_in_the_thread(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.visitor_writes(visit, "And a state?")
    await slack_house.house.rest()
    await slack_house.settle()
    (asked, answered) = slack_house.told(root)[2:]
    assert asked.startswith("Visitor · ")
    assert "And a state?" in asked
    assert "Automated assistant" in answered
    assert "Re: And a state?" in answered


async def test_what_staff_write_on_their_page_stands_in_the_thread(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.house.desk.staff_wrote(visit, BEN, "Yes, counties may.", "page-0001")
    await slack_house.settle()
    (told,) = told_of(slack_house, root, "Yes, counties may.")
    assert told.startswith("Ben, staff")


async def test_what_was_typed_in_the_thread_is_not_told_there_again(
    slack_house: SlackHouse,
) -> None:
    _, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Yes, counties may.")
    await slack_house.goes()
    assert told_of(slack_house, root, "Yes, counties may.") == []


async def test_lines_that_wait_for_slack_are_told_in_one_post(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.settle()
    slack_house.slack.faults.every(1, "chat.postMessage", faults.rate_limited(1))
    for number in range(6):
        await slack_house.visitor_writes(visit, f"Line {number}")
    await slack_house.room.keeper.look()
    slack_house.slack.faults.clear()
    slack_house.house.clock.ahead += 30
    await until_so(lambda: bool(told_of(slack_house, root, "Line 5")))
    posts = told_of(slack_house, root, "Line")
    assert len(posts) < 6
    shown = [line for one in posts for line in one.splitlines() if line.startswith("Line")]
    assert shown == [f"Line {number}" for number in range(6)]


# --- drafts ---


async def test_a_draft_comes_when_the_visitor_has_stopped_writing(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.visitor_writes(visit, "And a state?")
    await slack_house.house.rest()
    await slack_house.settle()
    assert told_of(slack_house, root, "Draft, not sent") == []
    slack_house.house.clock.ahead += 5
    await slack_house.settle()
    (draft,) = told_of(slack_house, root, "Draft, not sent")
    assert "Re: And a state?" in draft


async def test_the_next_draft_takes_the_place_of_the_one_before(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    first = await slack_house.drafted(visit, "And a state?")
    second = await slack_house.drafted(visit, "And a city?")
    assert first is second
    (draft,) = told_of(slack_house, root, "Draft, not sent")
    assert "Re: And a city?" in draft


async def test_a_visitor_who_goes_on_writing_has_one_draft_made(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.drafted(visit, "And a state?")
    slack_house.slack.faults.every(1, "chat.update", faults.late(0))
    for question in ("And a city?", "And a village?", "And a county?"):
        await slack_house.visitor_writes(visit, question)
    await slack_house.house.rest()
    await slack_house.settle()
    slack_house.house.clock.ahead += PAUSE.total_seconds()
    await slack_house.settle()
    (draft,) = told_of(slack_house, root, "Draft, not sent")
    assert "Re: And a county?" in draft
    assert slack_house.slack.faults.struck[faults.Kind.LATE] == 1


async def test_a_draft_whose_answer_was_lost_is_the_one_that_the_next_replaces(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.visitor_writes(visit, "And a state?")
    await slack_house.house.rest()
    await slack_house.settle()
    slack_house.slack.faults.script("chat.postMessage", faults.DROP_AFTER)
    slack_house.slack.faults.every(1, "conversations.replies", faults.SERVER_ERROR)
    slack_house.house.clock.ahead += PAUSE.total_seconds()
    await slack_house.settle()
    assert slack_house.slack.faults.struck[faults.Kind.DROP_AFTER] == 1
    await slack_house.visitor_writes(visit, "And a city?")
    await slack_house.house.rest()
    await slack_house.settle()
    slack_house.slack.faults.clear()
    slack_house.house.clock.ahead += PAUSE.total_seconds()
    await slack_house.settle()
    (draft,) = told_of(slack_house, root, "Draft, not sent")
    assert "Re: And a city?" in draft


@pytest.mark.parametrize("outcome", Outcome)
async def test_only_an_answer_is_a_draft(slack_house: SlackHouse, outcome: Outcome) -> None:
    visit, root = await slack_house.claimed()
    slack_house.house.study.outcome = outcome
    await slack_house.visitor_writes(visit, "And a state?")
    await slack_house.house.rest()
    await slack_house.settle()
    slack_house.house.clock.ahead += 5
    await slack_house.settle()
    is_one = outcome in {Outcome.ANSWERED, Outcome.PARTIAL}
    assert bool(told_of(slack_house, root, "Draft, not sent")) is is_one


async def test_a_draft_is_sent_once_and_says_by_whom(slack_house: SlackHouse) -> None:
    visit, _ = await slack_house.claimed()
    draft = await slack_house.drafted(visit, "And a state?")
    for _ in range(2):
        await slack_house.people.presses(slack_house.ana, draft, actions.SEND_DRAFT)
    await slack_house.settle()
    assert await slack_house.words_for(visit) == ["Re: And a state?"]
    assert visible_text(draft) == "Draft, sent by Ana Ruiz"
    assert buttons_of(draft) == set()


async def test_a_draft_that_staff_overtook_is_out_of_date(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    draft = await slack_house.drafted(visit, "And a state?")
    before = Post(draft.channel, draft.ts, draft.user, draft.team, draft.content, draft.thread)
    await slack_house.types(slack_house.ana, root, "States may.")
    await slack_house.goes()
    assert visible_text(draft).startswith("Out of date")
    assert buttons_of(draft) == set()
    await slack_house.people.presses(slack_house.ana, before, actions.SEND_DRAFT)  # as it was
    await slack_house.is_told(slack_house.ana, "The message was answered meanwhile")
    assert await slack_house.words_for(visit) == ["States may."]


async def test_a_draft_is_edited_in_a_form(slack_house: SlackHouse) -> None:
    visit, _ = await slack_house.claimed()
    draft = await slack_house.drafted(visit, "And a state?")
    await slack_house.people.presses(slack_house.ana, draft, actions.EDIT_DRAFT)
    await until_so(lambda: bool(slack_house.slack.views))
    (form,) = slack_house.slack.views
    assert "'initial_value': 'Re: And a state?'" in str(form.body)
    await slack_house.people.submits(form, {actions.DRAFT_TEXT: "A state may."})
    await slack_house.settle()
    assert await slack_house.words_for(visit) == ["A state may."]
    assert visible_text(draft) == "Draft, sent by Ana Ruiz"


async def test_a_form_that_opens_too_late_is_asked_for_again(slack_house: SlackHouse) -> None:
    visit, _ = await slack_house.claimed()
    draft = await slack_house.drafted(visit, "And a state?")
    slack_house.slack.faults.script("views.open", faults.refused("expired_trigger_id"))
    await slack_house.people.presses(slack_house.ana, draft, actions.EDIT_DRAFT)
    await slack_house.is_told(slack_house.ana, "again")
    await slack_house.settle()
    assert slack_house.slack.views == []


# --- the end, and after it ---


async def test_a_visitor_who_comes_back_has_the_same_thread(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.press(slack_house.ana, root, actions.CLOSE)
    await slack_house.settle()
    await slack_house.visitor_writes(visit, "One more thing.")
    await slack_house.house.rest()
    await slack_house.settle()
    assert slack_house.told(root)[-1].startswith("The visitor is back.")
    assert told_of(slack_house, root, "One more thing.") == []
    await slack_house.house.reception.ask_for_staff(visit, "button-0002")
    await slack_house.settle()
    assert len(told_of(slack_house, root, "One more thing.")) == 2  # the words, and the answer
    assert len([one for one in slack_house.posts() if not one.thread]) == 1


# --- reminders ---


async def test_a_handoff_that_nobody_claims_is_reminded_of_in_its_thread(
    slack_house: SlackHouse,
) -> None:
    _, root = await slack_house.handed_over()
    slack_house.house.clock.ahead += 11 * MINUTE.total_seconds()
    for _ in range(2):
        await slack_house.house.clocks.look()
        await slack_house.settle()
    (reminder,) = told_of(slack_house, root, "Nobody has claimed this yet")
    assert reminder.startswith("Nobody has claimed")


async def test_whoever_lets_a_visitor_wait_is_reminded_by_name_and_without_a_mention(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.visitor_writes(visit, "Hello?")
    for words in ("waits for an answer from Ana Ruiz", "OVERDUE"):
        slack_house.house.clock.ahead += 11 * MINUTE.total_seconds()
        await slack_house.house.clocks.look()
        await slack_house.settle()
        assert len(told_of(slack_house, root, words)) == 1
    thread = slack_house.slack.thread(slack_house.channel, root)
    assert [mark for post in thread for mark in live_marks(post)] == []


async def test_each_time_that_a_visitor_waits_is_reminded_of(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    for number in range(2):
        await slack_house.visitor_writes(visit, f"Hello {number}?")
        slack_house.house.clock.ahead += 11 * MINUTE.total_seconds()
        await slack_house.house.clocks.look()
        await slack_house.settle()
        ana = slack_house.staff_of(slack_house.ana)
        await slack_house.house.desk.staff_wrote(visit, ana, "Yes.", f"page-{number}")
    assert len(told_of(slack_house, root, "waits for an answer")) == 2


async def test_of_several_who_wait_a_complaint_comes_first(slack_house: SlackHouse) -> None:
    await slack_house.handed_over()
    complaint = await complains(slack_house, "You have lost our payment!")
    handoffs = await slack_house.house.desk.handoffs()
    assert [one.reason for one in handoffs] == [Reason.COMPLAINT, Reason.PERSON]
    await slack_house.settle()
    slack_house.house.clock.ahead += timedelta(minutes=11).total_seconds()
    await slack_house.house.clocks.look()
    await slack_house.settle()
    seen = [
        visible_text(one)
        for one in slack_house.posts()
        if "Nobody has claimed this yet" in visible_text(one)
    ]
    assert len(seen) == 2
    assert seen[0].startswith("COMPLAINT")
    assert visible_text(await slack_house.root_of(complaint)).startswith("COMPLAINT")


async def test_a_reminder_that_came_too_late_to_be_true_is_not_told(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.settle()
    slack_house.slack.faults.every(1, "chat.postMessage", faults.rate_limited(1))
    slack_house.house.clock.ahead += 11 * MINUTE.total_seconds()
    await slack_house.house.clocks.look()
    await slack_house.room.keeper.look()
    await slack_house.house.desk.claim(visit, BEN)
    slack_house.slack.faults.clear()
    slack_house.house.clock.ahead += 60
    # A refusal that comes only now lets the thread wait once more.
    await until_so(lambda: bool(told_of(slack_house, root, "Ben has claimed this")))
    await slack_house.settle()
    assert told_of(slack_house, root, "Nobody has claimed this yet") == []


# --- ticks ---


async def test_ticks_say_how_far_words_have_come(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "Yes, counties may.")
    post = slack_house.channel.find(ts)
    await slack_house.settle()
    assert post.reactions == {}
    await slack_house.goes()
    assert list(post.reactions) == ["white_check_mark"]
    before = len(slack_house.posts())
    await slack_house.house.reception.events(visit, 0)  # the visitor's page brings it up
    await slack_house.settle()
    assert list(post.reactions) == ["white_check_mark", "eyes"]
    assert len(slack_house.posts()) == before  # posts are for trouble


async def test_words_of_which_only_a_program_looked_are_not_seen(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "Yes, counties may.")
    await slack_house.goes()
    await slack_house.house.reception.events(visit, 0, peek=True)
    await slack_house.settle()
    assert list(slack_house.channel.find(ts).reactions) == ["white_check_mark"]


async def test_words_that_went_by_mail_are_ticked_so(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.house.reception.leave_contact(visit, CONTACT)
    ts = await slack_house.types(slack_house.ana, root, "Yes, counties may.")
    await slack_house.goes()
    slack_house.house.clock.ahead += MINUTE.total_seconds()
    post = slack_house.channel.find(ts)
    await until_so(lambda: list(post.reactions) == ["white_check_mark", "email"])
    (mail,) = [one for one in slack_house.house.mailer.sent if one.to == CONTACT.email]
    assert "Yes, counties may." in mail.text


async def test_a_note_gets_no_tick(slack_house: SlackHouse) -> None:
    _, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "note: odd one")
    await slack_house.goes()
    assert slack_house.channel.find(ts).reactions == {}


async def test_an_address_that_the_visitor_leaves_stands_in_the_thread_and_at_its_root(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    contact = Contact("robin@example.org", "Robin", "Mill Valley")
    await slack_house.house.reception.leave_contact(visit, contact)
    await slack_house.settle()
    assert any("robin@example.org" in one for one in slack_house.told(root)[1:])
    assert "robin@example.org" in slack_house.told(root)[0]


async def test_a_root_tells_why_a_person_was_wanted_also_afterwards(
    slack_house: SlackHouse,
) -> None:
    slack_house.house.study.intent = "complaint"
    visit = await slack_house.house.visit()
    await slack_house.visitor_writes(visit, "This is outrageous.")
    root = (await slack_house.root_of(visit)).ts
    await slack_house.press(slack_house.ana, root, actions.CLOSE)
    await slack_house.settle()
    assert "COMPLAINT" in slack_house.told(root)[0]
