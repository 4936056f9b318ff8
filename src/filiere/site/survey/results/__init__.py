"""What everybody reads of the surveys: the barometer, its calendar and its corrections."""
