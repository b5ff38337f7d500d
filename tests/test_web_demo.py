"""The demonstration page: what it says is the association's own, and its buttons ask the chat."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import pytest
from jinja2 import Environment
from starlette.requests import Request

from assistant.web.demo import Demo
from assistant.web.page import make_templates
from assistant.web.words import read_words
from tests.skeletons import PAYLOADS, Skeleton
from tests.test_web_fakes import ASSOCIATION, FakeHouse

PAGES = {
    "join_us": "https://example.org/join",
    "join_global": "https://example.org/global",
    "city_directory": "https://example.org/directory",
}
HOSTING = {"Host": "localhost:8000"}


async def page_of(house: FakeHouse, **settings: Any) -> str:  # noqa: ANN401 - of a house
    async with house.client(**settings) as visitor:
        response = await visitor.get("/", headers=HOSTING)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


async def test_the_page_is_the_associations() -> None:
    page = await page_of(FakeHouse(association={**ASSOCIATION, **PAGES}))
    assert "<title>Membership of Sister Towns</title>" in page
    links = Skeleton(page).links
    for address in PAGES.values():
        assert address in links
    assert 'href="tel:2025550100"' in page
    assert 'href="mailto:office@example.org"' in page
    assert 'href="https://example.org/privacy"' in page
    assert "This page is a demonstration." in page


async def test_only_questions_that_are_answered_are_offered() -> None:
    asked = ("How do we join?", 'One "two" <three>?', "4?", "5?", "6?")
    page = await page_of(FakeHouse(suggestions=asked))
    offered = re.findall(r'data-ask="([^"]+)" name="question" value="([^"]+)"', page)
    assert sorted(offered) == sorted(
        (text, text) for text in ("How do we join?", "One &#34;two&#34; &lt;three&gt;?", "4?", "5?")
    )
    join = page[page.index('id="join"') : page.index('id="costs"')]
    assert join.count('data-ask="How do we join?"') == 1  # in its own section
    without = await page_of(FakeHouse(suggestions=()))
    assert re.findall(r'data-ask="([^"]*)"', without) == [""]


async def test_the_page_states_nothing_that_would_have_to_be_kept_up() -> None:
    told = " ".join(read_words().demo.values())
    assert not re.search(r"\d|[$€£%]|Sister Cities", told.replace("ASSISTANT_ALLOWED_ORIGINS", ""))


async def test_without_scripts_the_buttons_lead_to_the_plain_chat() -> None:
    page = await page_of(FakeHouse())
    assert '<form id="ask" action="chat" method="get"></form>' in page
    assert set(re.findall(r'<button[^>]* form="([a-z]+)"', page)) == {"ask"}
    noscript = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert '<a href="chat">' in noscript
    assert '<li><a href="chat">' in page


@pytest.mark.parametrize(
    ("public", "address"),
    [
        ("", "http://localhost:8000"),
        ("https://chat.example.org", "https://chat.example.org"),
        ("https://example.org/assistant/", "https://example.org/assistant"),
    ],
)
async def test_the_web_team_finds_what_to_copy(public: str, address: str) -> None:
    page = await page_of(FakeHouse(), public_url=public)
    words = Skeleton(page).words
    assert words.count(f'<script src="{address}/widget.js" defer></script>') == 2
    assert f'<membership-chat\n  endpoint="{address}"' in words
    assert "ASSISTANT_ALLOWED_ORIGINS" in words


@pytest.mark.parametrize("association", [{}, {"name": ""}, {"join_us": "javascript:alert(1)"}])
async def test_a_bare_association_still_makes_a_page(association: Mapping[str, str]) -> None:
    page = await page_of(FakeHouse(association=association, suggestions=()))
    assert "<title>Membership</title>" in page
    assert "tel:" not in page
    assert "javascript:" not in page
    assert {urlsplit(link).scheme for link in Skeleton(page).links} == {""}


async def test_the_page_is_marked_up_for_those_who_hear_it() -> None:
    page = await page_of(FakeHouse(association={**ASSOCIATION, **PAGES}))
    parts = [tag for tag, _ in Skeleton(page).parts]
    assert [parts.count(tag) for tag in ("h1", "main", "header", "footer", "nav")] == [1] * 5
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for named in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert named in ids


async def test_nothing_is_asked_by_an_address() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        assert (await visitor.get("/", params={"question": "When?"})).status_code == 200
        assert (await visitor.post("/", data={"question": "When?"})).status_code == 405
        assert (await visitor.head("/")).status_code == 200
    assert house.asked == []


# ---- Nothing let through, nothing loaded from elsewhere


def page_with(payload: str, templates: Environment) -> str:
    association = dict.fromkeys((*ASSOCIATION, *PAGES), payload) | {"telephone": f"1 {payload}"}
    house = FakeHouse(association=association, suggestions=(payload,))
    demo = Demo(house.rooms(public_url=payload), read_words(), templates)
    return demo.render(Request({"type": "http", "headers": []}))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nobodys_words_become_markup(payload: str) -> None:
    drawn = Skeleton(page_with(payload, make_templates()))
    assert drawn.parts == Skeleton(page_with("harmless", make_templates())).parts
    assert drawn.words.count(payload) >= 7


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_detector_sees_what_a_template_without_escaping_lets_through(payload: str) -> None:
    unescaped = make_templates()
    unescaped.autoescape = False
    drawn = Skeleton(page_with(payload, unescaped))
    assert drawn.parts != Skeleton(page_with("harmless", unescaped)).parts


async def test_the_page_loads_only_files_of_its_own() -> None:
    page = await page_of(FakeHouse())
    files = re.findall(r'(?:src|href)="((?:static/|widget)[^"]+)"', page)
    async with FakeHouse().client() as visitor:
        for file in files:
            assert (await visitor.get(f"/{file}")).status_code == 200
    assert set(files) == {
        *("static/icon.svg", "static/page.css", "static/demo.css", "static/demo.js"),
        "widget.js",
    }
    assert page.count("<script") == 2
    assert '<script src="widget.js" defer></script>' in page
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]* src=)", page)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run the page's script")
@pytest.mark.parametrize(
    ("chat", "done"),
    [("{ ask: note('ask'), open: note('open') }", ["ask Two?", "open"]), ("null", []), ("{}", [])],
)
def test_the_buttons_ask_the_chat_window_where_there_is_one(chat: str, done: list[str]) -> None:
    script = (resources.files("assistant.web") / "static/demo.js").read_text("utf-8")
    program = (
        "const done = []; let kept = 0;"
        " const note = (name) => (text) => done.push([name, text].filter(Boolean).join(' '));"
        f" const chat = {chat};"
        " const button = (ask) => ({ dataset: { ask }, addEventListener: (_, does) =>"
        " does({ preventDefault: () => (kept += 1) }) });"
        " const document = { querySelector: () => chat,"
        " querySelectorAll: () => [button('Two?'), button('')] };"
        f" {script} console.log(JSON.stringify({{ done, kept }}));"
    )
    ran = subprocess.run(
        ["node", "-e", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(ran.stdout) == {"done": done, "kept": len(done)}
