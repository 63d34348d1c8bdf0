"""Commands of `python3 -m debate`."""
