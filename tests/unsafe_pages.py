"""Pages that show texts without care: the control that the tests of payloads can notice any.

They are served by another website, under no policy.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from tests.payloads import Payload, Sink

# Does to every element what a visitor could do to it, and clicks on some.
PROVOKE: Final = """
function provoke(root, clicked) {
  for (const element of root.querySelectorAll("*")) {
    if (element.shadowRoot) provoke(element.shadowRoot, clicked);
    for (const name of element.getAttributeNames())
      if (name.startsWith("on")) element.dispatchEvent(new Event(name.slice(2)));
    if (element.matches(clicked))
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
}
"""
_MARKUP: Final[Mapping[Sink, str]] = {
    Sink.HTML: "<div>TEXT</div>",
    Sink.DOUBLE: '<p tabindex=0 title="TEXT">x</p>',
    Sink.SINGLE: "<p title='TEXT'>x</p>",
    Sink.BARE: "<p title=TEXT>x</p>",
    Sink.TEXTAREA: "<textarea>TEXT</textarea>",
    Sink.TITLE: "<title>TEXT</title>",
    Sink.STYLE: "<p>x</p><style>p{color:TEXT}</style>",
    Sink.COMMENT: "<!--TEXT-->",
    Sink.SCRIPT: '<div id=x></div><script>x.innerHTML = "TEXT";</script>',
    Sink.LITERAL: "<script>const said = `TEXT`;</script>",
    Sink.LINE: "<script>// TEXT\n</script>",
    Sink.NONE: "<div>TEXT</div>",
}
# How a script shows a text that stands in `text`.
_SCRIPTS: Final[Mapping[Sink, str]] = {
    Sink.LINK: "const a = document.createElement('a'); a.href = text; document.body.append(a);",
    Sink.MARKDOWN: r"""show(text
      .replace(/!\[(.*?)\]\((.*)\)/g, '<img alt="$1" src="$2">')
      .replace(/\[(.*?)\]\((.*)\)/g, '<a href="$2">$1</a>')
      .replace(/<([a-z]+:[^>]*)>/g, '<a href="$1">$1</a>')
      .replace(/\*\*(.*?)\*\*/g, "<b>$1</b>"));""",
    Sink.CURLY: "text.replace(/{{(.*?)}}/g, (_, sum) => new Function(`return ${sum}`)());",
    Sink.DECODED: "show(text); show(document.getElementById('x').textContent);",
    Sink.UNQUOTED: "show(decodeURIComponent(text));",
    Sink.NORMALISED: r"write(text.normalize('NFKC').replace(/[\0\u200b]/g, ''));",
    Sink.MUTATED: "show(text); show(document.getElementById('x').innerHTML);",
    Sink.FILTERED: r"write(text.replace(/<\/?script>/g, ''));",
    Sink.MERGED: """const kept = {};
      const merge = (into, from) => Object.keys(from).forEach((key) =>
        typeof from[key] === "object" ? merge(into[key] ??= {}, from[key])
          : (into[key] = from[key]));
      merge(kept, JSON.parse(text));
      show({}.shown);""",
}
_PAGE: Final = """<!doctype html><script>
PROVOKE
addEventListener("load", () => setTimeout(provoke, 0, document,
  "a, area, button, summary, [type=submit]"));
function show(html) { document.getElementById("x").innerHTML = html; }
function write(html) { document.write(html); document.close(); }
</script>
"""


def unsafe_pages(payloads: Iterable[Payload]) -> dict[str, str]:
    """A page for each payload, in its sink, and `/`, which shows them all in frames."""
    pages = {f"/{one.number}": unsafe_page(one) for one in payloads}
    frames = "".join(f'<iframe src="{path}"></iframe>' for path in pages)
    return {**pages, "/": f"<!doctype html><title>Unsafe</title>{frames}"}


def unsafe_page(payload: Payload) -> str:
    """A page that shows a payload in the way to which it was made."""
    start = _PAGE.replace("PROVOKE", PROVOKE)
    if payload.sink in _MARKUP:
        return start + _MARKUP[payload.sink].replace("TEXT", payload.text)
    text = json.dumps(payload.text).replace("<", "\\u003c")
    script = _SCRIPTS[payload.sink]
    return f"{start}<body><div id=x></div><script>{{const text = {text}; {script}}}</script>"
