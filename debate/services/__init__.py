"""Writes: one verb a function. Each writes its event; none commits; none knows HTTP."""
