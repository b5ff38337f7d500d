"""Measures answers; knows nothing about doors."""
