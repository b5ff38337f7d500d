"""Measures the whole chain against the bare encoder: `make bench`.

Ratios in one process, interleaved, because machines are shared and noisy. The bench fails when the
int8 encoder is not well ahead of the model it was exported from, which would hide everything else.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from assistant.answering.gate import read_gate
from assistant.answering.study import Study
from assistant.facts.facts import Facts, open_facts
from assistant.library.encoder import Encoder
from assistant.library.shelf import Shelf, open_shelf
from assistant.vocabulary import Asked, BuildId

CHAIN_MOST = 2.5  # times the bare encoder call
EXACT_MOST = 1.8  # the same for an answer from the dues table or the directory
ENCODER_MOST = 0.35  # of torch in fp32
ROUNDS = 3
TORCH_QUESTIONS = 100  # of which the model before the export is asked

_TORCH = """
import sys, time, json
from sentence_transformers import SentenceTransformer
import torch
torch.set_num_threads(1)
model = SentenceTransformer(sys.argv[1], device="cpu", local_files_only=True)
questions = json.load(sys.stdin)
for question in questions[:20]:
    model.encode(question)
took = []
for question in questions:
    start = time.process_time()
    model.encode(question, show_progress_bar=False)
    took.append(time.process_time() - start)
print(sorted(took)[len(took) // 2] * 1000)
"""


async def measure_chain(
    shelf: Shelf, facts: Facts, questions: Sequence[str]
) -> tuple[float, float]:
    """Median milliseconds of CPU of the bare encoder call and of a whole answer.

    Within one event loop, as a server answers.
    """
    bare: list[float] = []
    whole: list[float] = []
    with ThreadPoolExecutor(1) as thread:
        study = Study(lambda: (shelf, facts), read_gate(), date.today, thread)
        for _ in range(ROUNDS):
            for question in questions:
                start = time.process_time()
                shelf.encoder.encode(question)
                bare.append((time.process_time() - start) * 1000)
                start = time.process_time()
                await study.answer(Asked(question, samples=True))
                whole.append((time.process_time() - start) * 1000)
    return statistics.median(bare), statistics.median(whole)


def measure_torch(model: Path, questions: Sequence[str]) -> float:
    """Median milliseconds of CPU of the model before the export, in a process of its own."""
    finished = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", _TORCH, str(model)],
        input=json.dumps(list(questions)),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(finished.stdout.strip().splitlines()[-1])


def run(
    build: Path,
    gazetteers: Path,
    encoder_folder: Path,
    model: Path,
    questions: Sequence[str],
    exact: Sequence[str],
) -> int:
    """Print the ratios; 1 when one is over its limit.

    Args:
        build: Its folder.
        gazetteers: Where compiled gazetteers lie.
        encoder_folder: The exported encoder.
        model: What it was exported from.
        questions: For the documents.
        exact: For the dues table and the directory.
    """
    encoder = Encoder.open(encoder_folder)
    shelf = open_shelf(BuildId(build.name), build, build.parent.parent / "scratch", encoder)
    facts = open_facts(build, gazetteers)
    bare, whole = asyncio.run(measure_chain(shelf, facts, questions))
    bare_too, worked_out = asyncio.run(measure_chain(shelf, facts, exact))
    torch = measure_torch(model, questions[:: max(1, len(questions) // TORCH_QUESTIONS)])
    rows = (
        ("whole chain / bare encoder", whole / bare, CHAIN_MOST),
        ("dues and directory / bare encoder", worked_out / bare_too, EXACT_MOST),
        ("int8 encoder / torch fp32", bare / torch, ENCODER_MOST),
    )
    sys.stdout.write(
        f"bare encoder {bare:.2f} ms, whole chain {whole:.2f} ms, dues and directory "
        f"{worked_out:.2f} ms, torch fp32 {torch:.2f} ms\n"
    )
    for name, ratio, most in rows:
        sys.stdout.write(f"{name}: {ratio:.2f} (at most {most})\n")
    return int(any(ratio > most for _, ratio, most in rows))
