"""The word lists that ship in lexicons/, read once: surnames, titles, organs, divisions, countries."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicons"

FULL_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", *"省市县区旗盟州")


@dataclass(frozen=True, slots=True)
class Division:
    """A division of GB/T 2260: six digits, the first two its province's, the first four its prefecture's."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """province, city or county."""
        return "province" if self.code.endswith("0000") else "city" if self.code.endswith("00") else "county"


def short_name(name: str, peoples: tuple[str, ...] = ()) -> str:
    """A division's name without its kind and its peoples (汉中市 to 汉中, 凉山彝族自治州 to 凉山), of two characters at least."""
    for suffix in FULL_SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) > 1:
            name = name[: -len(suffix)]
            break
    while name.endswith(peoples) and (tail := next((people for people in peoples if name.endswith(people) and len(name) - len(people) > 1), "")):
        name = name[: -len(tail)]
    return name


@dataclass(frozen=True)
class Lexicons:
    """All word lists. Frozen, so that threads may share one."""

    surnames: frozenset[str]
    compound_surnames: frozenset[str]
    titles: dict[str, str]
    """Head of a title to its class: office, rank, role, address; `before` and `after` for words that join a head."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    organs: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    """Small lists by their key in words.txt."""
    divisions: tuple[Division, ...]
    countries: dict[str, str]
    """Countries and foreign cities to their ISO 3166 code, empty for a city."""

    @classmethod
    def load(cls) -> "Lexicons":
        """Read the packaged lists."""
        single, compound = _surnames()
        titles, before, after = _titles()
        organs, kinds = _organs()
        rows = [line.split("\t") for line in _lines("divisions.tsv")]
        countries = {name: code for name, _, code in (line.split("\t") for line in _lines("countries.tsv"))}
        countries |= {name: code for code, *names in (line.split() for line in _lines("countries_more.txt")) for name in names}
        divisions = tuple(Division(code, name) for code, name in rows)
        return cls(single, compound, titles, before, after, organs, kinds, _words(), divisions, countries)

    @cached_property
    def by_name(self) -> dict[str, tuple[Division, ...]]:
        """Divisions by full and by short name; several where the name is shared."""
        found: dict[str, tuple[Division, ...]] = {}
        for division in self.divisions:
            for name in {division.name, self.short(division)}:
                found[name] = (*found.get(name, ()), division)
        return found

    def short(self, division: Division) -> str:
        """A division's name without its kind and its peoples."""
        return short_name(division.name, self.words["peoples"])

    @cached_property
    def by_code(self) -> dict[str, Division]:
        """Divisions by code."""
        return {division.code: division for division in self.divisions}


def _lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _words() -> dict[str, tuple[str, ...]]:
    pairs = (line.split(":") for line in _lines("words.txt"))
    return {key: tuple(words.split()) for key, words in pairs}


def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    compound, single = _lines("surnames.txt")
    return frozenset(single), frozenset(compound.split())


def _titles() -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    titles: dict[str, str] = {}
    joined: dict[str, tuple[str, ...]] = {}
    for line in _lines("titles.txt"):
        kind, words = line.split(":")
        if kind in {"before", "after"}:
            joined[kind] = tuple(sorted(set(words.split()), key=lambda w: (-len(w), w)))
        else:
            for word in words.split():
                titles.setdefault(word, kind)
    return titles, joined["before"], joined["after"]


def _organs() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    organs: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    for line in _lines("organs.txt"):
        head, words = line.split(":")
        target, key = (kinds, head.removeprefix("kind ")) if head.startswith("kind ") else (organs, head)
        target[key] = (*target.get(key, ()), *words.split())
    return organs, kinds
