"""Pages of the dialogue."""
