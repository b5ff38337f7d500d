"""The real encoder for tests: its export takes ten seconds and much memory, so it is made once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.library.encoder import Encoder, is_exported
from assistant.library.export import ensure_export, model_folder, weights_digest

_OWN_CACHE = Path(__file__).parents[1] / "var" / "encoders"


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole export: that of the working copy, or one that all workers of pytest-xdist share."""
    own = _OWN_CACHE / weights_digest(model_folder(""))
    if is_exported(own):
        return own
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    with _one_at_a_time(shared / "encoders.lock"):
        return ensure_export("", shared / "encoders")


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> Encoder:
    """The export, opened."""
    return Encoder.open(encoder_folder)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
