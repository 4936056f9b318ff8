"""Pages of tables under statistical confidentiality: those that went out, for all, and the statistician's own."""
