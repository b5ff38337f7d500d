"""Alembic's folder: how the tables came to be, forward only, never edited once released."""
