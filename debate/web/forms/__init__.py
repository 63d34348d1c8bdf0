"""The shape of what is posted; rules that depend on state live in services."""
