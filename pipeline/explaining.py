"""Pages of one file taken apart, without a lake: what `explain` shows."""

from collections.abc import Iterator
from datetime import date

from pipeline.discover import InputError, source_at
from schemas.inputs import ReadRules
from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import DatedPage
from transforms.read import read_source
from transforms.text.charset import decode_page
from transforms.text.dead_letters import dead_letter
from transforms.text.resolve import resolve_date
from transforms.text.separate import separate_story
from transforms.text.source_uris import file_uri


def explained_pages(path: str, rules: ReadRules, assume_latest_year_before: date | None) -> Iterator[DatedPage | DeadLetter]:
    """The pages of a file with their dates resolved, or their dead letters.

    Args:
        path: The file.
        rules: What the user says about the input.
        assume_latest_year_before: The day of the crawl, where a missing year may be taken from it.

    Raises:
        InputError: There is no such file.
    """
    source = source_at(file_uri(path))
    if source is None:
        raise InputError(f"{file_uri(path)}: no file there; name a page's file")
    for page in read_source(source, rules):
        if isinstance(page, DeadLetter):
            yield page
            continue
        try:
            yield resolve_date(separate_story(decode_page(page), explain=True), assume_latest_year_before=assume_latest_year_before)
        except Rejected as rejected:
            yield dead_letter(page.source_uri, page.data, rejected)
