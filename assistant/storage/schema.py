"""The tables of the product, as SQLAlchemy Core; a test holds the migrations to them."""

from assistant.storage.tables.builds import active_build, builds, quotes
from assistant.storage.tables.conversations import conversations, errands, events, messages
from assistant.storage.tables.desk import audit, handoffs
from assistant.storage.tables.ground import Moment, metadata

__all__ = [
    "REVISION",
    "Moment",
    "active_build",
    "audit",
    "builds",
    "conversations",
    "errands",
    "events",
    "handoffs",
    "messages",
    "metadata",
    "quotes",
]

REVISION = "0004"  # of the newest file in migrations/versions; a test compares
