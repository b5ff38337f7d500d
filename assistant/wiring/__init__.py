"""Joins the rooms; the only place that sees all of them."""

from assistant.wiring.rooms import Rooms, open_rooms

__all__ = ["Rooms", "open_rooms"]
