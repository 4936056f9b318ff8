"""Acts on dossiers, one module an act."""
