"""How long a report of a large lake takes, its memory and its bytes."""
