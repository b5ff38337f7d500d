"""The membership assistant: traced answers to membership questions."""

__version__ = "0.5.0"
