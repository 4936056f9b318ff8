"""The acts about the quality of a centre, one module an act."""
