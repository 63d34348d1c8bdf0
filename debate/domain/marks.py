"""How marks are written for people and for grade files.

Belongs here: cells that no spreadsheet takes for a formula, and hundredths as decimals. Does not
belong here: how a score comes about (scoring of ballots), nor the layout of a file (export).
"""

import unicodedata


def csv_cell(text: str) -> str:
    """Give text as a spreadsheet cell that is never a formula: such text gets an apostrophe first.

    For text columns only (a negative number in a numeric column is no formula), in a file that
    quotes all cells. `csv_text` takes it back. Source: OWASP, "CSV Injection".
    """
    return "'" + text if _reads_as_formula(text) else text


def csv_text(cell: str) -> str:
    """Give the text that `csv_cell` wrote as this cell."""
    return cell[1:] if cell.startswith("'") and _reads_as_formula(cell) else cell


def decimal(hundredths: int) -> str:
    """Write a number of hundredths in its shortest form: 1750 is "17.5", 1200 is "12"."""
    whole, rest = divmod(abs(hundredths), 100)
    digits = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"-{digits}" if hundredths < 0 else digits


def _reads_as_formula(text: str) -> bool:
    """Look behind what programs skip at the start of a cell, apostrophes of our own included."""
    after = text.lstrip("'")
    if after and unicodedata.category(after[0]) == "Cc":
        return True
    first = next((sign for sign in after if not _is_skipped(sign)), "")
    return unicodedata.normalize("NFKC", first)[:1] in tuple("=+-@")


def _is_skipped(sign: str) -> bool:
    return sign == "'" or sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf")
