"""The payloads run where pages are careless: what notices nothing elsewhere would notice them."""

import asyncio

from playwright.async_api import Browser

from tests.browsers import Watch, window
from tests.payloads import PAYLOADS, Sink
from tests.served import Website
from tests.unsafe_pages import unsafe_pages


def test_there_are_a_hundred_and_twenty_different_payloads() -> None:
    assert len({payload.text for payload in PAYLOADS}) == 120


async def test_every_payload_that_can_is_noticed_on_an_unsafe_page(
    browser: Browser, website: Website
) -> None:
    website.pages = unsafe_pages(PAYLOADS)
    can = {payload.number for payload in PAYLOADS if payload.sink is not Sink.NONE}
    async with window(browser, website.address) as unsafe:
        await unsafe.page.goto(website.address)
        await _until_noticed(unsafe.watch, can)
        assert not unsafe.watch.violations
    assert unsafe.watch.noticed() == can
    assert len(can) == 116


async def _until_noticed(watch: Watch, payloads: set[int]) -> None:
    try:
        async with asyncio.timeout(30):
            while not payloads <= watch.noticed():  # noqa: ASYNC110 - pages tell nobody
                await asyncio.sleep(0.05)
    except TimeoutError:
        missed = payloads - watch.noticed()
        raise AssertionError([one for one in PAYLOADS if one.number in missed]) from None
