"""The report's words in each of its languages, from words.tsv: a key, English, Chinese."""

import csv
from dataclasses import dataclass
from importlib.resources import files

from pipeline.report.facts import Mark

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str
    texts: dict[str, str]

    def say(self, key: str, **values: object) -> str:
        """The text of a key, with values in its places. Raises KeyError for a key that there isn't."""
        return self.texts[key].format_map(values)

    def term(self, family: str, value: str) -> str:
        """The word for a value of the lake, such as a role; the value itself where it has none."""
        return self.texts.get(f"{family}_{value}", value)

    def told(self, mark: Mark) -> str:
        """What a record was read as, in a line."""
        return " · ".join(self.term(family, value) if family else value for family, value in mark.told)


def load_words(language: str) -> Words:
    """The words of a language of LANGUAGES."""
    column = 1 + LANGUAGES.index(language)
    lines = (files("pipeline.report") / "words.tsv").read_text(encoding="utf-8").splitlines()
    return Words(language, {row[0]: row[column] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)})
