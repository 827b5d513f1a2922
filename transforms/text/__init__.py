"""The pure core: bytes and text in, records out. No Beam, no I/O, no clock, no globals that change."""
