"""Tests: one folder for each layer or concern, one file for each noun."""
