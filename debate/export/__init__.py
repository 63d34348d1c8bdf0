"""Files out. Changes no state."""
