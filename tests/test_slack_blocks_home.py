"""The assistant's own page in Slack, and what staff say is wrong."""

from dataclasses import replace
from datetime import timedelta

from assistant.conversation import Correction, Mistake, Reason, Reminder, Switched, Today
from assistant.slack.blocks import actions
from assistant.slack.blocks.corrections import correction_form
from assistant.slack.blocks.homes import HomePage, ListedHandoff, draw_home
from tests.slack_marks import visible
from tests.slack_samples import NOW, SITE, THREAD, conversation, handoff


def test_the_form_for_what_is_wrong_shows_what_it_is_about() -> None:
    form = correction_form("Who pays?", "Nobody.", "answer-1", SITE)
    about, right, stands = form["blocks"]
    assert visible(about) == "AskedWho pays?ToldNobody."
    assert (right["block_id"], right["optional"]) == (actions.RIGHT, False)
    assert (stands["block_id"], stands["optional"]) == (actions.STANDS, True)
    assert form["private_metadata"] == "answer-1"


def test_the_page_puts_complaints_first_then_what_is_late() -> None:
    late = frozenset({Reminder.OVERDUE})
    asked = {
        "later": handoff("later", Reason.PERSON, conversation()),
        "late": handoff("late", Reason.PERSON, conversation(), reminders=late),
        "angry": handoff("angry", Reason.COMPLAINT, conversation()),
        "claimed": handoff("claimed", Reason.DISTRESS, conversation(), claimed_by="Ana"),
    }
    listed = tuple(ListedHandoff(one, THREAD) for one in asked.values())
    blocks = draw_home(HomePage(listed, (), Today(9, 7, 1, 2)), SITE)["blocks"]
    seen = [visible(one) for one in blocks]
    assert seen[0] == "Waiting for a person"
    assert [one.split("thread")[-1] for one in seen[1:4]] == ["angry", "late", "later"]
    assert seen[2].startswith("OVERDUE · Wants a person · ")
    assert seen[4] == "With staff"
    assert "SOMEBODY IN DISTRESS · Ana" in seen[5]
    assert str(blocks).count(THREAD) == len(asked)


def test_the_page_says_what_today_brought_and_what_is_open() -> None:
    correction = Correction(
        1, "Ana", NOW, Mistake("Who pays?", "Counties do.", "Cities do.", "bylaws.md")
    )
    page = HomePage((), (correction,), Today(9, 7, 1, 2))
    blocks = draw_home(page, SITE)["blocks"]
    seen = "".join(visible(one) for one in blocks)
    assert "Nobody waits for a person." in seen
    assert "Questions: 9Answered: 7Handed over: 1Quotes: 2" in seen
    assert "Reported by Ana · Who pays?Right: Cities do.Stands in: bylaws.md" in seen
    (close,) = blocks[-1]["elements"]
    assert (close["action_id"], close["value"]) == (actions.CLOSE_CORRECTION, "1")


def test_a_pause_and_an_absence_stand_above_everything() -> None:
    page = HomePage((), (), Today(0, 0, 0, 0), Switched("Ana", NOW), NOW + timedelta(days=1))
    paused, away, *_ = draw_home(page, SITE)["blocks"]
    assert "paused by Ana" in visible(paused)
    assert visible(away).startswith("Staff are away until:")
    assert away["elements"][0]["elements"][-1]["timestamp"] == int(NOW.timestamp()) + 86_400


def test_many_handoffs_leave_room_for_what_stands_below() -> None:
    listed = (ListedHandoff(handoff("x", Reason.PERSON, conversation())),) * 90
    seen = [
        visible(one) for one in draw_home(HomePage(listed, (), Today(0, 0, 0, 0)), SITE)["blocks"]
    ]
    assert any("more on the staff page" in one for one in seen)
    assert "Open corrections" in seen


def test_who_was_answered_is_late_no_more() -> None:
    late = frozenset({Reminder.UNCLAIMED})
    one = handoff("x", Reason.PERSON, conversation(), claimed_by="Ana", reminders=late)
    assert not ListedHandoff(one).is_late
    assert ListedHandoff(replace(one, waits_since=NOW)).is_late
    assert ListedHandoff(replace(one, claimed_by="")).is_late
