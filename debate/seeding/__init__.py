"""Decks, formats, rubrics and demo data in. Reads `seeds/`."""
