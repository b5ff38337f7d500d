"""The files of the chat window: what other websites are served, how small it is, how new."""

import gzip
import os
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha384
from importlib import resources
from pathlib import Path

import pytest

from assistant.web.widget_files import read_script
from tests.test_web_fakes import FakeHouse

MOST_BYTES = 16_000  # gzipped, English included
WIDGET = Path(str(resources.files("assistant.web"))) / "widget"
ROOT = WIDGET.parents[2]
# What makes markup or code of text; the window only ever makes nodes.
UNSAFE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|createContextual"
    r"|\beval\b|new Function|srcdoc|document\.cookie|\.src\s*="
)
NEWEST, RELEASE = "max-age=300", "immutable"


@pytest.mark.parametrize("path", ["/widget.js", f"/widget/{read_script().digest}.js"])
async def test_any_website_may_load_the_script(path: str) -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.get(path, headers={"Origin": "https://anywhere.example"})
    assert response.status_code == 200
    assert response.content == read_script().content
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_the_newest_is_asked_for_again_and_a_release_is_kept() -> None:
    async with FakeHouse().client() as visitor:
        newest = await visitor.get("/widget.js")
        release = await visitor.get(f"/widget/{read_script().digest}.js")
        gone = await visitor.get("/widget/0123456789abcdef.js")
    assert NEWEST in newest.headers["cache-control"]
    assert RELEASE in release.headers["cache-control"]
    # A page that asks for a release of last year works on, but does not keep the answer.
    assert gone.content == release.content
    assert NEWEST in gone.headers["cache-control"]


async def test_what_a_browser_has_is_not_sent_again() -> None:
    async with FakeHouse().client() as visitor:
        tag = (await visitor.get("/widget.js")).headers["etag"]
        again = await visitor.get("/widget.js", headers={"If-None-Match": tag})
        other = await visitor.get("/widget.js", headers={"If-None-Match": 'W/"other"'})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


async def test_it_is_sent_packed_to_who_can_unpack_it() -> None:
    async with FakeHouse().client() as visitor:
        packed = await visitor.get("/widget.js", headers={"Accept-Encoding": "gzip"})
        plain = await visitor.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) <= MOST_BYTES
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


async def test_sentences_come_by_language_and_nothing_else_does() -> None:
    async with FakeHouse().client() as visitor:
        arabic = await visitor.get("/widget/words/ar.json")
        refused = [
            (await visitor.get(f"/widget/words/{name}.json")).status_code
            for name in ("xx", "EN", "..%2fen", "e", "eng", "%00", "../../words/en")
        ]
        source = await visitor.get("/widget/chat.js")
    assert arabic.headers["access-control-allow-origin"] == "*"
    assert arabic.json()["send"]
    assert set(refused) == {404}
    assert source.content == read_script().content  # an address of some release, not a file


def test_the_script_is_small() -> None:
    assert len(gzip.compress(read_script().content, 9)) <= MOST_BYTES


def test_the_integrity_is_that_of_the_script() -> None:
    digest = sha384(read_script().content).digest()
    assert read_script().integrity == f"sha384-{b64encode(digest).decode()}"


def test_no_text_becomes_markup_or_code() -> None:
    modules = list(WIDGET.glob("*.js"))
    assert len(modules) > 8
    for module in modules:
        assert not UNSAFE.search(module.read_text(encoding="utf-8")), module.name
    assert not UNSAFE.search(read_script().content.decode("utf-8"))
    assert UNSAFE.search("node.innerHTML = text")


@pytest.mark.timeout(300)
def test_the_script_is_made_of_these_modules(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        message = "Node.js is missing: apt-get install nodejs npm"
        # Every CI sets it; it is no setting of ours.
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)  # noqa: TID251
    made = tmp_path / "widget.js"
    subprocess.run(["make", "-s", "widget", f"WIDGET={made}"], cwd=ROOT, check=True, timeout=240)
    assert made.read_bytes() == read_script().content, "run `make widget` and commit the result"
