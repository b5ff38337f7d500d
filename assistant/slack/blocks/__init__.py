"""What staff see in Slack: pure functions from the house's nouns to Block Kit, as plain values."""
