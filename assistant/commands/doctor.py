"""`assistant doctor`: does it run, and what is left before visitors see it."""

import importlib.util
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.library.export import model_folder
from assistant.library.ingestion import read_association
from assistant.seams import AssistantError
from assistant.settings import Settings
from assistant.storage.migrate import migrate
from assistant.wiring import Rooms, open_rooms

_PROVIDERS = {
    "openai": "langchain_openai",
    "anthropic": "langchain_anthropic",
    "ollama": "langchain_ollama",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, and what to do, or nothing when it is well."""

    what: str
    told: str
    to_do: str = ""


async def doctor() -> int:
    """Print both parts; 1 when it does not run."""
    settings = Settings()
    console = Console(highlight=False)
    running = [finding async for finding in _running(settings)]
    _print(console, "Does it run?", running)
    _print(console, "Before visitors see this", list(_ready_for_visitors(settings)))
    return 1 if any(finding.to_do for finding in running) else 0


async def migrate_now() -> int:
    """Migrate the database."""
    changed = migrate(Settings().database)
    Console(stderr=True).print(
        "The database was brought to this version." if changed else "The database is up to date."
    )
    return 0


def _print(console: Console, title: str, findings: list[Finding]) -> None:
    console.print(f"\n[bold]{title}[/bold]")
    for one in findings:
        mark = "[yellow]to do[/yellow]" if one.to_do else "[green]ok[/green]   "
        console.print(f"  {mark} {one.what}: {one.told}", soft_wrap=True)
        if one.to_do:
            console.print(f"        {one.to_do}", soft_wrap=True)


async def _running(settings: Settings) -> Any:  # noqa: ANN401 - an async generator
    yield _folder("Data folder", settings.data_dir)
    try:
        yield Finding("Encoder", str(model_folder(settings.encoder_model)))
    except AssistantError as error:
        yield Finding("Encoder", "missing", str(error))
    if settings.chat_model:
        yield _chat_model(settings)
    try:
        async with open_rooms(settings) as rooms:
            yield Finding("Database", "answers")
            async for finding in _build(rooms):
                yield finding
    except AssistantError as error:
        yield Finding("Database", "does not answer", str(error))


async def _build(rooms: Rooms) -> Any:  # noqa: ANN401 - an async generator
    try:
        await rooms.librarian.refresh()
        published = await rooms.librarian.published()
    except AssistantError as error:
        yield Finding("Documents", "cannot be opened", str(error))
        return
    if published is None:
        yield Finding("Documents", "none ingested", "Run 'python ingest.py'.")
        return
    build = published.build
    told = f"build {build.id}, {build.documents} documents, {build.passages} passages"
    current = await rooms.publisher.is_current()
    yield Finding(
        "Documents", told, "" if current else "They have changed since: run 'python ingest.py'."
    )
    for name, reason in build.report.get("refused", ()):
        yield Finding("Refused file", name, reason)


def _folder(what: str, folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding(what, str(folder), f"It cannot be made ({error.strerror}).")
    if not os.access(folder, os.W_OK):
        return Finding(what, str(folder), "It cannot be written: correct its permissions.")
    return Finding(what, str(folder.absolute()))


def _chat_model(settings: Settings) -> Finding:
    provider = settings.chat_model.split(":", 1)[0]
    module = _PROVIDERS.get(provider, "")
    if module and importlib.util.find_spec(module) is None:
        return Finding(
            "Chat model",
            settings.chat_model,
            f"Install it: pip install 'membership-assistant[{provider}]'.",
        )
    return Finding("Chat model", settings.chat_model)


def _ready_for_visitors(settings: Settings) -> Iterator[Finding]:
    try:
        association = read_association(settings.knowledge_dir)
    except AssistantError as error:
        yield Finding("Association", "unknown", str(error))
        return
    yield Finding("Association", str(association["name"]))
    yield Finding(
        "Dues", "no schedule", "Amounts are not answered yet: visitors are sent to a person."
    )
    yield Finding(
        "Member roll", "none loaded", "Whether a community is a member is not answered yet."
    )
    yield from _reachable(association)
    yield _needs("Office hours", association.get("hours"), "Fill in [hours] in association.toml.")
    yield _needs(
        "Privacy page", association.get("privacy_page"), "Fill in privacy_page in association.toml."
    )
    yield _needs(
        "Allowed origins",
        ", ".join(settings.allowed_origins),
        "Set ASSISTANT_ALLOWED_ORIGINS to the website that embeds the assistant.",
    )
    yield _needs(
        "Public address",
        settings.public_url,
        "Set ASSISTANT_PUBLIC_URL to the https address of this server.",
    )


def _reachable(association: Mapping[str, Any]) -> Iterator[Finding]:
    ways = [str(association[key]) for key in ("telephone", "email") if association.get(key)]
    yield _needs(
        "A reachable person",
        " or ".join(ways),
        "Fill in telephone and email in association.toml: unanswered visitors are sent there.",
    )


def _needs(what: str, value: object, to_do: str) -> Finding:
    return Finding(what, str(value) if value else "not set", "" if value else to_do)
