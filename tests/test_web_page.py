"""What all pages share: links that lead to the web only, ways to a person, colours, problems."""

import re
from importlib import resources

import pytest

from assistant.web.page import read_reach, web_url
from tests.test_web_fakes import FakeHouse

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
THEMES = (0, 1)  # light, dark: the first and the second list of colours of a file


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
def test_only_web_addresses_become_links(address: str, shown: bool) -> None:
    assert bool(web_url(address)) is shown


def test_contact_data_that_is_no_address_makes_no_link() -> None:
    reach = read_reach({"telephone": "by post", "email": "a@b?cc=c@d"})
    assert (reach.telephone_url, reach.email_url) == ("", "")
    assert read_reach({"telephone": "+1 (202) 555-0100"}).telephone_url == "tel:+12025550100"


async def test_a_browser_reads_a_problem_as_a_page_with_a_way_back() -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.get("/nothing", headers=BROWSER)
        program = await visitor.get("/api/v1/nothing", headers=BROWSER)
    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<link rel="stylesheet" href="/static/page.css">' in response.text
    assert '<a class="pill" href="/">Back to the membership page</a>' in response.text
    assert program.headers["content-type"] == "application/problem+json"


def style_of(name: str) -> str:
    return (resources.files("assistant.web") / "static" / name).read_text("utf-8")


def colours_of(style: str, theme: int) -> dict[str, str]:
    """The colours of a theme, where dark ones stand in for the light ones they replace."""
    lists = style.split(":root {")[1 : theme + 2]
    return {name: colour for one in lists for name, colour in _COLOUR.findall(one.split("}")[0])}


_COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_what_is_behind_them(theme: int) -> None:
    colours = colours_of(style_of("page.css"), theme)
    for words in ("ink", "faint", "accent"):
        for behind in ("paper", "sheet", "wash", "mark"):
            assert _contrast(colours[words], colours[behind]) >= 4.5, (words, behind)
    assert _contrast(colours["on-accent"], colours["accent"]) >= 4.5
    for behind in ("paper", "sheet"):
        assert _contrast(colours["trouble"], colours[behind]) >= 4.5
        assert _contrast(colours["edge"], colours[behind]) >= 3  # the edge of a control


@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_the_deep_colours_of_the_demonstration(theme: int) -> None:
    colours = colours_of(style_of("demo.css"), theme)
    for words in ("on-deep", "soft-on-deep"):
        for behind in ("deep", "deeper"):
            assert _contrast(colours[words], colours[behind]) >= 7, (words, behind)


@pytest.mark.parametrize("name", ["page.css", "chat.css", "demo.css", "staff.css"])
def test_colours_stand_in_the_lists_so_that_both_themes_have_them(name: str) -> None:
    rules = re.sub(r":root \{[^}]*\}", "", style_of(name))
    assert re.findall(r"(?<![\w-])#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", rules) == []
