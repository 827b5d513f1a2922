"""The version that rows, runs and the command line tell of; pyproject.toml reads it from here."""

VERSION = "0.1.0"
