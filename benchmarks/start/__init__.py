"""What it takes to do little: to start, to take in one page, to find nothing new."""
