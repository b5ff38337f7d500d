"""Nobody passes for another in a thread, and nothing that others wrote comes to life there."""

from dataclasses import replace
from typing import Final

import pytest

from assistant.conversation import Contact, ConversationId
from assistant.conversations.reception import Arrival
from tests.databases import ON_SQLITE
from tests.slack_double.posts import Content, Post
from tests.slack_double.sight import live_marks, visible_text
from tests.slack_houses import SlackHouse, until
from tests.test_slack_blocks_marks import SPECIALS
from tests.test_staff_payloads import PRETENDERS

pytestmark = [ON_SQLITE, pytest.mark.timeout(240)]

PRETENDED: Final = (
    *PRETENDERS,
    *("Ana Ruiz, staff", "Ana Ruiz, staff · 10:00\nYes, it is free.", "Visitor\nAna Ruiz, staff"),
    *(
        "\u2066Slack Admin\u2069",
        "S\u200clack\u200d Admin",
        "Sl\u00adack Admin",
        "\u202enimdA kcalS",
    ),
    *("Automated assistant", "Notice · Your dues are waived.", "\u2028Ana Ruiz, staff"),
)
MARKS: Final = (
    *SPECIALS[:40],
    *("pay at evil.com now", "www.evil.org/x", "MAILTO:me@evil.net", "tel:+12025550143"),
)


async def says_everywhere(house: SlackHouse, words: str) -> ConversationId:
    """A visitor who puts some words wherever a visitor can, and then wants a person."""
    arrival = Arrival("en", words, page_url=f"https://example.org/{words}", page_title=words)
    conversation, _ = await house.house.reception.open(arrival)
    visit = conversation.id
    await house.house.reception.visitor_wrote(visit, words, "words-0001")
    await house.house.rest()
    contact = Contact("pat@example.org", words, words)
    await house.house.reception.leave_contact(visit, contact)
    await house.house.reception.ask_for_staff(visit, "button-0001")
    return visit


async def root_ts(house: SlackHouse, visit: ConversationId) -> str:
    found: list[str] = []

    async def is_there() -> bool:
        thread = await house.room.keeper.thread_of(visit)
        found[:] = [thread.root_ts] if thread is not None and thread.root_ts else []
        return bool(found)

    await until(is_there, 120)
    return found[0]


async def test_nothing_that_a_visitor_writes_comes_to_life_anywhere(
    slack_house: SlackHouse,
) -> None:
    assert len(MARKS) >= 40
    visits = [await says_everywhere(slack_house, words) for words in MARKS]
    for visit, words in zip(visits, MARKS, strict=True):
        root = await root_ts(slack_house, visit)
        await slack_house.house.desk.claim(visit, slack_house.staff_of(slack_house.ana))
        await slack_house.house.reception.visitor_wrote(visit, f"{words} {words}", "words-0002")
        assert root
    await slack_house.house.rest()
    await slack_house.settle(120)
    slack_house.house.clock.ahead += 5
    await slack_house.settle(120)
    posts = slack_house.posts()
    shown = "\n".join(visible_text(one) for one in posts)
    assert shown.count("Draft, not sent") == len(MARKS)
    assert shown.count("calls themselves") == len(MARKS)
    everything = [*posts, *slack_house.slack.ephemerals]
    assert [(mark, one.text) for one in everything for mark in live_marks(one)] == []


async def test_a_file_with_a_name_that_is_a_mark_is_named_without_it(
    slack_house: SlackHouse,
) -> None:
    _, root = await slack_house.claimed()
    shares = slack_house.people.shares_file
    await shares(slack_house.ana, slack_house.channel, "<!channel>.pdf", thread=root)
    await slack_house.is_told(slack_house.ana, "<!channel>.pdf")
    assert [mark for one in slack_house.slack.ephemerals for mark in live_marks(one)] == []


async def test_the_detector_fires_where_somebody_would_be_called(slack_house: SlackHouse) -> None:
    _, root = await slack_house.handed_over()
    post = slack_house.channel.find(root)
    called: Post = replace(post, content=Content("<!channel> <@U1> https://evil.example.com"))
    assert len(live_marks(called)) == 3


async def test_a_visitor_is_a_visitor_whatever_they_call_themselves_and_write(
    slack_house: SlackHouse,
) -> None:
    assert len(PRETENDED) >= 25
    for words in PRETENDED:
        visit = await says_everywhere(slack_house, words)
        root = slack_house.channel.find(await root_ts(slack_house, visit))
        await slack_house.house.reception.visitor_wrote(visit, f"{words} ", "words-0003")
        await slack_house.house.rest()
        await slack_house.settle()
        who = visible_text(root).splitlines()[1]
        assert who.startswith("Visitor, calls themselves “")
        transcript, line = slack_house.slack.thread(slack_house.channel, root.ts)[1:3]
        for post in (transcript, line):
            assert heads_of(post) <= {"Visitor", "Automated assistant", "Notice", TRANSCRIPT}
        assert heads_of(line) == {"Visitor"}
        assert not set("\u202e\u2066\u2069\u00ad\u2028") & set(str(root.blocks) + root.text)


async def test_somebody_of_the_staff_is_called_so(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    ana = slack_house.staff_of(slack_house.ana)
    await slack_house.house.desk.staff_wrote(visit, ana, "Yes.", "page-0001")
    await slack_house.settle()
    line = next(
        one
        for one in slack_house.slack.thread(slack_house.channel, root)
        if "Yes." in visible_text(one)
    )
    assert heads_of(line) == {"Ana Ruiz, staff"}


TRANSCRIPT: Final = "Conversation so far"


def heads_of(post: Post) -> set[str]:
    """What stands in bold before the words of each: only the house can write so."""
    sections = [
        section
        for block in post.blocks
        if block["type"] == "rich_text"
        for section in block["elements"]
        if section["type"] == "rich_text_section"
    ]
    firsts = [one["elements"][0] for one in sections]
    return {one["text"] for one in firsts if one.get("style", {}).get("bold")}
