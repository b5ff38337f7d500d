"""The real gazetteer, compiled once for all tests and workers."""

import hashlib
import tempfile
from pathlib import Path

from assistant.facts import atlas, names
from assistant.facts.gazetteer import compile_gazetteer, gazetteer_digest


def compiled_gazetteer() -> Path:
    """A compiled gazetteer, made anew only when its data or what compiles it changed."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (atlas, names))
    made_of = f"{gazetteer_digest()}-{hashlib.sha256(code).hexdigest()[:12]}"
    target = Path(tempfile.gettempdir()) / f"membership-assistant-gazetteer-{made_of}.sqlite"
    if not target.exists():
        compile_gazetteer(target)
    return target
