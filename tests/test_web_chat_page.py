"""The chat page as the server draws it: whole, every figure led somewhere, nothing let through."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from jinja2 import Environment

from assistant.conversation import Author, Conversation, ConversationId, Message, State
from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from assistant.web.chat.page import ChatPage, Sheet
from assistant.web.page import make_templates
from assistant.web.words import read_words
from tests.skeletons import PAYLOADS, Skeleton
from tests.test_web_fakes import ANSWER, ASSOCIATION, FakeHouse

AT = datetime(2026, 11, 29, 22, 5, tzinfo=UTC)
QUOTE = {
    "id": "Zk3_x-0pQ7vT1mW9bL5dRa",
    "steps": [{"n": 1, "text": "Population: 48,210, as you said"}, {"n": 2, "text": "USD 300"}],
}
QUOTED = Answer(
    Outcome.ANSWERED,
    "You would pay USD 300 for 48,210 people.\n\n- Population: **48,210**, as you said [1]",
    sources=(Source(1, "dues.csv", "Dues", "line 4", "", "2026", "25000 | 49999 | 300", 4),),
    figures=(
        Figure("USD 300", FigureKind.MONEY, "quote:2"),
        Figure("48,210", FigureKind.NUMBER, "visitor"),
    ),
    quote=QUOTE,
)


def conversation(state: State = State.WITH_ASSISTANT, claimed_by: str = "") -> Conversation:
    id = ConversationId("conversation-1")
    return Conversation(id, "en", "", "", "", False, state, claimed_by, 9, 9, AT)


def message(author: Author, words: str, seq: int = 1, **more: Any) -> Message:  # noqa: ANN401
    return Message(seq, author, words, AT, **more)


def replied(answer: Answer, seq: int = 2, **more: Any) -> Message:  # noqa: ANN401 - fields
    told = answer.to_json()
    return message(Author.ASSISTANT, answer.text, seq, answer=told, replies_to=seq - 1, **more)


def page_of(
    messages: Sequence[Message] = (),
    state: State = State.WITH_ASSISTANT,
    *,
    claimed_by: str = "",
    templates: Environment | None = None,
    association: Mapping[str, Any] = ASSOCIATION,
    suggestions: Sequence[str] = ("One?",),
    **sheet: Any,  # noqa: ANN401 - its fields
) -> str:
    house = FakeHouse(association=association, suggestions=suggestions)
    page = ChatPage(house.rooms(takes_contact=True), read_words(), templates or make_templates())
    talk = conversation(state, claimed_by)
    return page.render(Sheet(id=talk.id, conversation=talk, messages=messages, **sheet))


# ---- What is drawn


def test_an_answer_is_drawn_with_its_sources() -> None:
    page = page_of([message(Author.VISITOR, "When?"), replied(ANSWER)])
    assert '<strong><a class="figure" href="#m2-source-1">1956</a></strong>' in page
    assert '<a class="mark" href="#m2-source-2" aria-label="source 2">2</a>' in page
    assert '<li id="m2-source-1" value="1">' in page
    assert '<blockquote dir="auto">It began in 1956.</blockquote>' in page
    assert '<span class="section"> · 2016</span>' in page
    assert page.count('href="https://example.org/d"') == 1
    assert '<time datetime="2026-11-29T22:05:00+00:00">29 Nov 2026, 22:05 UTC</time>' in page
    assert 'name="text" value="Who founded it?"' in page
    assert "Automated assistant" in page


def test_a_figure_leads_to_its_step_and_to_the_visitors_words() -> None:
    page = page_of([message(Author.VISITOR, "48,210 people"), replied(QUOTED)])
    assert '<a class="figure" href="#m2-quote-2">USD 300</a>' in page
    assert '<a class="figure" href="#m1">48,210</a>' in page
    assert '<li id="m2-quote-1">' in page  # said by the text
    assert '<li id="m2-quote-2">USD 300</li>' in page  # said by no line of it
    assert 'href="quotes/Zk3_x-0pQ7vT1mW9bL5dRa"' in page


def test_every_place_that_is_led_to_is_there_once() -> None:
    listed = {"steps": [{"n": 1, "text": "Listed with 3 partners."}]}
    looked_up = Answer(
        Outcome.ANSWERED,
        "Listed with 3 partners. Of 9 and 8.",
        figures=(
            Figure("3", FigureKind.NUMBER, "directory:1"),
            Figure("9", FigureKind.NUMBER, "directory:7"),
            Figure("8", FigureKind.NUMBER, "source:7"),
        ),
        directory=listed,
    )
    page = page_of(
        [
            message(Author.VISITOR, "When?", 1),
            replied(ANSWER, 2),
            message(Author.VISITOR, "How much?", 3),
            replied(QUOTED, 4),
            replied(QUOTED, 5),
            replied(looked_up, 6),
        ]
    )
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'\sform="([^"]+)"', page)) <= set(ids)
    for named in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page):
        assert set(named.split()) <= set(ids)
    assert '<span class="figure">9</span>' in page
    assert '<a class="figure" href="#m6-directory-1">3</a>' in page


def test_a_text_leads_to_hosts_of_the_association_alone() -> None:
    own = {**ASSOCIATION, "allowed_link_hosts": ["example.org"]}
    words = "See [how](https://example.org/join) or https://evil.example/x."
    answer = Answer(Outcome.ANSWERED, words)
    page = page_of([replied(answer), message(Author.STAFF, words, 3, name="Ana")], association=own)
    assert page.count('<a href="https://example.org/join"') == 2
    assert 'href="https://evil' not in page
    assert page.count("https://evil.example/x.") == 2


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_person_is_offered_where_the_documents_do_not_help(outcome: Outcome) -> None:
    page = page_of([replied(Answer(outcome, "Hm."))])
    drawn = page[page.index('<li class="message') : page.index("</li>")]
    helped = outcome not in {Outcome.ANSWERED, Outcome.CLARIFY}
    assert ("tel:2025550100" in drawn) is helped
    assert ('class="outcome"' in drawn) is (outcome is not Outcome.ANSWERED)


def test_what_was_taken_back_changed_or_mailed_is_said() -> None:
    page = page_of(
        [
            message(Author.STAFF, "", 1, name="Ana", removed=True),
            message(Author.STAFF, "Later", 2, name="Ana", edited=True, mailed=True),
            message(Author.HOUSE, "The office opens at 9.", 3),
        ]
    )
    assert "Taken back." in page
    assert "· edited · sent by e-mail" in page
    assert "Notice" in page
    assert "<bdi>Ana</bdi>, staff" in page


@pytest.mark.parametrize(
    ("messages", "state", "said"),
    [
        ([message(Author.VISITOR, "a")], State.WITH_ASSISTANT, "The answer is not ready yet"),
        ([message(Author.VISITOR, "a"), replied(ANSWER)], State.WITH_ASSISTANT, ""),
        ([message(Author.VISITOR, "a")], State.WAITING_FOR_STAFF, "You have asked for a person"),
        ([message(Author.VISITOR, "a")], State.WITH_STAFF, "Ana answers you here"),
        ([message(Author.VISITOR, "a"), replied(ANSWER)], State.CLOSED, "conversation is closed"),
    ],
)
def test_the_page_says_who_has_the_conversation(
    messages: list[Message], state: State, said: str
) -> None:
    page = page_of(messages, state, claimed_by="Ana")
    assert ('class="standing"' in page) is bool(said)
    assert said in page
    waits = state in {State.WAITING_FOR_STAFF, State.WITH_STAFF}
    assert ('name="email"' in page) is waits


def test_the_page_opens_at_what_is_new() -> None:
    asked, answered = message(Author.VISITOR, "a", 3), replied(ANSWER, 4)
    later = message(Author.STAFF, "b", 5, name="Ana")
    for messages, newest in (([asked, answered], 3), ([asked, answered, later], 5)):
        page = page_of(messages)
        assert page.index(f'id="m{newest}"') < page.index('<span id="now">')
        assert page.count('id="now"') == 1
    for trouble, notice in (("Too long.", ""), ("", "Noted."), ("a", "b")):
        page = page_of([asked, answered], trouble=trouble, notice=notice)
        assert page.count('id="now"') == 1


@pytest.mark.parametrize("days", [1, 90])
def test_how_long_words_are_kept_is_said(days: int) -> None:
    house = FakeHouse().rooms(kept_days=days)
    page = ChatPage(house, read_words(), make_templates()).render(Sheet())
    assert f"Kept {days} day{'s' if days > 1 else ''}." in page


def test_a_bare_association_still_makes_a_page() -> None:
    page = page_of([replied(ANSWER)], association={}, suggestions=())
    assert "tel:" not in page
    assert "A person can help:" not in page
    assert ">Privacy<" not in page


def test_a_page_has_one_heading_of_the_first_level_and_a_name_for_each_box() -> None:
    page = page_of([message(Author.VISITOR, "a"), replied(ANSWER)], State.WAITING_FOR_STAFF)
    parts = [tag for tag, _ in Skeleton(page).parts]
    assert [parts.count(tag) for tag in ("h1", "main", "header", "footer")] == [1] * 4
    assert '<html lang="en">' in page
    assert 'href="#question"' in page
    for name in ("question", "email", "name", "community"):
        assert f'for="{name}"' in page
        assert f'id="{name}"' in page
    for form in page.split("<form")[1:]:
        assert 'name="token"' in form.partition("</form>")[0]
        assert "token=" not in form


# ---- Nothing let through, nothing loaded from elsewhere


def full_page(payload: str, templates: Environment) -> str:
    """Each page with a payload wherever words of others stand."""
    answer = Answer(
        Outcome.UNANSWERED,
        f"I looked for {payload} [1]\n\n- item {payload}\n\n| a | {payload.replace('|', '')} |",
        sources=(Source(1, payload, payload, f"Section {payload}", "", payload, payload),),
        figures=(Figure("looked", FigureKind.NUMBER, payload),),
        suggestions=(payload,),
        language=payload,
        quote={"id": payload, "steps": [{"n": 1, "text": payload}]},
        directory={"steps": [{"n": 1, "text": f"Found {payload}"}]},
    )
    association = {"name": payload, "greeting": payload, "telephone": f"1 {payload}"}
    association |= {"email": payload, "privacy_page": payload}
    messages = [
        message(Author.VISITOR, payload, 1),
        message(Author.STAFF, payload, 2, name=payload, edited=True),
        message(Author.HOUSE, payload, 3),
        replied(answer, 4),
    ]
    contact = {"email": payload, "name": payload, "community": payload}
    drawn = page_of(
        messages,
        State.WITH_STAFF,
        claimed_by=payload,
        templates=templates,
        association=association,
        token=payload,
        client_id=payload,
        text=payload,
        contact=contact,
        trouble=payload,
        notice=payload,
    )
    house = FakeHouse(association=association, suggestions=(payload,))
    page = ChatPage(house.rooms(), read_words(), templates)
    return drawn + page.render(Sheet(text=payload)) + page.ask_erase(Sheet(id=payload))


def smuggles(payload: str, templates: Environment) -> bool:
    """Whether a payload changes what the page is made of."""
    harmless = Skeleton(full_page("harmless", templates))
    return Skeleton(full_page(payload, templates)).parts != harmless.parts


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nobodys_words_become_markup(payload: str) -> None:
    page = Skeleton(full_page(payload, make_templates()))
    assert not smuggles(payload, make_templates())
    assert page.words.count(payload) >= 15
    schemes = {urlsplit(link).scheme.lower() for link in page.links}
    assert schemes <= {"", "tel", "mailto"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_detector_sees_what_a_template_without_escaping_lets_through(payload: str) -> None:
    unescaped = make_templates()
    unescaped.autoescape = False
    assert smuggles(payload, unescaped)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/a?b=c", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://example.org/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("https://[", False),
    ],
)
def test_only_web_addresses_become_links(address: str, shown: bool) -> None:
    source = Source(1, "d.md", "D", "", address, "", "e")
    answer = Answer(Outcome.ANSWERED, "Yes. [1]", sources=(source,))
    association = {**ASSOCIATION, "privacy_page": address}
    page = Skeleton(page_of([replied(answer)], association=association))
    assert page.links.count(address) == (2 if shown else 0)


async def test_the_page_loads_only_files_of_its_own() -> None:
    page = page_of([message(Author.VISITOR, "a"), replied(ANSWER)])
    files = re.findall(r'(?:src|href)="(static/[^"]+)"', page)
    async with FakeHouse().client() as visitor:
        for file in files:
            assert (await visitor.get(f"/{file}")).status_code == 200
    assert set(files) == {"static/icon.svg", "static/page.css", "static/chat.css"}
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script", page)
