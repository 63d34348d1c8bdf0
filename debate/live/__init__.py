"""The stream server and its wake-ups. Knows no templates: it is handed render functions."""
