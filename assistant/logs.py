"""Log lines: to stderr, as JSON where nobody watches; ids and outcomes, never a visitor's text."""

import logging
import sys

import structlog


def send_logs_to_stderr(level: str) -> None:
    """Set up logging once, when the rooms are opened.

    Args:
        level: `DEBUG`, `INFO`, `WARNING` or `ERROR`.
    """
    look = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            look,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, force=True)
