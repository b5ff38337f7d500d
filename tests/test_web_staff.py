"""The staff page over HTTP: who is let in, what is done, what is shown, on both databases."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select

from assistant.conversation import ConversationId, State
from assistant.storage.database import Database
from assistant.storage.schema import drafts
from assistant.web.staff.sessions import LASTS, Sessions
from tests.houses import ANA, BEN, House, living
from tests.test_web_fakes import AWAY, FakeHouse

TOKEN = "a staff token of the tests"
# What each form of a conversation sends beside its mark.
FORMS: Mapping[str, Mapping[str, str]] = {
    "/conversations/{id}/reply": {"text": "Hello!", "origin": "origin-1"},
    "/conversations/{id}/note": {"text": "A note", "origin": "origin-2"},
    "/conversations/{id}/claim": {},
    "/conversations/{id}/hand-back": {},
    "/conversations/{id}/close": {},
    "/conversations/{id}/reopen": {},
    "/conversations/{id}/drafts/{seq}": {},
    "/conversations/{id}/edited-drafts/{seq}": {"text": "Hello!"},
    "/conversations/{id}/loose-ends/{seq}": {},
    "/conversations/{id}/corrections/{seq}": {"right": "Other words", "origin": "origin-3"},
    "/corrections/{number}/close": {},
    "/away": {"until": "tomorrow"},
    "/back": {},
    "/pause": {},
    "/resume": {},
    "/sign-out": {},
}
PAGES = ("", "/conversations/{id}", "/conversations/{id}/corrections/{seq}", "/events")
OPEN = {("get", "/staff"), ("post", "/staff/sign-in")}


@dataclass
class Browser:
    """A browser of somebody of the staff, which keeps cookies and sends the marks of forms."""

    client: AsyncClient

    async def sign_in(self, name: str, token: str = TOKEN) -> Response:
        return await self.client.post("/staff/sign-in", data={"name": name, "token": token})

    async def mark(self) -> str:
        page = (await self.client.get("/staff")).text
        found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
        return found[1] if found else ""

    async def send(self, path: str, fields: Mapping[str, str] | None = None) -> Response:
        data = {"mark": await self.mark(), **(fields or {})}
        return await self.client.post(f"/staff{path}", data=data)

    async def read(self, path: str = "") -> str:
        page = await self.client.get(f"/staff{path}", headers={"Accept": "text/html"})
        assert page.status_code == 200, page.text
        return unescape(page.text)


@asynccontextmanager
async def browsing(
    house: House, name: str = "", token: str = TOKEN
) -> AsyncGenerator[Browser, None]:
    door = FakeHouse().client(AWAY, reception=house.reception, desk=house.desk, staff_token=token)
    async with door as client:
        browser = Browser(client)
        if name:
            assert (await browser.sign_in(name)).status_code == 303
        yield browser


def filled(path: str, visit: ConversationId) -> str:
    return path.format(id=visit, seq=1, number=1)


async def test_without_a_token_there_is_no_staff_page(house: House) -> None:
    async with browsing(house, token="") as browser:
        assert (await browser.client.get("/staff")).status_code == 404
        assert "/staff" not in (await browser.client.get("/openapi.json")).text


async def test_only_the_token_signs_in(house: House) -> None:
    async with browsing(house) as browser:
        for wrong in (
            "",
            "x",
            TOKEN[:-1],
            TOKEN.upper(),
            "\udc80".encode("utf-8", "replace").decode(),
        ):
            refused = await browser.sign_in("Ana", wrong)
            assert refused.status_code in {403, 422}
            assert "set-cookie" not in refused.headers
        assert (await browser.sign_in(" \n ")).status_code == 422
        cookie = (await browser.sign_in("Ana")).headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/staff"} <= set(cookie.split("; "))
        assert TOKEN not in cookie
        assert "Waiting: 0" in await browser.read()
        assert (await browser.send("/sign-out")).status_code == 303
        assert "Sign in" in await browser.read()


async def test_a_session_ends_by_itself_and_with_another_token() -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    times = [now]
    sessions = Sessions(TOKEN, lambda: times[0])
    cookie = sessions.seal("Änna. 1")
    found = sessions.read(cookie)
    assert found is not None
    assert found.name == "Änna. 1"
    ends, name, mark = cookie.split(".")
    later = f"{int(ends) + 3600}.{name}.{mark}"
    for forged in ("", ".", "..", cookie[:-1], later, f"{ends}.{mark}", "é", "x" * 10_000):
        assert sessions.read(forged) is None
    assert Sessions("another token of the tests", lambda: now).read(cookie) is None
    times[0] = now + LASTS + timedelta(seconds=1)
    assert sessions.read(cookie) is None


async def test_every_route_of_staff_is_in_the_matrix(house: House) -> None:
    async with browsing(house) as browser:
        paths = (await browser.client.get("/openapi.json")).json()["paths"]
    described = {
        (method, path)
        for path, operations in paths.items()
        for method in operations
        if path.startswith("/staff")
    }
    tested = {("get", f"/staff{path}") for path in PAGES} | {
        ("post", f"/staff{path}") for path in FORMS
    }
    assert described == tested | OPEN


async def test_nobody_who_is_not_signed_in_sees_or_does_anything(house: House) -> None:
    visit = await house.visit()
    await house.reception.visitor_wrote(visit, "my secret", "first")
    await house.reception.ask_for_staff(visit, "asked")
    other = Sessions("another token of the tests", lambda: datetime.now(UTC)).seal("Eve")
    async with browsing(house) as browser:
        for cookie in ("", "Ana", other, "9999999999.QW5h.00"):
            headers = {"Cookie": f"staff={cookie}", "Accept": "text/html"}
            for path in PAGES:
                read = await browser.client.get(f"/staff{filled(path, visit)}", headers=headers)
                assert read.status_code == (200 if path == "" else 303)
                assert "secret" not in read.text
                assert visit not in read.text
            for path, fields in FORMS.items():
                sent = await browser.client.post(
                    f"/staff{filled(path, visit)}",
                    headers=headers,
                    data={"mark": "0" * 64, **fields},
                )
                assert sent.status_code == 401
    conversation = await house.store.get(visit)
    assert (conversation.state, conversation.last_event) == (State.WAITING_FOR_STAFF, 3)
    overview = await house.desk.board.overview()
    assert (overview.paused, overview.away, overview.corrections) == (None, None, ())


async def test_a_form_of_another_page_does_nothing(house: House) -> None:
    visit = await house.visit()
    async with browsing(house, "Ana") as browser, browsing(house, "Ben") as ben:
        for path, fields in FORMS.items():
            for mark in ({"other": "x"}, {"mark": ""}, {"mark": "é"}, {"mark": await ben.mark()}):
                sent = await browser.client.post(
                    f"/staff{filled(path, visit)}", data={**fields, **mark}
                )
                assert sent.status_code == 403
            json = await browser.client.post(f"/staff{filled(path, visit)}", json={})
            assert json.status_code == 415
    assert (await house.store.get(visit)).last_event == 0


async def test_the_matrix_would_notice(house: House) -> None:
    """The control: signed in, with the mark, each of the forms is let in."""
    async with living(house):
        visit = await house.visit()
        await house.reception.visitor_wrote(visit, "hello", "first")
        async with browsing(house, "Ana") as browser:
            for path, fields in FORMS.items():
                done = await browser.send(filled(path, visit), fields)
                assert done.status_code in {303, 404, 409}, path
    assert (await house.store.get(visit)).last_event > 5


async def test_a_visitor_is_answered_and_given_back(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        seq = await house.reception.visitor_wrote(visit, "<b>Bold</b> words", "first")
        await house.reception.wait_for_reply(visit, seq)
        await house.reception.ask_for_staff(visit, "asked")
        async with browsing(house, "Ana") as browser:
            assert "Waiting: 1" in await browser.read()
            page = (await browser.client.get(f"/staff/conversations/{visit}")).text
            assert "&lt;b&gt;Bold&lt;/b&gt; words" in page
            assert "<b>Bold" not in page
            here = f"/conversations/{visit}"
            assert (await browser.send(f"{here}/claim")).status_code == 303
            for _ in range(2):
                await browser.send(f"{here}/reply", {"text": "Hello!", "origin": "origin-1"})
            await browser.send(f"{here}/note", {"text": "Known to us", "origin": "origin-2"})
            page = await browser.read(here)
            assert "With <bdi>Ana</bdi>" in page
            assert "Known to us" in page
            assert "Not seen yet" in page
            await house.reception.events(visit, 0)
            assert "Seen by the visitor" in await browser.read(here)
            await browser.send(f"{here}/hand-back")
    said = await house.says(visit)
    assert said.count("Hello!") == 1
    assert "Known to us" not in " ".join(said)
    assert said[-1] == "en house after_hand_back Ana"


async def test_the_second_who_claims_reads_who_was_first_and_keeps_their_words(
    house: House,
) -> None:
    visit = await house.visit()
    await house.desk.claim(visit, BEN)
    async with browsing(house, "Ana") as browser:
        written = {"text": "My long words", "origin": "origin-1"}
        for path in ("claim", "hand-back", "reply"):
            refused = await browser.send(f"/conversations/{visit}/{path}", written)
            assert refused.status_code == 409
            assert "Ben has this conversation already" in refused.text
            assert "My long words" in refused.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": " ", "origin": "origin-1"},
        {"text": "x" * 4_001, "origin": "origin-1"},
        {"text": "a\0b", "origin": "origin-1"},
        {"text": "hello", "origin": "short"},
    ],
)
async def test_a_reply_of_another_form_is_refused_and_not_lost(
    house: House, fields: Mapping[str, str]
) -> None:
    visit = await house.visit()
    async with browsing(house, "Ana") as browser:
        refused = await browser.send(f"/conversations/{visit}/reply", fields)
    assert refused.status_code == 422
    assert fields.get("text", "").replace("\0", "") in unescape(refused.text).replace("\0", "")
    assert await house.says(visit) == []


async def test_a_long_reply_in_any_script_is_sent(house: House) -> None:
    visit = await house.visit()
    async with browsing(house, "Ana") as browser:
        for number, letter in enumerate(("x", "漢", "😀")):
            written = {"text": letter * 4_000, "origin": f"origin-{number}"}
            sent = await browser.send(f"/conversations/{visit}/reply", written)
            assert sent.status_code == 303


async def test_words_that_were_changed_after_sending_are_not_lost(house: House) -> None:
    visit = await house.visit()
    async with browsing(house, "Ana") as browser:
        here = f"/conversations/{visit}/reply"
        await browser.send(here, {"text": "First words", "origin": "origin-1"})
        again = await browser.send(here, {"text": "Other words", "origin": "origin-1"})
    assert again.status_code == 409
    assert "Other words" in again.text


async def test_a_draft_is_shown_edited_and_sent(house: House) -> None:
    async with living(house):
        visit = await house.visit()
        async with browsing(house, "Ana") as browser:
            here = f"/conversations/{visit}"
            await browser.send(f"{here}/claim")
            seq = await house.reception.visitor_wrote(visit, "hello", "first")
            while "Re: hello" not in await browser.read(here):
                pass
            edited = await browser.read(f"{here}?edit={seq}")
            assert re.search(r"<textarea[^>]*>\s*Re: hello</textarea>", edited)
            assert (await browser.send(f"{here}/drafts/{seq}")).status_code == 303
            assert (await browser.send(f"{here}/drafts/99")).status_code == 404
    assert (await house.says(visit))[-1] == "Re: hello"


async def test_an_edited_draft_is_sent_as_a_draft_and_not_after_another_answer(
    house: House, database: Database
) -> None:
    async with living(house), browsing(house, "Ana") as browser:
        visit = await house.visit()
        here = f"/conversations/{visit}"
        await browser.send(f"{here}/claim")

        async def form_of_draft(question: str) -> str:
            seq = await house.reception.visitor_wrote(visit, question, f"asked-{question}")
            while f"Re: {question}" not in await browser.read(here):
                pass
            page = await browser.read(f"{here}?edit={seq}")
            (action,) = re.findall(r'action="/staff(/[^"]+)" class="fields"', page)
            return str(action)

        form = await form_of_draft("hello")
        assert (await browser.send(form, {"text": "Re: hullo"})).status_code == 303
        form = await form_of_draft("and now?")
        await house.desk.staff_wrote(visit, ANA, "Now, too.", "first")
        refused = await browser.send(form, {"text": "Re: and then?"})
    assert refused.status_code == 409
    assert "answered meanwhile" in refused.text
    assert "Re: and then?</textarea>" in refused.text
    assert (await house.says(visit))[2:] == ["Re: hullo", "and now?", "Now, too."]
    async with database.reading() as sql:
        kept = await sql.execute(select(drafts).order_by(drafts.c.seq))
        assert [row.edits for row in kept] == [1, None]


async def test_staff_say_what_is_wrong_and_close_it_when_it_is_mended(house: House) -> None:
    async with living(house), browsing(house, "Ana") as browser:
        visit = await house.visit()
        seq = await house.reception.visitor_wrote(visit, "What are <b>dues</b>?", "first")
        await house.reception.wait_for_reply(visit, seq)
        page = await browser.read(f"/conversations/{visit}")
        (link,) = re.findall(r'href="/staff(/[^"]+/corrections/\d+)"', page)
        asked = await browser.client.get(f"/staff{link}")
        assert "Re: What are &lt;b&gt;dues&lt;/b&gt;?" in asked.text
        refused = await browser.send(link, {"right": " ", "stands": "In May", "origin": "origin-1"})
        assert refused.status_code == 422
        assert 'value="In May"' in refused.text
        right = {"right": "110 <b>USD</b>", "stands": "Minutes of May", "origin": "origin-1"}
        for _ in range(2):
            assert (await browser.send(link, right)).status_code == 303
        overview = (await browser.client.get("/staff")).text
        assert "Wrong answers: 1" in overview
        for words in ("Re: What are &lt;b&gt;", "110 &lt;b&gt;USD", "Minutes of May", ">Ana<"):
            assert words in overview
        (close,) = re.findall(r'action="/staff(/corrections/\d+/close)"', overview)
        await browser.send(close)
        assert "Wrong answers: 0" in await browser.read()


async def test_only_an_answer_can_be_said_to_be_wrong(house: House) -> None:
    visit = await house.visit()
    await house.reception.visitor_wrote(visit, "hello", "first")
    fields = {"right": "Other words", "origin": "origin-1"}
    async with browsing(house, "Ana") as browser:
        for path in (f"/conversations/{visit}/corrections/1", "/conversations/x/corrections/2"):
            assert (await browser.client.get(f"/staff{path}")).status_code == 404
            assert (await browser.send(path, fields)).status_code == 404
    assert (await house.desk.board.overview()).corrections == ()


async def test_staff_leave_by_a_form_and_come_back_by_a_button(house: House) -> None:
    async with browsing(house, "Ana") as browser:
        for wrong, why in (("whenever", "cannot be read"), ("2020-01-01", "is past"), ("", "read")):
            refused = await browser.send("/away", {"until": wrong})
            assert refused.status_code == 422
            assert why in refused.text
            assert f'value="{wrong}"' in refused.text
        assert "We are back" not in await browser.read()
        assert (await browser.send("/away", {"until": "in 2 days"})).status_code == 303
        away = (await house.desk.board.overview()).away
        assert away is not None
        assert away.until - away.at > timedelta(days=1, hours=23)
        page = await browser.read()
        assert f'Staff are away until <time datetime="{away.until.isoformat()}"' in page
        assert "<bdi>Ana</bdi>" in page
        await browser.send("/back")
        assert "We are back" not in await browser.read()


async def test_a_conversation_that_is_none_is_not_found(house: House) -> None:
    async with browsing(house, "Ana") as browser:
        for id in ("absent", "%00", "x" * 5_000):
            assert (await browser.client.get(f"/staff/conversations/{id}")).status_code == 404
            assert (await browser.send(f"/conversations/{id}/claim")).status_code == 404


async def test_the_assistant_is_paused_and_resumed(house: House) -> None:
    async with browsing(house, "Ana") as browser:
        await browser.send("/pause")
        assert "The assistant is paused by <bdi>Ana</bdi>" in await browser.read()
        await browser.send("/resume")
        assert "paused by" not in await browser.read()


async def test_no_page_may_be_shown_in_a_frame_or_kept(house: House) -> None:
    async with browsing(house, "Ana") as browser:
        page = await browser.client.get("/staff")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
