"""The tables of the product, as SQLAlchemy Core; a test holds the migrations to them."""

from assistant.storage.tables.builds import active_build, builds, quotes
from assistant.storage.tables.conversations import conversations, errands, events, messages
from assistant.storage.tables.desk import (
    alarms,
    audit,
    contacts,
    drafts,
    feedback,
    handoffs,
    loose_ends,
    notes,
    switches,
)
from assistant.storage.tables.ground import Moment, metadata
from assistant.storage.tables.slack import asks, corrections, inbox, lines, outbox, threads

__all__ = [
    "REVISION",
    "Moment",
    "active_build",
    "alarms",
    "asks",
    "audit",
    "builds",
    "contacts",
    "conversations",
    "corrections",
    "drafts",
    "errands",
    "events",
    "feedback",
    "handoffs",
    "inbox",
    "lines",
    "loose_ends",
    "messages",
    "metadata",
    "notes",
    "outbox",
    "quotes",
    "switches",
    "threads",
]

REVISION = "0006"  # of the newest file in migrations/versions; a test compares
