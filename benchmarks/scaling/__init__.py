"""What grows with a lake, measured piece by piece, and what follows for sizes that this machine doesn't hold."""
