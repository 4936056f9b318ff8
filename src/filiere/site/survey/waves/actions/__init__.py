"""What is done to a wave and to a reply."""
