"""Files are read in a child that may be killed: a bad file costs one sentence, never the house."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.library.folder import KnowledgeFile
from assistant.library.reader_process import ANSWERS, answer_request, serve
from assistant.library.readers import read_document
from assistant.library.sandbox import Sandbox
from assistant.seams import DocumentRefused
from assistant.vocabulary import Document
from tests.knowledge_files import (
    a_locked_pdf,
    a_long_word_file,
    a_pdf,
    a_swollen_pdf,
    a_word_file,
    a_workbook,
    a_zip,
)

Content = bytes | Callable[[], bytes]  # made late where making it takes a second

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
LOCKED_OFFICE = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
XML = '<?xml version="1.0"?>'
LAUGHS = (
    f'{XML}<!DOCTYPE w [<!ENTITY a "{"ha" * 50}">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    + "]><w>&g;</w>"
)

BROKEN: dict[str, tuple[Content, str]] = {
    # name: what it holds, a word of the sentence that refuses it
    "empty.md": (b"", "empty"),
    "blank.txt": (b" \n\t\n", "empty"),
    "headings-only.md": (b"# A\n\n## B\n", "no text"),
    "picture.md": (PNG, "PNG image"),
    "nul.txt": (b"Words\0words", "NUL bytes"),
    "nul.csv": (b"a,b\n1,\0\n", "NUL bytes"),
    "latin.md": ("Für alle".encode("latin-1"), "UTF-8"),
    "no-encoding.csv": (b"City\n\x81\x8d\x8f\n", "UTF-8"),
    "wrong-charset.html": ('<meta charset="nonsense"><p>Für'.encode(), "NONSENSE"),
    "page.txt": (b"<!DOCTYPE html><p>Words", "HTML page"),
    "words.html": (b"Only words", "no HTML"),
    "empty-page.html": (b"<!-- nothing -->", "no text"),
    "script.html": (b"<html><script>evil()</script></html>", "no text"),
    "page.pdf": (b"<html><p>Words</html>", "HTML page"),
    "words.pdf": (b"Only words", "damaged or another format"),
    "cut.pdf": (a_pdf("Words. " * 500)[:700], "cut off"),
    "hollow.pdf": (b"%PDF-1.7\n%%EOF", "damaged"),
    "locked.pdf": (a_locked_pdf("secret"), "locked with a password"),
    "scan.pdf": (a_pdf(""), "scanned: no text"),
    "bomb.pdf": (lambda: a_swollen_pdf(120 << 20), "bomb"),
    "stub.pdf": (a_pdf("Words").replace(b"/Type /Pages", b"/Type /Pagez"), "no pages"),
    "pdf.docx": (a_pdf("Words"), "a PDF"),
    "sheet.docx": (a_workbook("a"), "Excel workbook"),
    "archive.docx": (a_zip({"a.txt": b"words"}), "zip archive"),
    "cut.docx": (a_word_file("Words")[:3000], "cut off or damaged"),
    "locked.docx": (LOCKED_OFFICE, "locked with a password"),
    "old.xlsx": (LOCKED_OFFICE[:600], "before 2007"),
    "bomb.docx": (a_zip({"word/document.xml": b" " * (2 << 20)}), "zip bomb"),
    "bomb.xlsx": (lambda: a_zip({"xl/workbook.xml": b"", "x": b"\0" * (101 << 20)}), "zip bomb"),
    "hollow.docx": (a_zip({"word/document.xml": b"<w/>"}), "damaged"),
    "laughs.docx": (
        a_zip({"word/document.xml": b"", "[Content_Types].xml": LAUGHS.encode()}),
        "damaged",
    ),
    "hollow.xlsx": (a_zip({"xl/workbook.xml": b"<x/>"}), "damaged"),
    "empty.xlsx": (a_workbook(), "no text"),
    "open-quote.csv": (b'a,b\n"1,2\n', "no table"),
    "long-cell.csv": (b"a,b\n1," + b"x" * 200_000 + b"\n", "no table"),
    "typo.md": (b"---\naudence: staff\n---\nWords", "audience"),
    "song.mp3": (b"ID3", "cannot be read"),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one_for_all:
        yield one_for_all


def written(folder: Path, name: str, content: Content) -> KnowledgeFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content())
    return KnowledgeFile(path, name)


def children() -> set[str]:
    """The ids of this process's children, zombies included.

    Read off every process's parent: the kernel's own list of children may leave some out while
    others come and go.
    """
    return {stat.parent.name for stat in Path("/proc").glob("[0-9]*/stat") if _is_ours(stat)}


def _is_ours(stat: Path) -> bool:
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False  # it has ended meanwhile
    return int(fields[1]) == os.getpid()


@pytest.fixture
def others() -> set[str]:
    """Children that live before the test begins."""
    return children()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_one_line_and_the_next_is_read(
    name: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    content, keyword = BROKEN[name]
    with pytest.raises(DocumentRefused) as refusal:
        sandbox.read(written(tmp_path, name, content))
    sentence = str(refusal.value)
    with pytest.raises(DocumentRefused, match=f"^{re.escape(sentence)}$"):
        read_document(tmp_path / name, name)
    assert keyword in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert sandbox.read(written(tmp_path, "good.md", b"# Good\n\nWords.")).title == "Good"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", b"Words."),
        ("a.pdf", a_locked_pdf("")),
        ("a.docx", a_word_file("Words.")),
        ("a.xlsx", a_workbook("City", 5)),
    ],
)
def test_a_whole_document_comes_back_from_the_child(
    name: str, content: bytes, sandbox: Sandbox, tmp_path: Path
) -> None:
    document = sandbox.read(written(tmp_path, name, content))
    assert isinstance(document, Document)
    assert (document.path, document.title, len(document.sections)) == (name, "A", 1)


def test_a_file_over_50_mb_is_refused_unread(tmp_path: Path) -> None:
    file = written(tmp_path, "big.txt", b"")
    with file.path.open("wb") as sparse:
        sparse.truncate(51 << 20)
    with pytest.raises(DocumentRefused, match="larger than 50 MB"):
        read_document(file.path, file.name)


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(DocumentRefused, match="not an ordinary file"):
        read_document(tmp_path / "folder.md", "folder.md")
    with pytest.raises(DocumentRefused, match="No such file"):
        read_document(tmp_path / "gone.md", "gone.md")


def test_a_reader_that_hangs_is_killed_and_replaced(tmp_path: Path, others: set[str]) -> None:
    slow = written(tmp_path, "slow.csv", b"a,b\n" * 1_000_000)
    with Sandbox(seconds=0.3) as sandbox:
        with pytest.raises(DocumentRefused, match=r"longer than 0\.3 s"):
            sandbox.read(slow)
        assert children() == others
        assert sandbox.read(written(tmp_path, "good.txt", b"Words.")).title == "Good"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hungry.md", b"# a\n\n- b [c](d)\n" * 60_000),
        ("hungry.docx", lambda: a_long_word_file(400)),
    ],
)
def test_a_reader_that_eats_memory_is_ended_and_replaced(
    name: str, content: Content, tmp_path: Path
) -> None:
    hungry = written(tmp_path, name, content)
    with Sandbox(memory_bytes=160 << 20) as sandbox:
        with pytest.raises(DocumentRefused, match="more than 160 MiB of memory"):
            sandbox.read(hungry)
        assert sandbox.read(written(tmp_path, "good.txt", b"Words.")).title == "Good"


def test_a_reader_that_has_grown_makes_room_for_a_fresh_one(
    tmp_path: Path, others: set[str]
) -> None:
    grown = 'input(); print(\'{"refused": "No.", "spent": true}\')'
    start = "print('ready', flush=True); "
    with Sandbox(command=(sys.executable, "-c", start + grown)) as sandbox:
        with pytest.raises(DocumentRefused, match=r"^No\.$"):
            sandbox.read(written(tmp_path, "a.md", b"Words."))
        assert children() == others


def test_too_much_text_for_an_answer_is_refused(tmp_path: Path, others: set[str]) -> None:
    with Sandbox(answer_bytes=1000) as sandbox:
        with pytest.raises(DocumentRefused, match="too much text"):
            sandbox.read(written(tmp_path, "long.txt", b"Words. " * 1000))
        assert children() == others


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ready(); input(); os.kill(os.getpid(), 11)", r"crashed on it \(status -11\)"),
        ("ready(); input(); print('rubbish')", "crashed on it"),
        ("ready(); input(); os.close(1); time.sleep(60)", "crashed on it"),
        ("os.close(0); ready(); time.sleep(0.2)", "crashed on it"),
        ("ready(); input(); print('half', end='', flush=True); time.sleep(60)", "longer than 1 s"),
    ],
)
def test_a_crash_is_reported_and_leaves_no_process(
    code: str, sentence: str, tmp_path: Path, others: set[str]
) -> None:
    start = "import os, time\ndef ready(): print('ready', flush=True)\n"
    with Sandbox(seconds=1, command=(sys.executable, "-c", start + code)) as sandbox:
        with pytest.raises(DocumentRefused, match=sentence):
            sandbox.read(written(tmp_path, "a.md", b"Words."))
        assert children() == others


def test_a_reader_that_cannot_start_says_how_to_see_why(tmp_path: Path, others: set[str]) -> None:
    file = written(tmp_path, "a.md", b"Words.")
    sandbox = Sandbox(command=(sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(DocumentRefused, match="does not start: run 'python -m"), sandbox:
        sandbox.read(file)
    assert children() == others


def test_the_child_sees_nothing_of_the_environment(
    tmp_path: Path, others: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_SECRET", "hush")
    with Sandbox() as sandbox:
        sandbox.read(written(tmp_path, "a.md", b"Words."))
        (child,) = children() - others
        assert b"ASSISTANT" not in Path(f"/proc/{child}/environ").read_bytes()


def test_a_large_parent_does_not_make_its_child_look_large(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.library.folder import KnowledgeFile;"
        "from assistant.library.sandbox import Sandbox; held = bytearray(700 << 20);"
        "file = KnowledgeFile(Path(sys.argv[1]), 'a.md'); sandbox = Sandbox(); sandbox.read(file);"
        "print(sandbox._child is not None); sandbox.close()"
    )
    file = written(tmp_path, "a.md", b"Words.").path
    command = [sys.executable, "-c", program, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True\n"


def test_the_child_loads_neither_torch_nor_chroma(tmp_path: Path, others: set[str]) -> None:
    with Sandbox() as sandbox:
        for name, content in (("a.md", b"Words."), ("a.pdf", a_pdf("Words."))):
            sandbox.read(written(tmp_path, name, content))
        (child,) = children() - others
        mapped = Path(f"/proc/{child}/maps").read_text()
        assert "pydantic" in mapped
        assert not [name for name in ("torch", "chroma", "onnx") if name in mapped]


def test_the_process_answers_each_request_with_one_line_of_json(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Words.\n\nMore.")
    request = f'{{"path": "{tmp_path}/a.md", "name": "own/a.md", "own": true}}\n'.encode()
    answers = io.BytesIO()
    serve(io.BytesIO(request * 2), answers, 1 << 40)
    ready, *lines = answers.getvalue().splitlines()
    assert (ready, len(lines)) == (b"ready", 2)
    document = ANSWERS.validate_json(lines[0]).document
    assert document is not None
    assert (document.path, document.own) == ("own/a.md", True)
    refused = ANSWERS.validate_json(answer_request(request.replace(b"a.md", b"b.md"), 1))
    assert (refused.document, refused.spent) == (None, True)


def test_an_archive_with_locked_parts_is_refused(tmp_path: Path) -> None:
    content = bytearray(a_zip({"word/document.xml": b"words"}))
    entry = zipfile.ZipFile(io.BytesIO(content)).start_dir
    content[entry + 8] |= 1  # bit 0 of the general purpose flags
    with pytest.raises(DocumentRefused, match="locked with a password"):
        read_document(written(tmp_path, "a.docx", bytes(content)).path, "a.docx")
