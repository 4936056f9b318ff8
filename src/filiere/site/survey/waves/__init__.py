"""The statistician's desk: waves, their samples, letters, the list of whom to call, corrections, publication."""
