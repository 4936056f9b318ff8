"""Acts on tables that are not public yet, one module an act: check the right, change, record in the journal."""
