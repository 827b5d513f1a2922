"""How fast the whole pipeline is, beside a plain pool of processes that calls the same functions."""
