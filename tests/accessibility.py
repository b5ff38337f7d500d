"""What axe-core finds wrong with a page for people who do not see, hear or move as others do."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from playwright.async_api import Page

_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN: Final = """
([only, kinds]) => axe.run(document, {
  runOnly: only,
  resultTypes: kinds,
  preload: false, // it would read style sheets anew, which a page's policy may forbid
})
"""
_TOO_SHORT: Final = "Element content is too short"  # a sign between two words


async def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA and of good practice, also in open shadow roots; one a line."""
    found = await _run(page, {"type": "tag", "values": _TAGS}, "violations")
    return [line for violation in found["violations"] for line in _lines(violation)]


async def faint_texts(page: Page) -> list[str]:
    """Texts that stand out too little, and those of which axe cannot tell; one a line."""
    kinds = ("violations", "incomplete")
    found = await _run(page, {"type": "rule", "values": ["color-contrast"]}, *kinds)
    told = [line for kind in kinds for one in found[kind] for line in _lines(one)]
    return [line for line in told if _TOO_SHORT not in line]


async def _run(page: Page, only: Mapping[str, object], *kinds: str) -> Any:  # noqa: ANN401 - JSON
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(_source())
    return await page.evaluate(_RUN, [only, kinds])


@cache
def _source() -> str:
    # Found beside the package's code, which adds nothing to what stands here.
    file = resources.files("axe_playwright_python") / "axe.min.js"
    return file.read_text(encoding="utf-8")


def _lines(violation: Mapping[str, Any]) -> Iterator[str]:
    for node in violation["nodes"]:
        summary = " ".join(node["failureSummary"].split())
        yield f"{violation['impact']} {violation['id']}: {node['html'][:200]} - {summary}"
