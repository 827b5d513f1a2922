"""The processes of a local run with several workers: one that has everything loaded, and workers forked from it."""
