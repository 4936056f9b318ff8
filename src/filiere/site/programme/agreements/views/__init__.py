"""Pages of agreements: open to all, for the lead of the programme, for the public authorities."""
