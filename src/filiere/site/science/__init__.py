"""The making of releases: proposed, simulated, put to consultation, adopted by the colleges with dissent recorded."""
