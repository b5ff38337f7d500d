"""The shelf of facts: dues, places and the directory, each with one exact answer."""
