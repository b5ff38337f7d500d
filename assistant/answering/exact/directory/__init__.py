"""What is asked of the member directory, and what it says."""
