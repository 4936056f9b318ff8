"""What a person may do in a candidature, one module an act."""
