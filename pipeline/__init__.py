"""WHO runs it: the command line, the graph, the runners, a run and its slices, the tally; and in rooms of their own the lake, stores and clusters."""
