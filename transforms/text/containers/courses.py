"""How far the records of a file have been read, so that reading can stop between two of them and go on in another process."""

from schemas.inputs import Bookmark
from schemas.reasons import Rejected
from transforms.text.containers.streams import Budget, ByteReader

START = Bookmark()


class Course:
    """A file's lines or records while they are read: its own, or those of what its compressed streams hold, but not those of an archive's members.

    Attributes:
        number: Of the line or record that follows.
        told: Whether it has been told that what follows is no record.
        within: Whether a part of the record that follows has been read, so that this is no place to stop.
    """

    def __init__(self, begin: Bookmark = START) -> None:
        """Prepare to read a file from a place on."""
        self.begin = begin
        self.number = begin.number
        self.told = begin.told
        self.within = False
        self._reader: ByteReader | None = None

    def enter(self, reader: ByteReader, budget: Budget) -> None:
        """Take the reader of the file's records, at its beginning, and go to the place where reading is to begin.

        What a compressed stream holds before that place is unpacked again, since no such stream can be entered in its middle; where it
        broke then it breaks now, and that is passed by.
        """
        self._reader = reader
        begin = self.begin
        while reader.position < begin.position or reader.breaks < begin.breaks:
            try:
                if not reader.skip(begin.position - reader.position) and not reader.chunk():
                    break
            except Rejected:
                continue
        if begin.budget is not None:
            budget.left = begin.budget

    def place(self, items: int, budget: Budget) -> Bookmark | None:
        """Where reading is now, None where it can't stop; `items` is how many pages and dead letters the file has given, by which archives go."""
        if self.within:
            return None
        if self._reader is None:
            return Bookmark(items=items)
        return Bookmark(self._reader.position, self.number, self._reader.breaks, self.told, budget=budget.left)
