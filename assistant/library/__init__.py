"""Shelves: the knowledge folder becomes documents, passages and a published build to search."""
