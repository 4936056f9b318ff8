"""Acts on accounts, one module an act: check the right, change, record in the journal."""
