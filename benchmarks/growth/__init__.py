"""How time and memory of the whole pipeline grow with its input, and with the lake that is there."""
