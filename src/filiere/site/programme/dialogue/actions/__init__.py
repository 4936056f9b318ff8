"""What people do in a room: meetings, texts, amendments, votes, minutes, positions."""
