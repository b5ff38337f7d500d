"""The double of Slack answers the real SDK as Slack would."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack_double import Channel, ChannelKind, Person, Slack
from tests.slack_double.fields import Fields
from tests.slack_double.posts import Content
from tests.slack_scenes import client_of, error_of, post_in, texts_in


async def test_the_token_is_told_who_it_is(slack_client: AsyncWebClient, slack: Slack) -> None:
    told = await slack_client.auth_test()
    assert told["user_id"] == slack.workspace.bot.id
    assert [told[name] for name in ("bot_id", "team_id", "app_id")] == [
        "B0DOUBLE",
        "T0DOUBLE",
        "A0DOUBLE",
    ]


@pytest.mark.parametrize(
    ("token", "said", "error"),
    [
        ("", "", "not_authed"),
        ("xoxb-another", "", "invalid_auth"),
        (Slack.app_token, "", "not_allowed_token_type"),
        (Slack.token, "token_revoked", "token_revoked"),
        (Slack.token, "account_inactive", "account_inactive"),
    ],
)
async def test_a_token_is_refused(slack: Slack, token: str, said: str, error: str) -> None:
    slack.refuse_token(said)
    with pytest.raises(SlackApiError) as caught:
        await client_of(slack, token).auth_test()
    assert error_of(caught) == error
    slack.accept_token()
    assert (await client_of(slack).auth_test())["ok"]


async def test_an_unknown_method_is_refused(slack_client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await slack_client.api_call("chat.shout")
    assert error_of(caught) == "unknown_method"


async def test_people_are_told_apart(
    slack_client: AsyncWebClient, slack: Slack, ana: Person
) -> None:
    guest = slack.workspace.invite_guest("Guy Guest", of_one_channel=True)
    stranger = slack.workspace.meet_stranger("Sue Stranger")
    gone = slack.workspace.hire("Gil Gone")
    slack.workspace.dismiss(gone)
    told = [
        (await slack_client.users_info(user=person.id))["user"]
        for person in (ana, guest, stranger, gone, slack.workspace.bot)
    ]
    assert [user["is_ultra_restricted"] for user in told] == [False, True, False, False, False]
    assert [user["is_stranger"] for user in told] == [False, False, True, False, False]
    assert [user["deleted"] for user in told] == [False, False, False, True, False]
    assert [user["is_bot"] for user in told] == [False, False, False, False, True]
    assert told[2]["team_id"] != told[0]["team_id"]
    assert told[0]["profile"]["real_name"] == "Ana Ruiz"


async def test_a_reply_stands_below_its_root(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    root = await post_in(slack_client, staff)
    other = await post_in(slack_client, staff, "another root")
    reply = await slack_client.chat_postMessage(channel=staff.id, text="reply", thread_ts=root)
    assert root < other < reply["ts"]
    assert [post.text for post in slack.thread(staff, root)] == ["root", "reply"]
    told = (await slack_client.conversations_replies(channel=staff.id, ts=root))["messages"]
    assert [message["ts"] for message in told] == [root, reply["ts"]]
    assert (told[0]["reply_count"], told[1]["thread_ts"]) == (1, root)
    history = (await slack_client.conversations_history(channel=staff.id))["messages"]
    assert [message["text"] for message in history] == ["another root", "root"]


async def test_a_reply_is_no_root(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    root = await post_in(slack_client, staff)
    reply = await slack_client.chat_postMessage(channel=staff.id, text="reply", thread_ts=root)
    for no_root in (reply["ts"], "1.000001"):
        with pytest.raises(SlackApiError) as caught:
            await slack_client.chat_postMessage(channel=staff.id, text="lost", thread_ts=no_root)
        assert error_of(caught) == "thread_not_found"
    assert texts_in(slack, staff) == ["root", "reply"]


async def test_a_removed_root_stands_as_a_tombstone_while_it_has_replies(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    root, alone = await post_in(slack_client, staff), await post_in(slack_client, staff, "alone")
    await slack_client.chat_postMessage(channel=staff.id, text="reply", thread_ts=root)
    for ts in (root, alone):
        await slack_client.chat_delete(channel=staff.id, ts=ts)
    assert [post.subtype for post in slack.posts(staff)] == ["tombstone", ""]
    with pytest.raises(SlackApiError) as caught:
        await slack_client.chat_update(channel=staff.id, ts=root, text="risen")
    assert error_of(caught) == "message_not_found"


async def test_metadata_is_told_to_who_asks(slack_client: AsyncWebClient, staff: Channel) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"id": "1"}}
    await slack_client.chat_postMessage(channel=staff.id, text="kept", metadata=metadata)
    plain = await slack_client.conversations_history(channel=staff.id)
    full = await slack_client.conversations_history(channel=staff.id, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_an_edit_keeps_the_ts_and_what_it_does_not_name(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"id": "1"}}
    sent = await slack_client.chat_postMessage(
        channel=staff.id, text="old", blocks=[{"type": "divider"}], metadata=metadata
    )
    await slack_client.chat_update(channel=staff.id, ts=sent["ts"], text="new")
    (post,) = slack.posts(staff)
    assert (post.text, post.ts, post.metadata) == ("new", sent["ts"], metadata)
    assert post.edited_ts > post.ts
    assert [block["type"] for block in post.blocks] == ["divider"]
    await slack_client.chat_update(
        channel=staff.id, ts=sent["ts"], text="newer", blocks=[], metadata={}
    )
    assert (post.blocks, post.metadata) == ([], None)


async def test_only_own_messages_are_changed_and_removed(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel, ana: Person
) -> None:
    ts = slack.workspace.write(staff, ana, Content("mine")).ts
    with pytest.raises(SlackApiError) as caught:
        await slack_client.chat_delete(channel=staff.id, ts=ts)
    assert error_of(caught) == "cant_delete_message"
    with pytest.raises(SlackApiError) as caught:
        await slack_client.chat_update(channel=staff.id, ts=ts, text="theirs")
    assert error_of(caught) == "cant_update_message"
    assert texts_in(slack, staff) == ["mine"]


async def test_a_channel_may_be_unknown_archived_or_closed_to_the_app(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    without = slack.workspace.found("without", with_bot=False)
    hidden = slack.workspace.found("hidden", kind=ChannelKind.PRIVATE, with_bot=False)
    staff.is_archived = True
    errors = {
        "C0": "channel_not_found",
        hidden.id: "channel_not_found",
        without.id: "not_in_channel",
        staff.id: "is_archived",
    }
    for channel, error in errors.items():
        with pytest.raises(SlackApiError) as caught:
            await slack_client.chat_postMessage(channel=channel, text="lost")
        assert error_of(caught) == error
    assert (await slack_client.conversations_info(channel=staff.id))["channel"]["is_archived"]


async def test_history_threads_and_members_come_in_pages(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    root = await post_in(slack_client, staff)
    for number in range(5):
        await slack_client.chat_postMessage(channel=staff.id, text=str(number), thread_ts=root)
        await post_in(slack_client, staff, f"root {number}")
    pages = await slack_client.conversations_replies(channel=staff.id, ts=root, limit=4)
    thread = [[m["text"] for m in page["messages"]] async for page in pages]
    assert thread == [["root", "0", "1", "2"], ["3", "4"]]
    pages = await slack_client.conversations_history(channel=staff.id, limit=4)
    history = [len(page["messages"]) async for page in pages]
    assert history == [4, 2]
    staff.members += [slack.workspace.hire(f"Member {number}").id for number in range(3)]
    pages = await slack_client.conversations_members(channel=staff.id, limit=2)
    members = [page["members"] async for page in pages]
    assert [len(page) for page in members] == [2, 2, 1]
    assert [id for page in members for id in page] == staff.members


async def test_history_begins_and_ends_where_it_is_told(
    slack_client: AsyncWebClient, staff: Channel
) -> None:
    stamps = [await post_in(slack_client, staff, str(number)) for number in range(4)]

    async def between(*, inclusive: bool) -> str:
        told = await slack_client.conversations_history(
            channel=staff.id, oldest=stamps[0], latest=stamps[2], inclusive=inclusive
        )
        return "".join(message["text"] for message in told["messages"])

    assert [await between(inclusive=False), await between(inclusive=True)] == ["1", "210"]
    replies = await slack_client.conversations_replies(
        channel=staff.id, ts=stamps[0], oldest=stamps[1]
    )
    assert [message["text"] for message in replies["messages"]] == ["0"]


async def test_reactions_are_kept_by_person(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    ts = await post_in(slack_client, staff)
    await slack_client.reactions_add(channel=staff.id, timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError) as caught:
        await slack_client.reactions_add(channel=staff.id, timestamp=ts, name="eyes")
    assert error_of(caught) == "already_reacted"
    assert slack.posts(staff)[0].reactions == {"eyes": [slack.workspace.bot.id]}
    await slack_client.reactions_remove(channel=staff.id, timestamp=ts, name="eyes")
    assert slack.posts(staff)[0].reactions == {}
    with pytest.raises(SlackApiError) as caught:
        await slack_client.reactions_remove(channel=staff.id, timestamp=ts, name="eyes")
    assert error_of(caught) == "no_reaction"


async def test_an_ephemeral_is_seen_by_one_person_and_stands_in_no_history(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel, ana: Person
) -> None:
    await slack_client.chat_postEphemeral(channel=staff.id, user=ana.id, text="for you")
    assert [(post.shown_to, post.text) for post in slack.ephemerals] == [(ana.id, "for you")]
    assert (await slack_client.conversations_history(channel=staff.id))["messages"] == []
    with pytest.raises(SlackApiError) as caught:
        await slack_client.chat_postEphemeral(channel=staff.id, user="U0", text="for nobody")
    assert error_of(caught) == "user_not_in_channel"


async def test_what_an_agent_shows_is_kept(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    ts = await post_in(slack_client, staff)
    await slack_client.assistant_threads_setStatus(
        channel_id=staff.id, thread_ts=ts, status="reads"
    )
    prompts = [{"title": "Dues", "message": "What are the dues?"}]
    await slack_client.assistant_threads_setSuggestedPrompts(channel_id=staff.id, prompts=prompts)
    assert [(status.thread, status.text) for status in slack.statuses] == [(ts, "reads")]
    assert slack.prompts == {staff.id: prompts}


async def test_a_response_url_that_was_never_given_is_refused(slack: Slack) -> None:
    url = slack.api_url.replace("/api/", "/hooks/none")
    said = await AsyncWebhookClient(url, retry_handlers=[]).send(text="lost")
    assert (said.status_code, "expired_url" in said.body) == (404, True)


async def test_a_person_is_written_to_in_the_direct_conversation(
    slack_client: AsyncWebClient, slack: Slack, ana: Person
) -> None:
    opened = await slack_client.conversations_open(users=ana.id)
    sent = await slack_client.chat_postMessage(channel=ana.id, text="to you")
    assert opened["channel"]["id"] == sent["channel"]
    assert texts_in(slack, slack.workspace.direct(ana)) == ["to you"]
    assert (await slack_client.conversations_info(channel=sent["channel"]))["channel"]["is_im"]
    with pytest.raises(SlackApiError, match="user_not_found"):
        await slack_client.users_info(user="U0")


async def test_a_form_carries_blocks_as_json(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    form = {"channel": staff.id, "text": "form", "blocks": '[{"type": "divider"}]'}
    sent = await slack_client.api_call("chat.postMessage", data=form)
    assert [block["type"] for block in slack.posts(staff)[0].blocks] == ["divider"]
    link = await slack_client.chat_getPermalink(channel=staff.id, message_ts=sent["ts"])
    assert link["permalink"].endswith(f"/{staff.id}/p{sent['ts'].replace('.', '')}")


@pytest.mark.parametrize(
    ("method", "wrong", "error"),
    [
        ("chat.postMessage", {}, "no_text"),
        ("chat.postMessage", {"text": "x", "metadata": {"id": "1"}}, "invalid_metadata_format"),
        ("chat.postMessage", {"text": "x", "blocks": "[{"}, "invalid_arguments"),
        ("chat.postMessage", {"text": "x", "blocks": ["x"]}, "invalid_blocks_format"),
        ("conversations.history", {"cursor": "x"}, "invalid_cursor"),
        ("conversations.replies", {}, "invalid_arguments"),
        ("conversations.replies", {"ts": "1.000001"}, "thread_not_found"),
        ("reactions.add", {"timestamp": "1.000001", "name": "eyes"}, "message_not_found"),
        ("reactions.add", {"timestamp": "1.000001", "name": "No Name"}, "invalid_name"),
    ],
)
async def test_a_wrong_call_is_refused_in_slacks_words(
    slack_client: AsyncWebClient, staff: Channel, method: str, wrong: Fields, error: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await slack_client.api_call(method, json={"channel": staff.id, **wrong})
    assert error_of(caught) == error
