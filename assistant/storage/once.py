"""An insert that leaves alone what stands under one of its unique values already."""

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(dialect: str, table: Table) -> Insert:
    """The insert into a table; where a unique value is taken it does nothing, and returns nothing.

    Both databases take the same words, but SQLAlchemy knows them by two names.
    """
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
