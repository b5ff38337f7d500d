"""The chat without JavaScript: a form, and the conversation that the server draws."""
