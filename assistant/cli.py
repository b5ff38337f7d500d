"""The command line: stdout is data, stderr is messages, exit code 0, 1 (trouble) or 2 (misuse)."""

import importlib
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from assistant import __version__
from assistant.seams import AssistantError, SettingsRefused

# Plain help: what draws boxes around it takes longer to load than all the rest of `--help`.
_PLAIN: Final = None
app = typer.Typer(
    rich_markup_mode=_PLAIN,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Answers membership questions from the association's own documents.",
)
evaluate_app = typer.Typer(
    rich_markup_mode=_PLAIN, no_args_is_help=True, help="Measure answers against questions."
)
app.add_typer(evaluate_app, name="evaluate")


def _commands(name: str) -> Any:  # noqa: ANN401 - a module
    """A command's module, imported only when it runs: `--help` must not pay for the encoder."""
    return importlib.import_module(f"assistant.commands.{name}")


def _run(work: Coroutine[Any, Any, int]) -> None:
    """Run a command to its exit code; expected trouble becomes one sentence."""
    try:
        code = importlib.import_module("asyncio").run(work)
    except SettingsRefused as error:
        code = _complain(str(error), 2)
    except AssistantError as error:
        code = _complain(str(error), 1)
    except BrokenPipeError:
        raise  # whoever read our output left: Typer ends quietly
    except OSError as error:
        place = f" {error.filename!r}" if error.filename else ""
        code = _complain(f"The system refuses{place}: {error.strerror or error}.", 1)
    except KeyboardInterrupt:
        code = 130
    raise typer.Exit(code)


def _complain(sentence: str, code: int) -> int:
    typer.echo(sentence, err=True)
    return code


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Answers membership questions from the association's own documents."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")
    ] = None,
    socket_mode: Annotated[
        bool, typer.Option("--socket-mode", help="Listen to Slack by Socket Mode, for trying out.")
    ] = False,
) -> None:
    """Serve the web page, the HTTP interface and Slack."""
    _run(_commands("serve").serve(host, port, socket_mode=socket_mode))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole answer as JSON.")
    ] = False,
    jsonl: Annotated[
        Path | None,
        typer.Option(help='Answer a file of lines {"id", "turns": [...]} ("-": standard input).'),
    ] = None,
    audience: Annotated[
        Literal["public", "staff"],
        typer.Option(help="Whose passages are used: `staff` adds the staff's."),
    ] = "public",
    why: Annotated[
        bool, typer.Option("--why", help="Show how the answer comes about, step by step.")
    ] = False,
) -> None:
    """Ask one question, or many from a file."""
    if (question is None) == (jsonl is None):
        raise typer.BadParameter("Give either a question or --jsonl FILE.")
    if why and question is None:
        raise typer.BadParameter("--why explains one question, not a file.")
    staff = audience == "staff"
    if jsonl is not None:
        _run(_commands("ask").ask_file(jsonl, staff=staff))
    elif question is None or not question.strip():
        raise typer.BadParameter("The question is empty.")
    else:
        answer = _commands("ask").explain if why else _commands("ask").ask
        _run(answer(question, as_json=as_json, staff=staff))


@app.command()
def quote(
    population: Annotated[
        str, typer.Argument(help='How many people: 48210, "about 48k", "40 to 60 thousand".')
    ] = "",
    place: Annotated[str, typer.Option(help='A name, such as "Boise, Idaho".')] = "",
    kind: Annotated[
        Literal["", "city", "county", "state"], typer.Option(help="City, county or state.")
    ] = "",
    is_global: Annotated[bool, typer.Option("--global", help="Outside the United States.")] = False,
    day: Annotated[str, typer.Option(help='For when: 2027, "next March"; empty: today.')] = "",
    stale: Annotated[
        bool, typer.Option("--stale", help="List receipts whose rate has changed since.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = (
        False
    ),
) -> None:
    """Work out the dues of a community, with every step."""
    if stale:
        _run(_commands("quote").stale())
    elif not (population or place or kind):
        raise typer.BadParameter("Give a population, or --place, or both.")
    else:
        work = _commands("quote").quote(
            place, population, kind=kind, is_global=is_global, day=day, as_json=as_json
        )
        _run(work)


@app.command()
def lookup(
    name: Annotated[str, typer.Argument(help='A community, such as "Springfield, Illinois".')],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole answer as JSON.")
    ] = False,
    audience: Annotated[
        Literal["public", "staff"],
        typer.Option(help="`staff` adds what the roll says for staff only."),
    ] = "public",
) -> None:
    """Look a community up in the member directory."""
    if not name.strip():
        raise typer.BadParameter("The name is empty.")
    _run(_commands("lookup").lookup(name, as_json=as_json, staff=audience == "staff"))


@app.command()
def doctor() -> None:
    """Check that it runs, and what is left to do."""
    _run(_commands("doctor").doctor())


@app.command()
def migrate() -> None:
    """Bring the database to this version.

    A server does so by itself when it starts.
    """
    _run(_commands("doctor").migrate_now())


@app.command(hidden=True)
def settings(
    as_file: Annotated[bool, typer.Option("--env", help="Print .env.example instead.")] = False,
) -> None:
    """Print every setting as the README's table."""
    module = importlib.import_module("assistant.settings")
    typer.echo(module.settings_file() if as_file else module.settings_table())


@app.command(hidden=True)
def ingest(
    folder: Annotated[
        Path | None,
        typer.Argument(
            exists=True, file_okay=False, show_default=False, help="The knowledge folder."
        ),
    ] = None,
    directory: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            show_default=False,
            help="Folder with the member directory, when it is not in the knowledge folder.",
        ),
    ] = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the build published before.")
    ] = False,
    list_builds: Annotated[bool, typer.Option("--list", help="List the builds.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete old builds and what crashes left behind.")
    ] = False,
    if_changed: Annotated[
        bool, typer.Option("--if-changed", help="Do nothing when the documents are as published.")
    ] = False,
    as_log: Annotated[
        bool, typer.Option("--log", hidden=True, help="Report as log lines, for `serve`.")
    ] = False,
) -> None:
    """Ingest the documents of a folder and publish them as the build that answers."""
    ways = rollback + list_builds + prune
    if ways > 1 or (ways and (folder or directory or if_changed)):
        raise typer.BadParameter("--rollback, --list and --prune each stand alone.")
    commands = _commands("ingest")
    if rollback:
        _run(commands.rollback())
    elif list_builds:
        _run(commands.list_builds())
    elif prune:
        _run(commands.prune())
    else:
        _run(commands.ingest(folder, directory, if_changed=if_changed, as_log=as_log))


@app.command()
def handoffs(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List visitors who wait for a person.

    Complaints come first, then who waits the longest.
    """
    _run(_commands("handoffs").handoffs(as_json=as_json))


@app.command()
def reply(
    id: Annotated[str, typer.Argument(help="Of the conversation, as `handoffs` lists it.")],
    text: Annotated[str, typer.Argument(help="What the visitor is to read.")],
    name: Annotated[
        str, typer.Option(help="Under which the visitor sees you; by default your user name.")
    ] = "",
) -> None:
    """Write to a visitor.

    The assistant says nothing more until `hand-back`.
    """
    _run(_commands("handoffs").reply(id, text, name))


@app.command("hand-back")
def hand_back(
    id: Annotated[str, typer.Argument(help="Of the conversation, as `handoffs` lists it.")],
    name: Annotated[str, typer.Option(help="As for `reply`.")] = "",
) -> None:
    """Give a conversation back to the assistant."""
    _run(_commands("handoffs").hand_back(id, name))


@app.command()
def pause(
    name: Annotated[str, typer.Option(help="Who pauses; by default your user name.")] = "",
) -> None:
    """Keep the assistant silent everywhere.

    Visitors are told how to reach a person.
    """
    _run(_commands("handoffs").pause(name))


@app.command()
def resume(
    name: Annotated[str, typer.Option(help="Who resumes; by default your user name.")] = "",
) -> None:
    """Let the assistant answer again."""
    _run(_commands("handoffs").resume(name))


@app.command()
def away(
    until: Annotated[
        list[str],
        typer.Argument(help="Monday 9:00, tomorrow, 2026-12-24, 3 days ...", metavar="UNTIL"),
    ],
    name: Annotated[str, typer.Option(help="Who is away; by default your user name.")] = "",
) -> None:
    """Tell who asks for a person when staff are back.

    Nobody is reminded before.
    """
    _run(_commands("handoffs").away(" ".join(until), name))


@app.command()
def back(
    name: Annotated[str, typer.Option(help="Who is back; by default your user name.")] = "",
) -> None:
    """End that staff are away."""
    _run(_commands("handoffs").back(name))


@app.command()
def purge(
    older_than: Annotated[
        str, typer.Option(help="Days, as in 90d; by default ASSISTANT_RETENTION_DAYS.")
    ] = "",
) -> None:
    """Erase conversations in which nothing happens any more.

    `serve` does it by itself.
    """
    _run(_commands("purge").purge(older_than))


@app.command("slack-manifest")
def slack_manifest(
    host: Annotated[
        str, typer.Option(help="Where Slack reaches the server, such as chat.example.org.")
    ] = "",
    socket_mode: Annotated[
        bool, typer.Option("--socket-mode", help="For a server that Slack cannot reach.")
    ] = False,
) -> None:
    """Print the manifest that makes the Slack app."""
    if not host and not socket_mode:
        raise typer.BadParameter("Give --host HOST, or --socket-mode.")
    _run(_commands("slack_manifest").slack_manifest(host, socket_mode=socket_mode))


@evaluate_app.command("retrieval")
def evaluate_retrieval(
    corpus: Annotated[Path, typer.Option(help="Passages, one JSON object a line.")],
    questions: Annotated[Path, typer.Option(help="Questions, one JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Where the result of each question is written.")],
    by_domain: Annotated[
        bool, typer.Option("--by-domain", help="One index for each domain of the passages.")
    ] = False,
) -> None:
    """Measure the search on a corpus with known answers."""
    _run(_commands("evaluate").retrieval(corpus, questions, out, by_domain=by_domain))


@evaluate_app.command("decisions")
def evaluate_decisions(
    questions: Annotated[Path, typer.Option(help="Messages, one JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Where the result of each message is written.")],
) -> None:
    """Measure who wants a person and what is an attack."""
    _run(_commands("evaluate").decisions(questions, out))


@evaluate_app.command("support")
def evaluate_support(
    questions: Annotated[Path, typer.Option(help="Replies with their passages, one a line.")],
    out: Annotated[Path, typer.Option(help="Where the score of each reply is written.")],
) -> None:
    """Measure whether replies are supported by their passage."""
    _run(_commands("evaluate").support(questions, out))


@evaluate_app.command("speed")
def evaluate_speed(
    questions: Annotated[Path, typer.Option(help="A TOML file as tests/evals/questions.toml.")],
    exact: Annotated[
        list[Path], typer.Option(help="TOML files as tests/evals/dues.toml; may be repeated.")
    ],
) -> None:
    """Measure the whole chain against the bare encoder; 1 when a ratio is over its limit."""
    _run(_commands("evaluate").speed(questions, exact))


@evaluate_app.command("lookups")
def evaluate_lookups(
    directory: Annotated[
        Path | None, typer.Option(help="A folder with a directory; by default the operator's.")
    ] = None,
    communities: Annotated[
        int, typer.Option(min=0, help="Look up so many made-up communities instead.")
    ] = 0,
) -> None:
    """Measure look-ups in the directory; 1 when they take too long."""
    _run(_commands("evaluate").lookups(directory, communities))


@evaluate_app.command("answers")
def evaluate_answers(
    questions: Annotated[Path, typer.Option(help="A TOML file as tests/evals/questions.toml.")],
    show: Annotated[bool, typer.Option("--show", help="Print each question that went wrong.")] = (
        False
    ),
) -> None:
    """Measure whole answers against what they must and must not say."""
    _run(_commands("evaluate").answers(questions, show=show))


@evaluate_app.command("conversations")
def evaluate_conversations(
    questions: Annotated[Path, typer.Option(help="A TOML file as tests/evals/dues.toml.")],
    show: Annotated[bool, typer.Option("--show", help="Print each turn that went wrong.")] = False,
) -> None:
    """Measure conversations about dues and the directory."""
    _run(_commands("evaluate").conversations(questions, show=show))


def run_ingest() -> None:
    """The entry point of `ingest.py`."""
    single = typer.Typer(
        rich_markup_mode=_PLAIN, add_completion=False, pretty_exceptions_enable=False
    )
    single.command()(ingest)
    single()


def main() -> None:
    """The entry point of `python -m assistant`."""
    app(prog_name="assistant" if sys.argv[0].endswith("__main__.py") else None)
