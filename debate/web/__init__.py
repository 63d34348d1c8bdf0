"""Views of about fifteen lines, one file a noun. No rules, no queries."""
