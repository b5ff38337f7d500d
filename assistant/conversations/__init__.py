"""Reception: who may speak, which state follows, and what is owed to whom."""
