"""The rules. Pure functions and frozen dataclasses; `now` and randomness are arguments."""
