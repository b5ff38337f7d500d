"""What a page is made of, without its words: a text that has become an element stands out."""

from typing import Final

from playwright.async_api import Page

from tests.unsafe_pages import PROVOKE

# Each kind of element with its attributes' names, and with the scheme of where it leads.
_LOOK: Final = """
function look(root, found) {
  for (const one of root.querySelectorAll("*")) {
    if (one.shadowRoot) look(one.shadowRoot, found);
    const to = one.matches("form") ? one.action : one.matches("a, area") ? one.href : "";
    const leads = to ? new URL(to).protocol : "";
    found.add([one.localName, ...one.getAttributeNames().sort(), leads].join(" ").trim());
  }
  return [...found];
}
"""
# Links that lead to websites are not followed, and no form is sent.
_STRANGE: Final = "a:not([href^=http], [href^='/'])"
_POKE: Final = f"""(clicked) => {{
  {PROVOKE}
  {_LOOK}
  provoke(document, clicked);
  return look(document, new Set());
}}"""


async def poke(page: Page, *clicked: str) -> set[str]:
    """Set off what stands in attributes, follow every strange link, and look what is there.

    Args:
        page: Where.
        clicked: What else is clicked on, by selectors.

    Returns:
        The kinds of elements of the page, open shadow roots included.
    """
    return set(await page.evaluate(_POKE, ", ".join((_STRANGE, *clicked))))
