"""What watches over pages in a real browser notices a bad one, and finds no fault with a good."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.accessibility import axe
from tests.browsers import window
from tests.houses import until
from tests.installations import REPOSITORY
from tests.served import Served, Website

GOOD = """<!doctype html><html lang="en"><title>Good</title>
<main><h1>Good</h1><p>Nothing is wrong here.</p></main></html>"""
BAD = """<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1>
<button id="show">Show</button>
<script>
document.getElementById("show").addEventListener("click", () => {
  console.error("told");
  alert("asked");
  new Image().src = "http://evil.test/7";
  new WebSocket("ws://evil.test/8");
  window.__fired(9);
  missing();
});
</script></main></html>"""
INACCESSIBLE = """<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1>
<bad-button></bad-button><img src="data:,"></main><script>
customElements.define("bad-button", class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: "open" }).append(document.createElement("button"));
  }
});
</script></html>"""


async def test_a_good_page_is_found_good(browser: Browser, website: Website) -> None:
    website.pages = {"/": GOOD}
    async with window(browser, website.address) as good:
        await good.page.goto(website.address)
        await expect(good.find("h1")).to_have_text("Good")
        assert await axe(good.page) == []
    assert good.watch.seen() == {}


async def test_whatever_a_bad_page_does_is_noticed(browser: Browser, website: Website) -> None:
    website.pages = {"/": BAD}
    async with window(browser, website.address) as bad:
        await bad.page.goto(website.address)
        await bad.find("#show").click()
        await until(lambda: len(bad.watch.errors) == 3 and len(bad.watch.failed_loads) == 1)
        assert bad.watch.noticed() == {7, 8, 9}
        assert bad.watch.dialogs == ["asked"]
        assert bad.watch.errors[:2] == ["told", "missing is not defined"]
        assert bad.watch.violations == []


async def test_what_a_policy_forbids_is_noticed_in_a_shadow_root_too(
    browser: Browser, website: Website
) -> None:
    website.policy = "img-src 'none'; style-src 'none'"
    website.pages = {
        "/": GOOD + '<div><template shadowrootmode="open"><p style="color:red">x</p>'
        '<img alt="" src="/picture"></template></div>'
    }
    async with window(browser, website.address) as bad:
        await bad.page.goto(website.address)
        await until(lambda: len(bad.watch.violations) >= 4)
    told = "\n".join(bad.watch.violations)
    assert "style-src-attr" in told
    assert f"img-src: {website.address}/picture" in told
    assert website.asked.count("/picture") == 0


async def test_axe_finds_what_is_wrong_in_a_shadow_root(browser: Browser, website: Website) -> None:
    website.pages = {"/": INACCESSIBLE}
    async with window(browser, website.address) as bad:
        await bad.page.goto(website.address)
        found = await axe(bad.page)
    assert sorted(line.split()[1] for line in found) == ["button-name:", "image-alt:"]
    assert any("<button></button>" in line for line in found)


async def test_axe_works_under_our_own_policy(browser: Browser, served: Served) -> None:
    async with window(browser, served.address) as own:
        await own.page.goto(f"{served.address}/staff")
        assert await axe(own.page) == []
        await own.page.evaluate("document.querySelector('label').remove()")
        assert any(line.startswith("critical label:") for line in await axe(own.page))
    assert own.watch.seen() == {}


async def test_a_door_serves_again_on_its_port(browser: Browser, served: Served) -> None:
    visit = await served.house.visit()
    async with window(browser, served.address) as own:
        page = own.page
        await page.goto(f"{served.address}/staff")
        for end in (served.stop, served.die):
            await end()
            reply = await page.evaluate("fetch('/healthz').then((it) => it.status, () => 0)")
            assert reply == 0
            await served.start()
            reply = await page.evaluate("fetch('/healthz').then((it) => it.status)")
            assert reply == 200
    assert await served.house.says(visit) == []


async def test_a_message_whose_answer_a_death_broke_off_is_answered_afterwards(
    served: Served,
) -> None:
    visit = await served.house.visit()
    served.study.may_answer.clear()
    await served.house.reception.visitor_wrote(visit, "hello", "attempt-1")
    await until(lambda: bool(served.study.asked))
    await served.die()
    await served.start()
    served.study.may_answer.set()
    await asyncio.wait_for(served.house.rest(), 10)
    assert await served.house.says(visit) == ["hello", "Re: hello"]


@pytest.mark.parametrize(("ci", "ends"), [("", "1 skipped"), ("true", "1 error")])
def test_without_chromium_a_test_is_skipped_and_fails_where_ci_runs_it(
    tmp_path: Path, ci: str, ends: str
) -> None:
    test = f"{Path(__file__).name}::test_a_good_page_is_found_good"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"tests/{test}"],
        cwd=REPOSITORY,
        env={"PATH": str(tmp_path), "CI": ci, "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ends in done.stdout.splitlines()[-1]
    assert "apt-get install chromium" in done.stdout
