"""The web door: translates HTTP to the study's words and back."""
