"""Pages of the committee and of the appeal panel."""
