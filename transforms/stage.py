"""What pages give, written in fragments of bounded size: only their names go on."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Generic, TypeVar

from schemas.records import DeadLetter
from schemas.stages import ExtractedPage
from transforms.dead_letters import dead_letters_to_bytes
from transforms.elsewhere import Staging, laid
from transforms.fragments import stage_fragment
from transforms.signatures import SIGNATURES_FILE, signatures_to_bytes
from transforms.text.outcomes import dead_outcome, page_outcome

FRAGMENT_PAGES = 1000
FRAGMENT_CHARACTERS = 600_000
"""A fragment ends at either, whichever comes first: it bounds what a worker holds, some 40 KB a short page; 600,000 are 500 stories of 1,200."""

LETTERS_FILE = "dead_letters.avro"

Item = TypeVar("Item")


class InFragments(Generic[Item]):
    """Gathers items, and stages them as a fragment when there are enough."""

    def __init__(self, stage: Callable[[Sequence[Item]], str], characters: Callable[[Item], int]) -> None:
        self._stage = stage
        self._characters_of = characters
        self._items: list[Item] = []
        self._characters = 0

    def take(self, item: Item) -> Iterator[str]:
        """Take an item in; the name of the fragment that it fills."""
        self._items.append(item)
        self._characters += self._characters_of(item)
        if len(self._items) >= FRAGMENT_PAGES or self._characters >= FRAGMENT_CHARACTERS:
            yield from self.end()

    def end(self) -> Iterator[str]:
        """Stage what there is; the fragment's name, if it has one."""
        items, self._items, self._characters = self._items, [], 0
        if items:
            yield self._stage(items)


def pages_in_fragments(staging: Staging) -> InFragments[ExtractedPage]:
    """Where pages go: their rows, signatures and outcomes."""
    return InFragments(partial(_stage_pages, staging), lambda page: page.article.characters if page.article else 0)


def letters_in_fragments(staging: Staging) -> InFragments[DeadLetter]:
    """Where dead letters go, with their outcomes."""
    return InFragments(partial(_stage_letters, staging), lambda _: 0)


def _stage_pages(staging: Staging, pages: Sequence[ExtractedPage]) -> str:
    outcomes = [page_outcome(page) for page in pages]
    with laid(staging) as folder:
        return stage_fragment(outcomes, pages, folder, {SIGNATURES_FILE: signatures_to_bytes(pages)}).name


def _stage_letters(staging: Staging, letters: Sequence[DeadLetter]) -> str:
    outcomes = [dead_outcome(letter) for letter in letters]
    with laid(staging) as folder:
        return stage_fragment(outcomes, [], folder, {LETTERS_FILE: dead_letters_to_bytes(letters)}).name
