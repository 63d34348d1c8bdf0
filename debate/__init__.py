"""Clashroom: published commentaries become structured debates that can be graded."""
