"""Trained models that ship, and the scripts that train them again."""
