"""How the text of a message is told: read into blocks that every door draws alike."""
