"""The staff page: who waits, a conversation with its sources, and what staff do to it."""
