"""What the lead of the programme and the public authorities do to an agreement."""
