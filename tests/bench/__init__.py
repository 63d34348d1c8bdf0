"""Measures, never asserts: ratios and growth, each side of a ratio taken in the same run.

`python -m tests.bench` or `python -m pytest tests/bench -s`. Not part of the test run.
"""
