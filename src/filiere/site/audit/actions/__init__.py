"""Acts of the audit, one module an act."""
