"""How well and how fast records are extracted, beside the tools that others use."""
