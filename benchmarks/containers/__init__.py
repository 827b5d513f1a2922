"""One big container: how fast it is read, and that memory doesn't grow with it."""
