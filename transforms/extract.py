"""The extractor of a process."""

from functools import cache

from transforms.text.extract import Extractor


@cache
def loaded_extractor() -> Extractor:
    """The one extractor of a process: a run of many small slices loads it once."""
    return Extractor.load()
