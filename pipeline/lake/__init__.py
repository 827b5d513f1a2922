"""The lake: where everything lies, its ledger and its commits, and what is done to it as a whole."""
