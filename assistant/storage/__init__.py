"""Cellar: every SQL statement of the product."""
