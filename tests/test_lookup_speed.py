"""Look-ups are measured in a made-up directory of any size, and too slow ones are told."""

from pathlib import Path

import pytest

from assistant.facts.gazetteer import gazetteer_digest
from assistant.quality.lookup_speed import run, write_synthetic
from tests.gazetteers import compiled_gazetteer

ASSOCIATION = {"name": "The Network", "phone": "555 0100"}
LINES = 4  # ways of asking


@pytest.fixture
def gazetteers(tmp_path: Path) -> Path:
    folder = tmp_path / "gazetteers"
    folder.mkdir()
    (folder / f"{gazetteer_digest()}.db").symlink_to(compiled_gazetteer())
    return folder


@pytest.mark.parametrize(("most", "code"), [(1e6, 0), (0.0, 1)])
def test_each_way_of_asking_is_measured_against_the_limit(
    most: float, code: int, gazetteers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    knowledge = tmp_path / "knowledge"
    knowledge.mkdir()
    assert run(knowledge, None, 60, gazetteers, ASSOCIATION, most=most) == code
    told = capsys.readouterr().out.splitlines()
    assert len(told) == LINES
    assert all("95th percentile" in line for line in told)


def test_a_made_up_directory_is_the_same_each_time(tmp_path: Path) -> None:
    files = [
        (write_synthetic(tmp_path / name, 40) / "communities.csv").read_text()
        for name in ("one", "two")
    ]
    assert files[0] == files[1]
    assert len(files[0].splitlines()) == 41
