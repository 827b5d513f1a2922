"""WHO runs it: the command line, the graph, the runners, the ledger, the commit and the tally."""
