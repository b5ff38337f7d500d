"""What a community would pay: what a conversation tells of it, and the amount with its steps."""
