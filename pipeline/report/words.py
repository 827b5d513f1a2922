"""The report's words in each language: words.tsv has a key, English, Chinese; reasons.tsv English and Chinese of what `explain` says of lines."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from pipeline.report.facts import Mark

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str
    texts: dict[str, str]
    reasons: dict[str, str]
    """The parts of the reasons for what a line was taken for, by their English."""

    def say(self, key: str, **values: object) -> str:
        """The text of a key, with values in its places. Raises KeyError for a key that there isn't."""
        return self.texts[key].format_map(values)

    def term(self, family: str, value: str) -> str:
        """The word for a value of the lake, such as a role; the value itself where it has none."""
        return self.texts.get(f"{family}_{value}", value)

    def why(self, reason: str) -> str:
        """The reason for what a line was taken for; a part that has no translation stays as it is."""
        return ("；" if self.language == "zh" else "; ").join(map(self._clause, reason.split("; ")))

    def _clause(self, clause: str) -> str:
        """A part of a reason, or two with a colon between them."""
        first, colon, rest = clause.partition(": ")
        if clause in self.reasons or not colon:
            return self.reasons.get(clause, clause)
        return f"{self.reasons.get(first, first)}{'：' if self.language == 'zh' else colon}{self._clause(rest)}"

    def told(self, mark: Mark) -> str:
        """What a record was read as, in a line."""
        return " · ".join(self.term(family, value) if family else value for family, value in mark.told)


def load_words(language: str) -> Words:
    """The words of a language of LANGUAGES."""
    column = LANGUAGES.index(language)
    return Words(language, {row[0]: row[1 + column] for row in _rows("words.tsv")}, {row[0]: row[column] for row in _rows("reasons.tsv")})


def _rows(name: str) -> Iterator[list[str]]:
    lines = (files("pipeline.report") / name).read_text(encoding="utf-8").splitlines()
    return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
