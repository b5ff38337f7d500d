"""Slack and a real server: `serve` as a process of its own, against the double."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
import pytest

from assistant.quality.answers import Expectation, read_expectations
from assistant.slack.blocks import actions
from assistant.slack.blocks.answers import draw_answer
from assistant.slack.blocks.site import Site
from assistant.slack.words import read_words
from tests.installations import REPOSITORY, Installation, Server
from tests.mail_server import Postbox, serve_mail
from tests.slack_double import Channel, Person, Post, Sender, Slack, visible_text
from tests.slack_double.limits import elements
from tests.slack_double.parcels import sign
from tests.slack_double.posts import Content
from tests.slack_houses import until, until_so
from tests.visits import Visit, begin, transcript, write

READY_SECONDS = 60.0
ANSWER_SECONDS = 5.0  # on a quiet machine
SLOWNESS = 5  # how many times slower a busy machine may be
TOLD_SECONDS = 90.0  # what is refused is tried again every 30 seconds
QUESTIONS = REPOSITORY / "tests" / "evals" / "questions.toml"
PARITY = 20
STAFF = {"name": "Ana Ruiz", "token": "a staff token of the tests"}
DUES = "What would a city of 48,210 people pay?"
STEPS = ("48,210", "25,000", "300")
KEPT = "Your message is kept. We cannot reach our staff's desk right now"
LATER = "Is anybody there?"

# Of the tests alone: ingestion, which comes before the first, has a limit of its own.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300, func_only=True)]


@dataclass(frozen=True)
class Office:
    """A server, the Slack that it is in, and who works there.

    Attributes:
        channel: The staff channel, in which Ana is.
        people: Acts of people, brought to the server by HTTP.
    """

    server: Server
    slack: Slack
    channel: Channel
    ana: Person
    people: Sender

    async def asks(self, question: str, people: Sender | None = None) -> str:
        """Ana mentions the assistant in the channel; gives the `ts`."""
        text = f"<@{self.slack.workspace.bot.id}> {escape(question, quote=False)}"
        return await (people or self.people).says(self.ana, self.channel, text)

    async def answer_to(self, ts: str, seconds: float = ANSWER_SECONDS * SLOWNESS) -> Post:
        """What the assistant posts in the thread of a message."""

        def answers() -> list[Post]:
            return [one for one in self.channel.replies(ts) if one.bot_id]

        await until_so(lambda: bool(answers()), seconds)
        (answer,) = answers()
        return answer

    def roots(self) -> list[Post]:
        """The posts on which threads of handoffs hang."""
        return [one for one in self.slack.posts(self.channel) if one.bot_id and not one.thread]

    def told(self, words: str) -> list[Post]:
        """Posts in threads of handoffs with these words."""
        in_threads = [one for root in self.roots() for one in self.channel.replies(root.ts)]
        return [one for one in in_threads if words in visible_text(one)]

    async def degraded(self) -> list[str]:
        return await asyncio.to_thread(self.server.degraded)


@asynccontextmanager
async def serving(
    installation: Installation, *words: str, **variables: str
) -> AsyncGenerator[Server]:
    """A server that is ready; the double answers it meanwhile, for nothing here blocks the loop."""
    with ExitStack() as life:
        try:
            served = installation.serving(*words, **variables)
            server = await asyncio.to_thread(life.enter_context, served)
            await until(lambda: asyncio.to_thread(server.is_ready), READY_SECONDS)
            yield server
        finally:
            await asyncio.to_thread(life.__exit__, *sys.exc_info())


@asynccontextmanager
async def office(
    installation: Installation, slack: Slack, *words: str, **variables: str
) -> AsyncGenerator[Office]:
    """A server in the double; it is reached by HTTP unless the variables say otherwise."""
    ana = slack.workspace.hire(STAFF["name"])
    channel = slack.workspace.found("desk", members=[ana])
    chosen = {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "ASSISTANT_SLACK_STAFF_CHANNEL": channel.id,
        "ASSISTANT_SLACK_API_URL": slack.api_url,
        "ASSISTANT_STAFF_TOKEN": STAFF["token"],
        **variables,
    }
    async with serving(installation, *words, **chosen) as server:
        people = slack.sender(f"{server.address}/slack/events")
        yield Office(server, slack, channel, ana, people)


def buttons_of(post: Post) -> list[str]:
    """What can be pressed below a post."""
    found = [one for block in post.blocks for one in elements(block)]
    return [str(one["action_id"]) for one in found if one.get("action_id")]


# ---- asking


async def test_a_mention_is_answered_in_its_thread_from_the_shipped_documents(
    shipped: Installation, tmp_path: Path, slack: Slack
) -> None:
    copy = shipped.copied_to(tmp_path / "copy")
    async with office(copy, slack, ASSISTANT_DEMO="true", ASSISTANT_TODAY="2026-06-15") as working:
        start = time.monotonic()
        answer = await working.answer_to(await working.asks(DUES))
        took = time.monotonic() - start
    shown = visible_text(answer)
    assert took < ANSWER_SECONDS * SLOWNESS
    assert [word for word in STEPS if word not in shown] == []
    assert "Sources" in shown
    assert {actions.WHY, actions.WRONG} <= set(buttons_of(answer))
    assert {one.status for one in slack.deliveries} == {200}


def drawn(answer: dict[str, Any], site: Site) -> str:
    """What a reader would see in Slack of an answer that the web gave."""
    post = draw_answer(answer, site, id="1", is_private=False)
    content = Content(post.text, [dict(block) for block in post.blocks])
    return visible_text(Post("", "", "", "", content))


def told_of(answer: dict[str, Any]) -> Iterator[str]:
    """What has to be seen wherever an answer is: its figures and its sources."""
    yield from (one["text"] for one in answer["figures"])
    for source in answer["sources"]:
        yield from (one for one in (source["title"], source["section"], source["as_of"]) if one)


def spread(questions: Sequence[Expectation]) -> list[str]:
    """Questions from all over a file, and one about dues."""
    step = len(questions) // (PARITY - 1)
    return [DUES, *(one.ask for one in questions[::step][: PARITY - 1])]


async def test_twenty_questions_have_the_same_answer_on_the_web_and_in_slack(
    shipped: Installation, tmp_path: Path, slack: Slack
) -> None:
    asked = spread(read_expectations(QUESTIONS))
    assert len(set(asked)) == PARITY
    site = Site(read_words(), frozenset(), "")
    copy = shipped.copied_to(tmp_path / "copy")
    outcomes = set()
    async with office(copy, slack, ASSISTANT_DEMO="true", ASSISTANT_TODAY="2026-06-15") as working:
        threads = [await working.asks(question) for question in asked]
        for question, ts in zip(asked, threads, strict=True):
            shown = visible_text(await working.answer_to(ts, TOLD_SECONDS))
            answer = (await asyncio.to_thread(working.server.ask, question)).json()
            assert shown == drawn(answer, site), question
            assert [one for one in told_of(answer) if one not in shown] == [], question
            outcomes.add(answer["outcome"])
    assert {"answered", "unanswered", "declined"} <= outcomes


async def test_socket_mode_brings_a_question_and_its_answer(
    installation: Installation, slack: Slack
) -> None:
    by_socket = {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": slack.app_token}
    async with office(installation, slack, "--socket-mode", **by_socket) as working:
        await until_so(lambda: bool(slack.sockets.open))
        ts = await working.asks("How does a town join?", slack.socket_sender())
        assert "sending the form" in visible_text(await working.answer_to(ts))
        by_http = await knock(working.server, b"{}")
    assert by_http.status_code == 404


# ---- the door


async def knock(server: Server, body: bytes, **headers: str) -> httpx.Response:
    """Knock at the door for Slack."""
    async with httpx.AsyncClient(base_url=server.address) as client:
        return await client.post("/slack/events", content=body, headers=headers)


async def test_only_what_slack_has_signed_is_taken(
    installation: Installation, slack: Slack
) -> None:
    body = b'{"type": "url_verification", "challenge": "3eZbrw1a"}'
    async with office(installation, slack) as working:
        unsigned = await knock(working.server, body)
        forged = await knock(working.server, body, **sign(body, "another secret"))
        signed = await knock(working.server, body, **sign(body))
    assert [unsigned.status_code, forged.status_code] == [401, 401]
    assert signed.status_code == 200
    assert "3eZbrw1a" in signed.text


async def test_without_slack_a_visitor_is_handed_over_and_slack_finds_no_door(
    installation: Installation,
) -> None:
    async with serving(installation, ASSISTANT_STAFF_TOKEN=STAFF["token"]) as server:
        visit = await wants_a_person(server)
        door = await knock(server, b"{}")
        page = await staff_page(server)
        degraded = server.degraded()
    assert door.status_code == 404
    assert visit.id in page
    assert degraded == []


# ---- trouble


class Trouble(Protocol):
    """Something that Slack takes nothing for; what it says then is the trouble's name."""

    def __call__(self, slack: Slack, channel: Channel, *, mended: bool) -> None:
        """Let it be so, or be over."""


def revoked(slack: Slack, channel: Channel, *, mended: bool) -> None:
    slack.accept_token() if mended else slack.refuse_token("token_revoked")


def archived(slack: Slack, channel: Channel, *, mended: bool) -> None:
    channel.is_archived = not mended


def removed(slack: Slack, channel: Channel, *, mended: bool) -> None:
    bot = slack.workspace.bot.id
    channel.members.append(bot) if mended else channel.members.remove(bot)


TROUBLES: Final[dict[str, Trouble]] = {
    "token_revoked": revoked,
    "is_archived": archived,
    "not_in_channel": removed,
}


async def wants_a_person(server: Server) -> Visit:
    """A visitor who asks for a person at once."""
    visit = await asyncio.to_thread(begin, server.address)
    async with httpx.AsyncClient(base_url=server.address, headers=visit.headers) as client:
        asked = await client.post(f"{visit.path}/handoff", json={"client_id": "button-0001"})
        asked.raise_for_status()
    return visit


async def staff_page(server: Server) -> str:
    """What staff see on their page."""
    async with httpx.AsyncClient(base_url=server.address, follow_redirects=True) as client:
        return (await client.post("/staff/sign-in", data=STAFF)).text


@pytest.mark.parametrize("code", TROUBLES)
async def test_trouble_with_slack_is_told_everywhere_else_and_nothing_is_lost(
    installation: Installation, slack: Slack, code: str
) -> None:
    postbox = Postbox()
    with serve_mail(postbox) as port:
        mails = {
            "ASSISTANT_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "ASSISTANT_MAIL_FROM": "assistant@example.org",
            "ASSISTANT_STAFF_EMAIL": "ana@example.org",
        }
        async with office(installation, slack, **mails) as working:
            await lives_through(working, postbox, code)


async def lives_through(working: Office, postbox: Postbox, code: str) -> None:
    """Trouble comes while a visitor waits, is told of, and is mended."""
    server, channel = working.server, working.channel
    visit = await wants_a_person(server)
    await until_so(lambda: bool(working.roots()))
    TROUBLES[code](working.slack, channel, mended=False)
    await asyncio.to_thread(write, server.address, visit, "words-0001", LATER)

    async def is_named() -> bool:
        return f"slack: {code} in {channel.id}" in await working.degraded()

    async def visitor_knows() -> bool:
        said = await asyncio.to_thread(transcript, server.address, visit)
        return any(KEPT in one["text"] for one in said)

    async def is_over() -> bool:
        return await working.degraded() == []

    await until(is_named, TOLD_SECONDS)
    await until_so(lambda: any(is_of_slack(one["Subject"]) for one in postbox.letters))
    assert "Slack takes nothing from the assistant" in await staff_page(server)
    await until(visitor_knows, TOLD_SECONDS)
    assert working.told(LATER) == []
    TROUBLES[code](working.slack, channel, mended=True)
    await until_so(lambda: bool(working.told(LATER)), TOLD_SECONDS)
    await until(is_over, TOLD_SECONDS)
    assert len(working.told(LATER)) == 1


def is_of_slack(subject: str) -> bool:
    """Whether a letter tells that Slack takes nothing."""
    return "Slack takes nothing" in subject


# ---- the command line

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-verysecret", "ASSISTANT_SLACK_STAFF_CHANNEL": "C0123456789"}


@pytest.mark.parametrize(
    ("words", "variables", "named"),
    [
        ([], TOKENS, "SLACK_SIGNING_SECRET"),
        ([], {"SLACK_APP_TOKEN": "xapp-verysecret"}, "SLACK_APP_TOKEN"),
        ([], {"SLACK_SIGNING_SECRET": "verysecret"}, "SLACK_SIGNING_SECRET"),
        ([], {"ASSISTANT_SLACK_STAFF_CHANNEL": "C0123456789"}, "ASSISTANT_SLACK_STAFF_CHANNEL"),
        (
            [],
            {"SLACK_BOT_TOKEN": "xoxb-verysecret", "SLACK_SIGNING_SECRET": "verysecret"},
            "ASSISTANT_SLACK_STAFF_CHANNEL",
        ),
        ([], {"SLACK_BOT_TOKEN": "xapp-verysecret"}, "SLACK_BOT_TOKEN"),
        (["--socket-mode"], {}, "SLACK_APP_TOKEN"),
        (
            ["--socket-mode"],
            {**TOKENS, "SLACK_SIGNING_SECRET": "verysecret"},
            "SLACK_APP_TOKEN",
        ),
    ],
)
def test_half_of_slacks_settings_end_the_start_with_the_name_of_the_variable(
    ingested: Installation, words: list[str], variables: dict[str, str], named: str
) -> None:
    done = ingested.run("serve", "--port", "0", *words, **variables)
    assert done.returncode == 2
    assert done.stdout == ""
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert "verysecret" not in done.stderr


# Prints the packages that are loaded where `serve` is about to listen, and no Slack is set up.
LOADED = """
import asyncio, sys
from assistant.commands.serve import serve
from assistant.commands.tenant import Tenant
from assistant.settings import read_settings
from assistant.storage.tenancy import choose_tenancy
from assistant.web.app import create_app
from assistant.wiring import open_rooms

async def main():
    settings = read_settings()
    async with open_rooms(settings, with_slack=True) as rooms:
        create_app(Tenant(rooms, choose_tenancy(settings.database, settings.bus_url)).house())

asyncio.run(main())
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_without_slack_none_of_its_libraries_is_loaded(installation: Installation) -> None:
    done = installation.run_python(LOADED)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "fastapi" in loaded
    assert not loaded & {"slack_bolt", "slack_sdk", "aiohttp"}
