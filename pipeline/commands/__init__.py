"""One module a command: its arguments, and what it does. Modules import what is heavy only when they run."""
