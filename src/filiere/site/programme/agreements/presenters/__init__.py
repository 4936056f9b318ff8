"""What the pages of agreements are given, made from rows, content and the engine of sums."""
