"""The page with the question box, as the server draws it: whole, and with nothing let through."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from urllib.parse import urlsplit

import pytest
from jinja2 import Environment

from assistant.seams import IndexMismatch
from assistant.vocabulary import Answer, Outcome, Source
from assistant.web.page import Page, make_templates, read_reach, web_url
from assistant.web.words import read_words
from tests.test_web_fakes import ANSWER, FakeHouse

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mi xlink:href='data:x,alert(1)'>x</mi></math>",
    "<form action=//evil.example><input name=q></form>",
    "<input autofocus onfocus=alert(1)>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<object data=javascript:alert(1)></object>",
    '"><script>alert(1)</script>',
    '" onmouseover="alert(1)" x="',
    "</textarea><script>alert(1)</script>",
    "</title></template><script>alert(1)</script>",
]


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def page_with(payload: str, templates: Environment) -> str:
    """The page with a payload wherever words of others stand."""
    answer = Answer(
        Outcome.UNANSWERED,
        f"I looked for {payload} [1]\n\n- item {payload}",
        sources=(Source(1, payload, payload, f"Section {payload}", "", payload, payload),),
        suggestions=(payload,),
    )
    house = FakeHouse(
        association={"name": payload, "greeting": payload, "telephone": f"1 {payload}"},
        suggestions=(payload,),
    )
    page = Page(house.rooms(), read_words(), templates)
    return page.render(payload, answer) + page.render(payload, trouble=payload)


def smuggles(payload: str, templates: Environment) -> bool:
    """Whether a payload changes what the page is made of."""
    harmless = Skeleton(page_with("harmless", templates))
    return Skeleton(page_with(payload, templates)).parts != harmless.parts


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nobodys_words_become_markup(payload: str) -> None:
    assert not smuggles(payload, make_templates())
    assert payload in Skeleton(page_with(payload, make_templates())).words


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_detector_sees_what_a_template_without_escaping_lets_through(payload: str) -> None:
    unescaped = make_templates()
    unescaped.autoescape = False
    assert smuggles(payload, unescaped)


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_the_form_answers_a_payload_as_text(payload: str) -> None:
    house = FakeHouse(reply=replace(ANSWER, text=payload, sources=(), figures=()))
    async with house.client() as visitor:
        drawn = await visitor.post("/", data={"question": payload})
        harmless = await visitor.post("/", data={"question": "harmless"})
    assert house.asked[0].message == payload
    assert Skeleton(drawn.text).parts == Skeleton(harmless.text).parts


# ---- Working without JavaScript


async def test_the_page_shows_who_asks_and_four_questions_to_start_with() -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.get("/", headers=BROWSER)
    page = response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="en">' in page
    assert "Sister Towns" in page
    assert "Ask about membership." in page
    assert re.findall(r'name="question" value="([^"]*)"', page) == [
        "How does a city join?", "Two?", "Three?", "Four?",
    ]  # fmt: skip
    assert 'role="log"' in page
    assert '<label for="question">' in page
    assert 'href="#question"' in page
    assert 'href="tel:2025550100"' in page
    assert 'href="mailto:office@example.org"' in page
    assert 'href="https://example.org/privacy"' in page


async def test_a_form_gets_the_answer_with_its_sources() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        response = await visitor.post("/", data={"question": " When? "}, headers=BROWSER)
    page = response.text
    assert response.status_code == 200
    assert house.asked[0].message == "When?"
    assert '<strong><a class="figure" href="#source-1">1956</a></strong>' in page
    assert '<a class="mark" href="#source-2" aria-label="source 2">2</a>' in page
    assert '<li id="source-1" value="1">' in page
    assert "<blockquote>It began in 1956.</blockquote>" in page
    assert '<span class="section"> · 2016</span>' in page
    assert page.count('href="https://example.org/d"') == 1
    assert 'value="Who founded it?"' in page


async def test_an_address_may_carry_the_question() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        response = await visitor.get("/", params={"question": "When?"})
    assert house.asked[0].message == "When?"
    assert 'class="turn"' in response.text


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_a_person_is_offered_where_the_documents_do_not_help(outcome: Outcome) -> None:
    async with FakeHouse(reply=replace(ANSWER, outcome=outcome)).client() as visitor:
        page = (await visitor.post("/", data={"question": "a"})).text
    turn = page[page.index("<article") : page.index("</article>")]
    helped = outcome not in {Outcome.ANSWERED, Outcome.CLARIFY}
    assert ("tel:2025550100" in turn) is helped
    assert ('class="outcome"' in turn) is (outcome is not Outcome.ANSWERED)


async def test_a_refused_question_stays_in_the_box() -> None:
    question = "</textarea>" + "a" * 2000
    house = FakeHouse()
    async with house.client() as visitor:
        response = await visitor.post("/", data={"question": question})
    assert response.status_code == 422
    assert "longer than 2000 characters" in response.text
    assert "&lt;/textarea&gt;aaa" in response.text
    assert house.asked == []


async def test_two_thousand_characters_of_any_script_fit_a_form() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        assert (await visitor.post("/", data={"question": "𝄞" * 2000})).status_code == 200
        too_large = await visitor.post("/", data={"question": "a" * 40_000}, headers=BROWSER)
    assert too_large.status_code == 413
    assert "Too much text" in too_large.text


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"question=a", {"Content-Type": "text/plain"}, 415),
        (b"question=%ED%A0%80", FORM, 400),
        (b"question=\xff", FORM, 400),
        (b"", FORM, 422),
        (b"question=%00", FORM, 422),
        (b"other=a", FORM, 422),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    body: bytes, headers: dict[str, str], status: int
) -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.post("/", content=body, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(IndexMismatch("x"), 503, "Not available"), (KeyError("x"), 500, "Something went wrong")],
)
async def test_a_browser_reads_a_problem_as_a_page(
    error: Exception, status: int, words: str
) -> None:
    async with FakeHouse(error=error).client() as visitor:
        response = await visitor.post("/", data={"question": "secret"}, headers=BROWSER)
        program = await visitor.post("/api/v1/ask", json={"question": "a"}, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert words in response.text
    assert "secret" not in response.text
    assert '<link rel="stylesheet" href="/static/page.css">' in response.text
    assert program.headers["content-type"] == "application/problem+json"


async def test_a_bare_association_still_makes_a_page() -> None:
    async with FakeHouse(association={}, suggestions=()).client() as visitor:
        response = await visitor.get("/")
    assert response.status_code == 200
    assert "tel:" not in response.text
    assert "A person can help:</p>" not in response.text


# ---- Links and files


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("HTTPS://example.org", True),
        ("", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://example.org/%0aalert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("/path", False),
        ("https://", False),
        ("ftp://example.org", False),
        ("https://[", False),
    ],
)
async def test_only_web_addresses_become_links(address: str, shown: bool) -> None:
    source = replace(ANSWER.sources[0], url=address)
    reply = replace(ANSWER, sources=(source,))
    async with FakeHouse(reply=reply).client() as visitor:
        page = Skeleton((await visitor.post("/", data={"question": "a"})).text)
    assert (address in page.links) is shown
    assert bool(web_url(address)) is shown
    schemes = {urlsplit(link).scheme.lower() for link in page.links}
    assert schemes <= {"", "http", "https", "tel", "mailto"}


def test_contact_data_that_is_no_address_makes_no_link() -> None:
    reach = read_reach({"telephone": "by post", "email": "a@b?cc=c@d"})
    assert (reach.telephone_url, reach.email_url) == ("", "")
    assert read_reach({"telephone": "+1 (202) 555-0100"}).telephone_url == "tel:+12025550100"


async def test_the_page_loads_only_files_of_its_own() -> None:
    async with FakeHouse().client() as visitor:
        page = (await visitor.get("/")).text
        files = re.findall(r'(?:src|href)="(static/[^"]+)"', page)
        for file in files:
            assert (await visitor.get(f"/{file}")).status_code == 200
    assert set(files) == {"static/icon.svg", "static/page.css", "static/assistant.js"}
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?! type=.module. src=)", page)


def test_the_script_builds_nodes_and_never_markup() -> None:
    script = (resources.files("assistant.web") / "static/assistant.js").read_text("utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", ".style"):
        assert way not in script.replace("innerText", "")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_words_stand_out_from_what_is_behind_them(theme: int) -> None:
    style = (resources.files("assistant.web") / "static/page.css").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style.split(":root {")[theme + 1]))
    for words in ("ink", "faint", "accent"):
        for behind in ("paper", "sheet", "wash"):
            assert _contrast(colours[words], colours[behind]) >= 4.5, (words, behind)
    assert _contrast(colours["ink"], colours["mark"]) >= 4.5
    assert _contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert _contrast(colours["trouble"], colours["paper"]) >= 4.5
    assert _contrast(colours["edge"], colours["sheet"]) >= 3  # the edge of a control
