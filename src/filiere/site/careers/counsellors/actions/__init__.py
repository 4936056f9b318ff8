"""What a counsellor does: opening a file, following it, correcting its result, recruiting by simulation, erasing."""
