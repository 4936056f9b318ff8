"""Pages of the life of a label, under /dossiers/<key>/label/, and its addresses for programs."""
