"""Acts of the life of a label, one module an act or a few that go together."""
