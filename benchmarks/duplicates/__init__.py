"""How well near-duplicates are found, and what it costs."""
