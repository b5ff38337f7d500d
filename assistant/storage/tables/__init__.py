"""The tables, by what they keep; `schema.py` has them all."""
