"""What pages, files and the API of the dialogue are given, made once for all of them."""
