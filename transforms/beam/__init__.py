"""Beam's twins of this room's functions: a DoFn and a PTransform a stage, as thin as they can be. Nothing else here imports Beam."""
