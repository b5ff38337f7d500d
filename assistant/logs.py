"""Log lines: to stderr, as JSON where nobody watches; ids and outcomes, never a visitor's text.

The messages of errors may hold what a visitor wrote, and so may what libraries tell at INFO and
DEBUG (a model's client logs whole requests): an error is logged by its name and place, and
libraries are heard from WARNING on.
"""

import logging
import sys
import traceback

import structlog
from rich.console import Console
from structlog.types import EventDict, Processor

_PLACES = 4  # innermost frames that a log line of an error names


def send_logs_to_stderr(level: str) -> None:
    """Set up logging once, ours and that of the libraries, warnings included.

    Args:
        level: `DEBUG`, `INFO`, `WARNING` or `ERROR`; of our own lines.
    """
    shared: tuple[Processor, ...] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_faults,
    )
    look = _look()
    structlog.configure(
        processors=[*shared, look],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)  # some libraries set their own loggers to DEBUG
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, look],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)


def name_faults(_: object, __: str, event: EventDict) -> EventDict:
    """Put an error's name and place where its message and trace would stand."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    elif error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
        event["fault"] = type(error).__name__
        event["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _look() -> Processor:
    console = Console(stderr=True)
    if not console.is_terminal:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=not console.no_color)
