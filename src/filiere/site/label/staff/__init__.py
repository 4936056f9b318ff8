"""The staff side of the label: running a simulation."""
