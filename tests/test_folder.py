"""Which files of the knowledge folder are read, passed over, or refused with a reason."""

import os
import socket
from pathlib import Path

import pytest

from assistant.library.folder import MAX_FOLDERS_DEEP, find_files, fingerprint


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Words.")


def found(folder: Path) -> list[str]:
    return [file.name for file in find_files(folder)[0]]


def refused(folder: Path) -> dict[str, str]:
    return {refusal.name: refusal.reason for refusal in find_files(folder)[1]}


def test_documents_are_found_in_every_folder_sorted_by_name(tmp_path: Path) -> None:
    fill(tmp_path, "b.md", "topics/deep/a.PDF", "own/c.docx", "a.html", "owner.txt")
    files, refusals = find_files(tmp_path)
    assert [file.name for file in files] == [
        "a.html",
        "b.md",
        "own/c.docx",
        "owner.txt",
        "topics/deep/a.PDF",
    ]
    assert [file.name for file in files if file.own] == ["own/c.docx"]
    assert files[1].path == tmp_path / "b.md"
    assert refusals == []


def test_what_other_rooms_read_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, "dues.csv", "own/Dues.xlsx", "association.toml", "known-gaps.md")
    fill(tmp_path, "directory/members.csv", "own/directory/members.csv", "topics/directory/how.md")
    assert (found(tmp_path), refused(tmp_path)) == (["topics/directory/how.md"], {})


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        ".hidden.md",
        ".git/config.md",
        "~$dues.docx",
        "~WRL0001.tmp",
        "a.md.tmp",
        "a.md.swp",
        "a.md~",
        "#a.md#",
        "a.pdf.crdownload",
        "Thumbs.db",
        "desktop.ini",
        ".~lock.a.xlsx#",
        ".syncthing.a.md.tmp",
        "a.sync-conflict-20260101-101010-ABCDEFG.md",
        "a (Ann's conflicted copy 2026-01-01).md",
    ],
)
def test_hidden_files_and_leftovers_are_passed_over(name: str, tmp_path: Path) -> None:
    fill(tmp_path, name)
    assert (found(tmp_path), refused(tmp_path)) == ([], {})


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    fill(tmp_path, "old.doc", "none")
    assert set(refused(tmp_path)) == {"none", "old.doc"}
    assert "'.doc'" in refused(tmp_path)["old.doc"]
    assert ".docx" in refused(tmp_path)["old.doc"]


def test_a_link_is_followed_only_within_the_folder(tmp_path: Path) -> None:
    knowledge = tmp_path / "knowledge"
    fill(knowledge, ".store/a.md", "topics/b.md")
    fill(tmp_path, "secret.md", "outside/c.md")
    (knowledge / "a.md").symlink_to(knowledge / ".store" / "a.md")
    (knowledge / "out.md").symlink_to(tmp_path / "secret.md")
    (knowledge / "lost.md").symlink_to(tmp_path / "nothing.md")
    (knowledge / "loop.md").symlink_to(knowledge / "loop.md")
    (knowledge / "again").symlink_to(knowledge / "topics")
    (knowledge / "outer").symlink_to(tmp_path / "outside")
    assert found(knowledge) == ["a.md", "topics/b.md"]
    reasons = refused(knowledge)
    assert set(reasons) == {"again", "loop.md", "lost.md", "out.md", "outer"}
    assert "out of the knowledge folder" in reasons["out.md"]
    assert "out of the knowledge folder" in reasons["outer"]
    assert "link to a folder" in reasons["again"]
    assert "leads nowhere" in reasons["lost.md"]
    assert "leads nowhere" in reasons["loop.md"]


def test_the_knowledge_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    fill(tmp_path / "release-7", "a.md")
    (tmp_path / "knowledge").symlink_to(tmp_path / "release-7")
    assert found(tmp_path / "knowledge") == ["a.md"]


def test_pipes_and_sockets_are_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.md"))
        assert all("pipe or a device" in reason for reason in refused(tmp_path).values())
        assert set(refused(tmp_path)) == {"pipe.md", "socket.md"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_opened_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "shut/b.md")
    (tmp_path / "a.md").chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        assert {name: "rights" in reason for name, reason in refused(tmp_path).items()} == {
            "a.md": True,
            "shut": True,
        }
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened (No such file" in refused(tmp_path / "gone")["."]


def test_paths_over_the_limits_are_refused(tmp_path: Path) -> None:
    fill(tmp_path, f"{'d' * 200}/{'e' * 200}/a.md", "bell\a.md")
    fill(tmp_path, "/".join("d" * (MAX_FOLDERS_DEEP + 1)) + "/a.md")
    fill(tmp_path, "/".join("e" * MAX_FOLDERS_DEEP) + "/a.md")
    reasons = list(refused(tmp_path).values())
    assert len(found(tmp_path)) == 1
    assert [
        word
        for word in ("letters:", "cannot be shown", "folders deep")
        for reason in reasons
        if word in reason
    ] == ["letters:", "cannot be shown", "folders deep"]


def test_the_fingerprint_follows_every_change(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "dues.csv")
    (tmp_path / "lost.md").symlink_to(tmp_path / "nothing.md")
    seen = [fingerprint(tmp_path)]
    assert fingerprint(tmp_path) == seen[0]
    (tmp_path / "dues.csv").write_text("More words.")
    seen.append(fingerprint(tmp_path))
    os.utime(tmp_path / "a.md", ns=(1, 1))
    seen.append(fingerprint(tmp_path))
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    seen.append(fingerprint(tmp_path))
    fill(tmp_path, "own/c.md")
    seen.append(fingerprint(tmp_path))
    fill(tmp_path, ".hidden", "~$c.docx")
    assert len(set(seen)) == 5
    assert fingerprint(tmp_path) == seen[-1]
