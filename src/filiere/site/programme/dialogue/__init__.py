"""The dialogue of the programme: rooms, texts under discussion, amendments, votes, disagreements and positions."""
