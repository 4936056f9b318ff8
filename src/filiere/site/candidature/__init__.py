"""Candidature: from the perimeter and the price to the questionnaire and the voices beside it."""
