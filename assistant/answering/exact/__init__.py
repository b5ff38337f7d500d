"""Questions that code answers: what a turn says to the exact tools, and what they say to it."""
