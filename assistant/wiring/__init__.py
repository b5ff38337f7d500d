"""Joins the rooms; the only place that sees all of them."""

from assistant.wiring.rooms import Answering, Rooms, open_rooms

__all__ = ["Answering", "Rooms", "open_rooms"]
