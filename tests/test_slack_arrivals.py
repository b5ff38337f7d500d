"""What Slack delivers is read into what is to be done, in which order, and what is the same."""

from typing import Any

import pytest

from assistant.slack.arrivals import read_arrival
from assistant.thread import Arrival, ArrivalKind
from tests.slack_envelopes import (
    APP,
    BOT,
    CHANNEL,
    DIRECT,
    LATER,
    ROOT,
    TEAM,
    TS,
    changed,
    command,
    envelope,
    form,
    press,
    removed,
    said,
)

ASKED = f"<@{BOT}> how do we join?"
TOP: dict[str, Any] = {"thread_ts": ""}


def read(body: dict[str, Any]) -> Arrival:
    arrival = read_arrival(body)
    assert arrival is not None
    return arrival


# ---- Messages


def test_a_reply_in_a_thread_is_a_message_in_the_lane_of_its_thread() -> None:
    event = said()
    assert read(envelope(event)) == Arrival(
        key="event:Ev1",
        kind=ArrivalKind.MESSAGE,
        lane=f"{CHANNEL}:{ROOT}",
        payload=event,
        message=f"{TEAM}:{CHANNEL}:{TS}",
    )


def test_one_message_under_two_event_ids_has_two_keys_and_is_one_message() -> None:
    one, other = read(envelope(said())), read(envelope(said(), event_id="Ev2"))
    assert one.key != other.key
    assert one.message == other.message


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share", "me_message"])
def test_a_reply_that_is_broadcast_or_brings_a_file_is_a_message_like_any_other(
    subtype: str,
) -> None:
    arrival = read(envelope(said(subtype=subtype, files=[{"id": "F1"}])))
    assert (arrival.kind, arrival.lane) == (ArrivalKind.MESSAGE, f"{CHANNEL}:{ROOT}")
    assert arrival.payload["files"] == [{"id": "F1"}]


def test_a_direct_message_begins_a_thread_of_its_own() -> None:
    arrival = read(envelope(said(channel=DIRECT, **TOP)))
    assert (arrival.kind, arrival.lane) == (ArrivalKind.MESSAGE, f"{DIRECT}:{TS}")


def test_what_staff_say_among_themselves_in_a_channel_is_not_kept() -> None:
    assert read_arrival(envelope(said("Lunch?", **TOP))) is None
    assert read_arrival(envelope(changed(said("Dinner?", **TOP), said("Lunch?", **TOP)))) is None
    assert read_arrival(envelope(removed(said("Lunch?", **TOP)))) is None


@pytest.mark.parametrize(
    "own",
    [
        {"bot_id": "B1"},
        {"bot_id": "B9", "app_id": "A9"},
        {"app_id": APP},
        {"subtype": "bot_message"},
        {"user": BOT},
        {"metadata": {"event_type": "outbox", "event_payload": {"id": "1"}}},
    ],
)
def test_what_an_app_wrote_is_not_kept_nor_is_its_edit(own: dict[str, Any]) -> None:
    assert read_arrival(envelope(said(**own))) is None
    assert read_arrival(envelope(said(channel=DIRECT, **own))) is None
    assert read_arrival(envelope(changed(said("Other words.", **own), said(**own)))) is None


@pytest.mark.parametrize(
    "subtype",
    ["message_replied", "channel_join", "channel_leave", "channel_topic", "channel_archive", "new"],
)
def test_what_slack_tells_about_a_channel_is_no_message(subtype: str) -> None:
    assert read_arrival(envelope(said(subtype=subtype))) is None


# ---- Mentions


@pytest.mark.parametrize("place", [TOP, {"thread_ts": ROOT}])
def test_both_events_of_a_mention_are_one_mention(place: dict[str, Any]) -> None:
    plain = read(envelope(said(ASKED, **place)))
    mention = read(envelope(said(ASKED, type="app_mention", **place), event_id="Ev2"))
    assert plain.kind is mention.kind is ArrivalKind.MENTION
    assert plain.message == mention.message
    assert plain.lane == mention.lane == f"{CHANNEL}:{place['thread_ts'] or TS}"


def test_a_mention_is_one_though_the_envelope_does_not_tell_who_we_are() -> None:
    event = said(ASKED, type="app_mention", **TOP)
    assert read(envelope(event, authorizations=[])).kind is ArrivalKind.MENTION
    assert read_arrival(envelope(said(ASKED, **TOP), authorizations=[])) is None


def test_whose_name_only_begins_like_ours_is_not_us() -> None:
    assert read(envelope(said(f"<@{BOT}2> please look"))).kind is ArrivalKind.MESSAGE
    assert read(envelope(said(f"<@{BOT}|assistant> look"))).kind is ArrivalKind.MENTION


def test_a_direct_message_that_names_us_is_a_message() -> None:
    assert read(envelope(said(ASKED, channel=DIRECT, **TOP))).kind is ArrivalKind.MESSAGE


# ---- Edits and removals


def test_an_edit_goes_into_the_lane_of_its_message_and_brings_no_message() -> None:
    event = changed(said("No, by 30 June."), said())
    arrival = read(envelope(event))
    assert (arrival.kind, arrival.lane) == (ArrivalKind.EDIT, f"{CHANNEL}:{ROOT}")
    assert (arrival.key, arrival.message) == ("event:Ev1", "")
    assert arrival.payload == event


def test_an_edit_is_kept_where_what_stood_before_is_not_told() -> None:
    assert read(envelope(changed(said()))).kind is ArrivalKind.EDIT


@pytest.mark.parametrize(
    "shown", [{"attachments": [{"title": "a preview"}]}, {"reply_count": 2}, {"thread_ts": ""}]
)
def test_an_edit_that_changes_no_word_is_none(shown: dict[str, Any]) -> None:
    """A link gets its preview; a thread a reply; replies come again when their root is deleted."""
    assert read_arrival(envelope(changed(said(**shown), said()))) is None


def test_an_edit_that_takes_a_file_away_is_one() -> None:
    event = changed(said(files=[]), said(files=[{"id": "F1"}]))
    assert read(envelope(event)).kind is ArrivalKind.EDIT


def test_an_orphaned_reply_is_edited_in_the_lane_that_it_had() -> None:
    event = changed(said("No.", thread_ts=""), said())
    assert read(envelope(event)).lane == f"{CHANNEL}:{ROOT}"


def test_a_removal_goes_into_the_lane_of_its_message() -> None:
    arrival = read(envelope(removed(said())))
    assert (arrival.kind, arrival.lane) == (ArrivalKind.REMOVAL, f"{CHANNEL}:{ROOT}")
    assert (arrival.payload["deleted_ts"], arrival.message) == (TS, "")


def test_the_tombstone_of_a_root_is_a_removal_of_it() -> None:
    root = said("A visitor waits.", ts=ROOT, bot_id="B1")
    tombstone = said("This message was deleted.", ts=ROOT, user="USLACKBOT", subtype="tombstone")
    arrival = read(envelope(changed(tombstone, root)))
    assert (arrival.kind, arrival.lane) == (ArrivalKind.REMOVAL, f"{CHANNEL}:{ROOT}")
    assert arrival.payload["deleted_ts"] == ROOT


def test_a_root_of_ours_without_replies_may_be_removed() -> None:
    root = said("A visitor waits.", ts=ROOT, bot_id="B1", **TOP)
    arrival = read(envelope(removed(root)))
    assert (arrival.kind, arrival.lane) == (ArrivalKind.REMOVAL, f"{CHANNEL}:{ROOT}")


# ---- People


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"type": "app_home_opened", "tab": "home"}, ArrivalKind.HOME),
        ({"type": "app_home_opened", "tab": "messages"}, ArrivalKind.HOME),
        ({"type": "member_joined_channel", "channel": CHANNEL}, ArrivalKind.MEMBERS),
        ({"type": "member_left_channel", "channel": CHANNEL}, ArrivalKind.MEMBERS),
    ],
)
def test_who_comes_and_goes_has_a_lane_of_their_own(
    event: dict[str, Any], kind: ArrivalKind
) -> None:
    event = {**event, "user": "U1"}
    assert read(envelope(event)) == Arrival("event:Ev1", kind, "user:U1", event)


# ---- Buttons, modals, commands


def test_a_press_in_a_thread_is_told_from_any_other_press() -> None:
    body = press()
    arrival = read(body)
    assert (arrival.kind, arrival.payload) == (ArrivalKind.PRESS, body)
    assert arrival.key == f"press:U1:claim:{CHANNEL}:{TS}:{LATER}"
    assert (arrival.lane, arrival.message) == (f"{CHANNEL}:{ROOT}", "")
    others = [
        press(user={"id": "U2"}),
        press(actions=[{"action_id": "close", "action_ts": LATER}]),
        press(actions=[{"action_id": "claim", "action_ts": TS}]),
        press(container={"message_ts": ROOT, "channel_id": CHANNEL}),
        press(container={"message_ts": TS, "channel_id": "C2"}),
    ]
    assert len({arrival.key, *(read(other).key for other in others)}) == len(others) + 1


def test_a_press_on_the_root_of_a_thread_is_in_its_lane() -> None:
    held = {"type": "message", "message_ts": ROOT, "channel_id": CHANNEL}
    assert read(press(container=held)).lane == f"{CHANNEL}:{ROOT}"


def test_a_press_on_what_only_one_sees_is_in_its_thread_or_in_their_own_lane() -> None:
    held = {"message_ts": TS, "channel_id": CHANNEL, "is_ephemeral": True}
    assert read(press(container=held)).lane == "user:U1"
    assert read(press(container={**held, "thread_ts": ROOT})).lane == f"{CHANNEL}:{ROOT}"


def test_a_press_on_the_home_page_is_in_the_lane_of_who_pressed() -> None:
    body = press(container={"type": "view", "view_id": "V1"}, channel=None, view={"id": "V1"})
    arrival = read(body)
    assert (arrival.key, arrival.lane) == (f"press:U1:claim:V1:{LATER}", "user:U1")


def test_a_modal_is_sent_in_once() -> None:
    body = form()
    arrival = read(body)
    assert arrival == Arrival("form:U1:wrong:V1", ArrivalKind.FORM, "user:U1", body)


def test_a_command_is_told_from_the_same_command_given_again() -> None:
    body = command()
    arrival = read(body)
    key = "command:U1:/membership:13.14.ab"
    assert arrival == Arrival(key, ArrivalKind.COMMAND, "user:U1", body)
    assert read(command(trigger_id="13.15.ab")).key != key


# ---- What cannot be read


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "app_rate_limited", "team_id": TEAM},
        {"type": "view_closed", "view": {"id": "V1"}},
        {"type": "shortcut", "user": {"id": "U1"}},
        envelope(said(), event_id=None),
        envelope(said(), team_id=None, authorizations=None),
        envelope(said(ts=1727)),
        envelope(said(user={"id": "U1"})),
        envelope(said(channel=None)),
        envelope(said(ts="1727\u0000")),
        envelope(said(ts="\ud800")),
        envelope(said(ts="1" * 300)),
        envelope({}),
        envelope({"type": "reaction_added", "user": "U1"}),
        envelope({"type": "app_home_opened"}),
        envelope(changed(said(ts=None))),
        envelope({**removed(said()), "deleted_ts": None}),
        press(actions=[]),
        press(actions="claim"),
        press(actions=[None]),
        press(user=None),
        press(container=None, channel=None),
        form(view=None),
        command(user_id=""),
    ],
)
def test_what_nobody_can_act_on_is_left_out(body: dict[str, Any]) -> None:
    assert read_arrival(body) is None
