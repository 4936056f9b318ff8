"""Pages of dossiers: the list of one's own, the overview of one, and the frame that apps above fill."""
