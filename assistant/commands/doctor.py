"""`assistant doctor`: does it run, and what is left before visitors see it."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from assistant.answering.chat_model import open_chat_model
from assistant.commands.findings import Finding, mail_server, needed, office_hours
from assistant.facts.facts import Facts
from assistant.library.export import model_folder
from assistant.library.ingestion import read_association
from assistant.seams import AssistantError
from assistant.settings import Settings, read_settings, today, unknown_variables
from assistant.storage.migrate import migrate
from assistant.wiring import Rooms, open_rooms


async def doctor() -> int:
    """Print both parts; 1 when something is to be done about the first."""
    settings = read_settings()
    documents, facts = await _documents(settings)
    running = [*_surroundings(settings), *await _mail(settings), *documents]
    console = Console(highlight=False, emoji=False)
    _print(console, "Does it run?", running)
    _print(console, "Before visitors see this", _ready_for_visitors(settings, facts))
    return 1 if any(finding.to_do for finding in running) else 0


async def migrate_now() -> int:
    """Migrate the database."""
    changed = migrate(read_settings().database)
    Console(stderr=True).print(
        "The database was brought to this version." if changed else "The database is up to date."
    )
    return 0


def _print(console: Console, title: str, findings: Iterable[Finding]) -> None:
    console.print(Text(f"\n{title}", style="bold"))
    for one in findings:
        mark = Text("  to do ", style="yellow") if one.to_do else Text("  ok    ", style="green")
        console.print(mark.append(f"{one.what}: {one.told}", style="default"), soft_wrap=True)
        if one.to_do:
            console.print(Text(f"        {one.to_do}"), soft_wrap=True)


def _surroundings(settings: Settings) -> Iterator[Finding]:
    """What is looked at without the database."""
    for name in unknown_variables():
        yield Finding("Setting", name, "This version has no such setting: is it misspelt?")
    yield _folder(settings.data_dir)
    yield _try("Encoder", lambda: str(model_folder(settings.encoder_model)))
    if settings.chat_model:
        yield _try("Chat model", lambda: _opened_chat_model(settings))


async def _mail(settings: Settings) -> list[Finding]:
    url = settings.smtp_url.get_secret_value()
    return [await mail_server(url, settings.mail_from)] if url else []


def _try(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look())
    except AssistantError as error:
        return Finding(what, "cannot be opened", str(error))


def _opened_chat_model(settings: Settings) -> str:
    key = settings.chat_model_key.get_secret_value()
    open_chat_model(settings.chat_model, settings.chat_model_url, key, settings.chat_model_seconds)
    return f"{settings.chat_model} (nothing was sent to it)"


def _folder(folder: Path) -> Finding:
    what, told = "Data folder", str(folder.absolute())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding(what, told, f"It cannot be made ({error.strerror}).")
    if not os.access(folder, os.W_OK):
        return Finding(what, told, "It cannot be written: correct its permissions.")
    return Finding(what, told)


async def _documents(settings: Settings) -> tuple[list[Finding], Facts | None]:
    """What the database and the published build say, and the facts of the build."""
    without_model = settings.model_copy(update={"chat_model": ""})  # it has a line of its own
    try:
        async with open_rooms(without_model) as rooms:
            found = [Finding("Database", "answers"), *await _build(rooms)]
            return found, rooms.librarian.opened()[1] if rooms.librarian.is_open else None
    except AssistantError as error:
        return [Finding("Database", "does not answer", str(error))], None


async def _build(rooms: Rooms) -> list[Finding]:
    try:
        await rooms.librarian.refresh()
        published = await rooms.librarian.published()
    except AssistantError as error:
        return [Finding("Documents", "cannot be opened", str(error))]
    if published is None:
        return [Finding("Documents", "none ingested", "Run 'python ingest.py'.")]
    build = published.build
    told = f"build {build.id}, {build.documents} documents, {build.passages} passages"
    if await rooms.publisher.is_of_another_folder():
        changed = "They are of another folder than ASSISTANT_KNOWLEDGE_DIR: set it to that one."
    elif not await rooms.publisher.is_current():
        changed = "They have changed since: run 'python ingest.py'."
    else:
        changed = ""
    refused = [
        Finding("Refused file", name, reason) for name, reason in build.report.get("refused", ())
    ]
    return [Finding("Documents", told, changed), *refused]


def _ready_for_visitors(settings: Settings, facts: Facts | None) -> Iterator[Finding]:
    try:
        association = read_association(settings.knowledge_dir)
    except AssistantError as error:
        yield Finding("Association", "unknown", str(error))
        return
    yield Finding("Association", str(association["name"]))
    yield _dues(settings, facts)
    yield _roll(facts)
    yield from _reachable(association)
    yield office_hours(association, today(settings))
    yield needed(
        "Staff page",
        "/staff" if settings.staff_token.get_secret_value() else "",
        "Set ASSISTANT_STAFF_TOKEN: without it, a staff address or ASSISTANT_STAFFED no visitor "
        "is told that a person comes.",
    )
    yield needed(
        "E-mail to staff",
        ", ".join(settings.staff_email),
        "Set ASSISTANT_STAFF_EMAIL, with ASSISTANT_SMTP_URL and ASSISTANT_MAIL_FROM.",
    )
    yield needed(
        "Privacy page", association.get("privacy_page"), "Fill in privacy_page in association.toml."
    )
    yield needed(
        "Allowed origins",
        ", ".join(settings.allowed_origins),
        "Set ASSISTANT_ALLOWED_ORIGINS to the website that embeds the assistant.",
    )
    yield needed(
        "Public address",
        settings.public_url,
        "Set ASSISTANT_PUBLIC_URL to the https address of this server.",
    )
    yield needed(
        "Proxies",
        ", ".join(settings.trusted_proxies) or ("" if settings.limits else "limits are off"),
        "Set ASSISTANT_TRUSTED_PROXIES to your proxy: else all visitors are limited as one.",
    )


def _dues(settings: Settings, facts: Facts | None) -> Finding:
    if facts is None or not facts.dues.bands:
        to_do = "Put dues.csv or dues.xlsx into the knowledge folder: no amount is told without."
        return Finding("Dues", "no table", to_do)
    name = facts.dues.bands[0].file
    if not facts.dues.is_sample:
        return Finding("Dues", f"{len(facts.dues.bands)} published rates of {name}")
    if settings.demo:
        to_do = "ASSISTANT_DEMO tells sample rates to everybody: unset it before visitors come."
    else:
        to_do = f"Put the published rates into {name}: visitors are told no amount until then."
    return Finding("Dues", f"sample rates of {name}", to_do)


def _roll(facts: Facts | None) -> Finding:
    if facts is None or not facts.has_directory:
        return Finding("Member roll", "no directory", "Put a directory into the knowledge folder.")
    day = facts.directory.roll_as_of
    if day is None:
        told = f"none; {facts.directory.sizes.communities:,} communities listed by public sources"
        to_do = "Put roll.csv with roll.toml into the directory: nobody is a member without one."
        return Finding("Member roll", told, to_do)
    return Finding("Member roll", f"of {day}, {facts.directory.sizes.members:,} current members")


def _reachable(association: Mapping[str, Any]) -> Iterator[Finding]:
    ways = [str(association[key]) for key in ("telephone", "email") if association.get(key)]
    yield needed(
        "A reachable person",
        " or ".join(ways),
        "Fill in telephone and email in association.toml: unanswered visitors are sent there.",
    )
