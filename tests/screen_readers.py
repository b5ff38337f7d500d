"""What a screen reader is told of a page: each text that comes into a live region."""

from typing import Final

from playwright.async_api import Page

# Every shadow root is listened to from its beginning, before there is anything in it.
_LISTEN: Final = """
window.spoken = { status: [], alert: [] };
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attach.call(this, options);
  new MutationObserver((changes) => {
    for (const [role, texts] of Object.entries(window.spoken)) {
      const one = root.querySelector(`[role=${role}]`);
      const has = changes.some(({ target }) => one && one.contains(target));
      if (has && one.textContent) texts.push(one.textContent);
    }
  }).observe(root, { childList: true, characterData: true, subtree: true });
  return root;
};
"""


async def listen(page: Page) -> None:
    """Listen to the pages that are opened from now on."""
    await page.add_init_script(_LISTEN)


async def spoken(page: Page, role: str = "status") -> list[str]:
    """What was spoken since the page was opened, in order."""
    texts: list[str] = await page.evaluate("(role) => window.spoken[role]", role)
    return texts
