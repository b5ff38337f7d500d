"""Fixtures that several test modules share; each lives in a module of its own noun."""

from tests.databases import database_url, postgres_folder, postgres_url

__all__ = ["database_url", "postgres_folder", "postgres_url"]
