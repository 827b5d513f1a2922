"""HOW one stage is done: PTransforms and DoFns, thin twins of the pure functions under `transforms.text`."""
