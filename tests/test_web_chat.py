"""The chat without JavaScript, on both databases: what its forms do, and what they get."""

import asyncio
import re
from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select, text

from assistant.conversation import State
from assistant.storage.schema import feedback
from assistant.web.chat.deeds import ChatDeeds
from assistant.web.chat.page import ChatPage
from assistant.web.chat.routes import Chat, chat_routes
from assistant.web.limits import Limits
from assistant.web.page import make_templates
from assistant.web.problems import Problems
from assistant.web.words import read_words
from tests.houses import ANA, House, living
from tests.plain_pages import PlainPage, kept, reading
from tests.test_web_conversations import OPERATIONS
from tests.test_web_fakes import AWAY, FakeHouse

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BROWSER = {"Accept": "text/html"}
GONE = "This conversation is no longer here"
TOO_OFTEN = "That was too often"
NOT_AVAILABLE = "The assistant cannot be reached right now"
DEEDS = ("write", "refresh", "person", "assistant", "contact", "rate", "save", "ask-erase", "erase")


# ---- Beginning


async def test_the_page_says_who_answers_and_stores_nothing(house: House) -> None:
    async with reading(house, kept_days=30) as page:
        assert page.response.status_code == 200
        assert page.response.headers["cache-control"] == "no-store"
        assert "set-cookie" not in page.response.headers
        assert "Ask about membership." in page.text
        assert "Kept 30 days. If you ask for a person, staff read this." in page.text
        assert '<a href="https://example.org/privacy">Privacy</a>' in page.text
        assert re.findall(r'name="text" value="([^"]*)"', page.text) == [
            "How does a city join?", "Two?", "Three?", "Four?",
        ]  # fmt: skip
        assert set(page.fields) == {"token", "client_id"}
        assert (await page.client.head("/chat")).status_code == 200
        assert "/chat" not in (await page.client.get("/openapi.json")).json()["paths"]
        assert await kept(house) == (0, 0)


async def test_an_address_fills_the_box_and_stores_nothing(house: House) -> None:
    async with reading(house) as page:
        page.response = await page.client.get("/chat", params={"question": "Who </textarea>?\0"})
        assert page.box == "Who </textarea>?"
        assert await kept(house) == (0, 0)
        assert house.study.asked == []


async def test_the_first_question_begins_a_conversation_and_is_answered(house: House) -> None:
    async with reading(house) as page:
        first = page.fields
        assert (await page.send(" How do we join? ")).status_code == 200
        assert "How do we join?" in page.text
        assert "Re: How do we join?" in page.text
        assert page.box == ""
        assert page.fields["token"] == first["token"]
        assert page.fields["client_id"] != first["client_id"]
        assert page.fields["token"] not in str(page.response.url)
        await page.send("And a county?")
        assert "Re: And a county?" in page.text
    assert await kept(house) == (1, 4)
    assert [asked.message for asked in house.study.asked] == ["How do we join?", "And a county?"]


async def test_a_form_that_is_sent_twice_is_stored_once(house: House) -> None:
    async with reading(house) as page:
        first = page.fields | {"text": "hello"}
        sent = [await page.client.post("/chat", data=first) for _ in range(2)]
        both = await asyncio.gather(*(page.client.post("/chat", data=first) for _ in range(5)))
        assert {one.status_code for one in (*sent, *both)} == {200}
        assert {one.text.count("Re: hello") for one in (*sent, *both)} == {1}
        page.response = sent[0]
        later = page.fields | {"text": "again"}
        for _ in range(2):
            await page.client.post("/chat", data=later)
    assert await kept(house) == (1, 4)


async def test_who_presses_twice_at_once_begins_one_conversation(house: House) -> None:
    async with reading(house) as page:
        first = page.fields | {"text": "hello"}
        sent = await asyncio.gather(*(page.client.post("/chat", data=first) for _ in range(5)))
    assert {one.status_code for one in sent} == {200}
    assert await kept(house) == (1, 2)


async def test_who_goes_back_and_writes_other_words_sends_them(house: House) -> None:
    async with reading(house) as page:
        first = page.fields
        await page.client.post("/chat", data=first | {"text": "hello"})
        page.response = await page.client.post("/chat", data=first | {"text": "goodbye"})
        assert page.response.status_code == 200
        assert "Re: goodbye" in page.text
    assert await house.says(page.id) == ["hello", "Re: hello", "goodbye", "Re: goodbye"]


async def test_an_answer_that_is_late_is_found_later(house: House) -> None:
    """The door waits for a while; here hardly at all."""
    rooms, words, templates = FakeHouse().rooms(), read_words(), make_templates()
    sheet, problems = ChatPage(rooms, words, templates), Problems(words, templates)
    deeds = ChatDeeds(rooms, house.reception, reply_seconds=0.05)
    app = FastAPI()
    app.include_router(chat_routes(Chat(house.reception, deeds, sheet, problems), sheet))
    house.study.may_answer.clear()
    async with (
        living(house),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client,
    ):
        page = PlainPage(client, await client.get("/chat"))
        await page.send("hello")
        assert page.response.status_code == 200
        assert "The answer is not ready yet" in page.text
        house.study.may_answer.set()
        await house.reception.wait_for_reply(page.id, 1)
        await page.press("refresh", text="half a thought")
        assert "Re: hello" in page.text
        assert "The answer is not ready yet" not in page.text
        assert page.box == "half a thought"


# ---- What is refused


@pytest.mark.parametrize(
    ("sent", "shown", "trouble"),
    [
        ("", "", "Your question must not be empty."),
        (" \n ", " \n ", "Your question must not be empty."),
        ("</textarea>" + "a" * 2_000, "</textarea>" + "a" * 2_000, "is longer than 2000"),
        ("a\0b\x1bc", "abc", "holds characters that are no text"),
    ],
)
async def test_what_cannot_be_asked_stays_in_the_box(
    house: House, sent: str, shown: str, trouble: str
) -> None:
    async with reading(house) as page:
        for _ in range(2):  # before the conversation, and within it
            before = await kept(house)
            refused = await page.send(sent)
            assert refused.status_code == 422
            assert trouble in page.text
            assert page.box == shown
            assert refused.text.count('id="now"') == 1
            assert "<title>Not sent" in refused.text
            assert await kept(house) == before
            await page.send("hello")
        assert page.text.count("Re: hello") == 2


async def test_another_token_gets_what_an_unknown_conversation_gets(house: House) -> None:
    async with reading(house) as mine, reading(house) as other:
        await other.send("my secret")
        before = await kept(house)
        right = other.fields
        for deed in DEEDS:
            told = set()
            for wrong in (
                right | {"id": "absent"},
                right | {"token": mine.fields["token"]},
                right | {"token": right["token"].swapcase()},
                right | {"id": mine.fields["token"]},
            ):
                sent = wrong | {"deed": deed, "text": "my words", "email": "a@example.org"}
                page = PlainPage(mine.client, await mine.client.post("/chat", data=sent))
                assert page.response.status_code == 404
                assert GONE in page.text
                assert "secret" not in page.text
                assert page.box == "my words"
                assert set(page.fields) == {"token", "client_id"}
                assert page.fields["token"] not in {right["token"], mine.fields["token"]}
                told.add(re.sub(r'value="[\w-]{16,24}"', "", page.response.text))
            assert len(told) == 1
        assert await kept(house) == before
        await other.press("refresh")
        assert "my secret" in other.text  # the control


async def test_the_forms_do_all_that_the_api_does() -> None:
    told = {"/messages": "write", "/handoff": "person", "/assistant": "assistant",
            "/contact": "contact", "/feedback": "rate", "": "erase", "/events": "refresh",
            "/transcript": "save"}  # fmt: skip
    verbs = {path.removeprefix("/{id}").replace("/messages/2", "") for _, path in OPERATIONS}
    assert verbs == set(told)
    assert set(told.values()) | {"ask-erase"} == set(DEEDS)


async def test_what_was_erased_is_said_to_be_gone_and_the_words_begin_anew(house: House) -> None:
    async with reading(house) as page:
        await page.send("hello")
        await house.reception.erase(page.id)
        assert (await page.send("still there?")).status_code == 404
        assert GONE in page.text
        assert page.box == "still there?"
        assert await kept(house) == (0, 0)
        assert (await page.send(page.box)).status_code == 200
        assert "Re: still there?" in page.text


async def test_sample_rates_stay_on_this_machine(house: House) -> None:
    async with reading(house) as here, reading(house, AWAY) as away:
        first = here.fields | {"text": "What would we pay?"}
        here.response = await here.client.post("/chat", data=first)
        await away.send("What would we pay?")
        assert [one.samples for one in house.study.asked] == [True, False]
        for sent in (first, here.fields | {"deed": "refresh"}, here.fields | {"text": "hm"}):
            told = await away.client.post("/chat", data=sent)
            assert told.status_code == 404
            assert "Re: What" not in told.text
        assert await kept(house) == (2, 4)


async def test_too_often_is_said_with_the_seconds(house: House) -> None:
    async with reading(house, AWAY, limits=Limits()) as page:
        for n in range(15):
            await page.send(f"m{n}")
        refused = await page.send("one more")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert f"Seconds to wait: {refused.headers['retry-after']}." in page.text
        assert page.box == "one more"
        assert "Re: m14" in page.text
        assert await kept(house) == (1, 30)


async def test_only_so_many_conversations_are_begun(house: House) -> None:
    async with reading(house, AWAY, limits=Limits()) as page:
        for n in range(20):
            page.response = await page.client.get("/chat")
            assert (await page.send(f"m{n}")).status_code == 200
        page.response = await page.client.get("/chat")
        assert (await page.send("one more")).status_code == 429
        assert TOO_OFTEN in page.text
        assert page.box == "one more"
    assert (await kept(house))[0] == 20


async def test_with_the_database_down_nothing_is_lost_and_nothing_doubled(house: House) -> None:
    async with reading(house) as page:
        await page.send("hello")
        await rename(house, "messages", "away")
        down = await page.send("are you there?")
        assert down.status_code == 503
        assert int(down.headers["retry-after"]) > 0
        assert NOT_AVAILABLE in page.text
        assert page.box == "are you there?"
        await rename(house, "away", "messages")
        for _ in range(2):
            page.response = down
            assert (await page.send(page.box)).status_code == 200
        assert await house.says(page.id) == [
            *("hello", "Re: hello"),
            *("are you there?", "Re: are you there?"),
        ]


async def rename(house: House, before: str, after: str) -> None:
    async with house.database.writing() as sql:
        await sql.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_website_is_not_sent(house: House, site: str) -> None:
    async with reading(house) as page:
        sent = page.fields | {"text": "What do you think?"}
        foreign = await page.client.post("/chat", data=sent, headers={"Sec-Fetch-Site": site})
        assert foreign.status_code == 403
        assert sent["token"] not in foreign.text
        page.response = foreign
        assert page.box == "What do you think?"
        assert await kept(house) == (0, 0)
        own = await page.client.post("/chat", data=sent, headers={"Sec-Fetch-Site": "same-origin"})
        assert own.status_code == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"text=marker", {"Content-Type": "text/plain"}, 415),
        (b"text=%ED%A0%80marker", FORM, 400),
        (b"text=\xffmarker", FORM, 400),
        ("&".join(f"{n}marker=1" for n in range(20)).encode(), FORM, 400),
        (b"text=" + b"marker" * 10_000, FORM, 413),
        (b"deed=marker", FORM, 422),
        (b"token=marker", FORM, 422),
        (b"client_id=marker!", FORM, 422),
        (b"id=marker%00", FORM, 422),
        (b"deed=rate&seq=marker", FORM, 422),
    ],
)
async def test_a_form_that_is_none_of_ours_is_refused_without_its_words(
    house: House, body: bytes, headers: Mapping[str, str], status: int
) -> None:
    async with reading(house) as page:
        refused = await page.client.post("/chat", content=body, headers={**headers, **BROWSER})
        assert refused.status_code == status
        assert refused.headers["content-type"] == "text/html; charset=utf-8"
        assert "marker" not in refused.text + str(refused.headers)
    assert await kept(house) == (0, 0)


async def test_two_thousand_characters_of_any_script_fit_a_form(house: House) -> None:
    async with reading(house) as page:
        assert (await page.send("𝄞" * 2_000)).status_code == 200


# ---- People


async def test_a_person_is_asked_for_and_the_page_says_so(house: House) -> None:
    async with reading(house) as page:
        first = page.fields
        for _ in range(2):
            page.response = await page.client.post("/chat", data=first | {"deed": "person"})
        assert "en house asked" in page.text
        assert "You have asked for a person." in page.text
        assert await kept(house) == (1, 1)
        await house.desk.staff_wrote(page.id, ANA, "Hello, <b>Ana</b> here.", "reply-0001")
        await page.press("refresh")
        assert "Ana</bdi>, staff" in page.text
        assert "Hello, <b>Ana</b> here." in page.text
        assert "<b>Ana" not in page.response.text
        assert "Ana answers you here." in page.text
        await page.send("Thank you")  # the assistant says nothing, and is not waited for
        assert "The answer is not ready yet" not in page.text
        assert "Re: Thank you" not in page.text
        await house.desk.close(page.id, ANA)
        await page.press("refresh")
        assert "This conversation is closed. Write to go on." in page.text


async def test_an_address_is_asked_for_only_where_it_is_written_to(house: House) -> None:
    async with reading(house) as page:
        await page.press("person")
        assert 'name="email"' not in page.text
    async with reading(house, takes_contact=True) as page:
        await page.send("hello")
        assert 'name="email"' not in page.text
        await page.press("person")
        assert 'name="email"' in page.text
        given = {"email": "clerk@", "name": '"><b>Dana', "community": "Boise"}
        assert (await page.press("contact", **given)).status_code == 422
        assert "Your e-mail address must be an e-mail address" in page.text
        assert 'value="clerk@"' in page.text
        assert 'value="&#34;&gt;&lt;b&gt;Dana"' in page.response.text
        assert (
            await page.press("contact", **given | {"email": "c@example.org"})
        ).status_code == 200
        assert "en house contact c@example.org" in page.text
        contact = (await house.desk.case_file(page.id)).contact
        assert contact is not None
        assert (contact.email, contact.name, contact.community) == (
            "c@example.org",
            '"><b>Dana',
            "Boise",
        )
        long = await page.press("contact", email="c@example.org", community="x" * 201)
        assert "Your city, county or state is longer than 200 characters" in long.text


async def test_the_assistant_is_offered_only_where_a_person_lets_the_visitor_wait(
    house: House,
) -> None:
    async with reading(house) as page:
        await page.press("person")
        await house.desk.claim(page.id, ANA)
        await page.send("hello?")
        assert 'value="assistant"' not in page.text
        for _ in range(2):
            house.clock.ahead += 11 * 60
            await house.clocks.look()
        await page.press("refresh")
        assert 'value="assistant"' in page.text
        await page.press("assistant")
        assert "en house taken_back" in page.text
        assert (await house.store.get(page.id)).state is State.WAITING_FOR_STAFF
        await house.rest()
        await page.press("refresh")
        assert "Re: hello?" in page.text
        assert 'value="assistant"' not in page.text


async def test_an_answer_is_rated_and_nothing_else(house: House) -> None:
    async with reading(house) as page:
        await page.send("hello")
        assert (await page.press("rate", seq="2", helpful="false")).status_code == 200
        assert "Thank you, noted." in page.text
        async with house.database.reading() as sql:
            rows = (await sql.execute(select(feedback.c.seq, feedback.c.helpful))).all()
        assert [tuple(row) for row in rows] == [(2, False)]
        for seq in ("1", "99", "0"):
            assert (await page.press("rate", seq=seq, helpful="true")).status_code == 404
            assert "There is no such answer" in page.text
            assert "Re: hello" in page.text


async def test_what_staff_write_leads_to_no_other_host(house: House) -> None:
    async with reading(house) as page:
        await page.press("person")
        await house.desk.staff_wrote(page.id, ANA, "See https://example.org/x", "reply-0001")
        await page.press("refresh")
        assert "See https://example.org/x" in page.text  # a link to no host that is allowed
        assert 'href="https://example.org/x"' not in page.text


# ---- Keeping and deleting


async def test_a_conversation_is_deleted_after_a_second_yes(house: House) -> None:
    async with reading(house) as page:
        await page.send("hello")
        fields = page.fields
        asked = await page.press("ask-erase")
        assert "Delete this conversation?" in asked.text
        assert await kept(house) == (1, 2)
        hidden = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', asked.text))
        assert {"id": fields["id"], "token": fields["token"]}.items() <= hidden.items()
        page.response = await page.client.post("/chat", data=fields | {"deed": "refresh"})
        assert "Re: hello" in page.text  # kept
        await page.press("erase")
        assert "The conversation is deleted." in page.text
        assert "hello" not in page.text
        assert set(page.fields) == {"token", "client_id"}
        assert page.fields["token"] != fields["token"]
        assert await kept(house) == (0, 0)


async def test_a_transcript_is_a_text_file(house: House) -> None:
    async with reading(house) as page:
        await page.send("Hello <b>you</b>, ciudad\nsecond line")
        saved = await page.press("save")
    assert saved.headers["content-type"] == "text/plain; charset=utf-8"
    assert saved.headers["content-disposition"] == 'attachment; filename="conversation.txt"'
    assert saved.headers["cache-control"] == "no-store"
    lines = saved.text.splitlines()
    assert lines[0] == "Membership questions, Sister Towns"
    assert re.fullmatch(r"You, \d{4}-\d\d-\d\d \d\d:\d\d UTC", lines[2])
    assert lines[3:5] == ["Hello <b>you</b>, ciudad", "second line"]
    assert re.fullmatch(r"Automated assistant, \d{4}-\d\d-\d\d \d\d:\d\d UTC", lines[6])
    assert lines[7:] == ["Re: Hello <b>you</b>, ciudad", "second line"]


@pytest.mark.parametrize("deed", ["save", "ask-erase", "refresh"])
async def test_before_the_first_question_there_is_nothing_to_keep(house: House, deed: str) -> None:
    async with reading(house) as page:
        assert (await page.press(deed, text="a thought")).status_code == 200
        assert page.box == "a thought"
        assert await kept(house) == (0, 0)


@pytest.mark.parametrize("deed", ["contact", "rate", "assistant", "erase"])
async def test_what_needs_a_conversation_begins_none(house: House, deed: str) -> None:
    async with reading(house) as page:
        assert (await page.press(deed, email="a@example.org", seq="1")).status_code == 404
        assert GONE in page.text
        assert await kept(house) == (0, 0)
