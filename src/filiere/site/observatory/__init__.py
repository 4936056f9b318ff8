"""The observatory: loaded sources, the register with its amendments, public pages and the staff side."""
