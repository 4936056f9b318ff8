"""The committee and the appeal panel: sessions, interests and recusals, hearings, votes, decisions and minutes."""
