"""What can be set by zhengwen.toml, environment and flags: the one list that the file's schema, its example and the flags' help come from."""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
PREFIX = "ZHENGWEN_"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: how it is read from text, which types the file may hold, and what JSON Schema calls them."""

    parse: Callable[[str], Any]
    types: tuple[type, ...]
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the file, what it is, and an example of it as the file writes it."""

    name: str
    kind: Kind
    doc: str
    example: str
    many: bool = False
    """Whether it is a list; the flag is repeated then."""
    default: str | None = None
    """What holds where nobody says anything, as a flag would say it."""

    @property
    def variable(self) -> str:
        """Its name in the environment; a list's items are told apart by blanks there."""
        return PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return "--" + self.name.replace("_", "-")


def byte_count(text: str) -> int:
    """A number of bytes, as 1000, 64k, 256m or 2g. Raises ArgumentTypeError."""
    match = re.fullmatch(r"(\d{1,12})([kmg]?)", text.lower())
    if match is None or not int(match[1]):
        raise argparse.ArgumentTypeError(f"{text} is no size: write it as 1000, 64k, 256m or 2g")
    return int(match[1]) * UNITS[match[2]]


def seconds(text: str) -> float:
    """A time in seconds, not below zero. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no time in seconds: write it as 0, 30 or 2.5")
    return value


def whole(text: str) -> int:
    """A number of things. Raises ArgumentTypeError."""
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text} is no number of things: write it as 0, 10 or 500")
    return int(text)


def day(text: str) -> date:
    """A day. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as 2026-11-21") from None


def yes(text: str) -> bool:
    """Yes or no. Raises ArgumentTypeError."""
    if text.lower() not in ("true", "false", "1", "0", "yes", "no"):
        raise argparse.ArgumentTypeError(f"{text} is neither true nor false")
    return text.lower() in ("true", "1", "yes")


def log_format(text: str) -> str:
    """How progress and messages are told. Raises ArgumentTypeError."""
    if text not in ("text", "json"):
        raise argparse.ArgumentTypeError(f"{text} is no form: write text or json")
    return text


TEXT = Kind(str, (str,), {"type": "string", "minLength": 1})
NUMBER_OR_AUTO = Kind(str, (int, str), {"type": ["integer", "string"], "pattern": "^(auto|[1-9][0-9]*)$", "minimum": 1})
SIZE = Kind(byte_count, (int, str), {"type": ["integer", "string"], "pattern": "^[0-9]{1,12}[kmgKMG]?$", "minimum": 1})
SECONDS = Kind(seconds, (int, float), {"type": "number", "minimum": 0})
WHOLE = Kind(whole, (int,), {"type": "integer", "minimum": 0})
DAY = Kind(day, (date, str), {"type": "string", "format": "date"})
FORM = Kind(log_format, (str,), {"enum": ["text", "json"]})
YES = Kind(yes, (bool,), {"type": "boolean"})

SETTINGS = (
    Setting("lake", TEXT, "the lake's folder, or s3://BUCKET/PREFIX", '"lake"'),
    Setting("work", TEXT, "where this machine keeps working copies of lakes in a store (default: the user's cache)", '"/var/cache/zhengwen"'),
    Setting("max_dead_letters", WHOLE, "exit with 3 when a run leaves more dead letters than this", "100"),
    Setting("metrics", TEXT, "write what the run did into this file, for Prometheus' textfile collector", '"/var/lib/node_exporter/zhengwen.prom"'),
    Setting("path_date", TEXT, "where a page's date lies in its path, such as %Y/%m/%d", '"%Y/%m/%d"'),
    Setting("json_field", TEXT, "the key of a JSON line that holds a page's NAME, such as text=body.plain", '["text=payload.main"]', many=True),
    Setting("assume_year_before", DAY, "take a missing year as the latest before this day, the day of the crawl; marked as assumed", "2026-11-21"),
    Setting("runner", TEXT, "Beam's runner: DirectRunner (this machine; the default) or FlinkRunner", '"DirectRunner"', default="DirectRunner"),
    Setting("workers", NUMBER_OR_AUTO, "worker processes, or auto (the default); the result is the same", '"auto"', default="auto"),
    Setting("slice_bytes", SIZE, "input of one commit, such as 64m (default 256m)", '"256m"', default="256m"),
    Setting("wait", SECONDS, "wait so many seconds for another run on the same lake (default: don't)", "0", default="0"),
    Setting("beam", TEXT, "a flag for Beam, such as --parallelism=4", '["--parallelism=4"]', many=True),
    Setting("quiet", YES, "no progress on standard error", "false", default="false"),
    Setting("log_format", FORM, "progress and messages on standard error as text (the default) or json, one object a line", '"text"', default="text"),
)

SITE_SETTINGS = (
    Setting(
        "label_words",
        TEXT,
        "words that stand before the blank of teaser rows, also where a page shows only one such row",
        '["看点", "图说"]',
        many=True,
    ),
    Setting("date_patterns", TEXT, "how the page's address writes the day; the first that is found counts", '["/%Y%m/%d/"]', many=True),
    Setting("home", TEXT, "the division that 我市, 我县 and the like mean, by its full name", '"衢州市"'),
)
"""What can be said of a site, under [site."PREFIX"]: what its pages' URLs (without the scheme) or source_uri start with."""


def setting(name: str) -> Setting:
    """The setting of that name."""
    return next(known for known in SETTINGS if known.name == name)


def file_schema() -> dict[str, Any]:
    """The JSON Schema of zhengwen.toml, a day being the text of its TOML date."""
    site = {"type": "object", "additionalProperties": False, "properties": _properties(SITE_SETTINGS)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "zhengwen.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(SETTINGS)
        | {
            "site": {
                "type": "object",
                "additionalProperties": site,
                "description": "what you say of a site; the key is what its pages' URLs (without the scheme) or source_uri start with",
            }
        },
    }


def example_file() -> str:
    """A zhengwen.toml that sets nothing and shows everything, with comments."""
    head = ["# Settings of zhengwen, found in the folder that it is started in, or named with --config FILE.", "# Flags come before"]
    head[1] += f" the environment ({PREFIX}LAKE and so on), and that before this file. `zhengwen config` shows what holds."
    site = [
        '# [site."www.example.cn/news"]',
        *(f"# {line}" for known in SITE_SETTINGS for line in (f"{known.doc}", f"{known.name} = {known.example}")),
    ]
    lines = [line for known in SETTINGS for line in ("", f"# {known.doc}", f"# {known.name} = {known.example}")]
    return "\n".join([*head, *lines, "", f"# {_SITE}", *site, ""])


_SITE = "What you say of a site: the key is what its pages' URLs (without the scheme) or source_uri start with; the longest that fits counts."


def _properties(settings: tuple[Setting, ...]) -> dict[str, Any]:
    return {
        known.name: ({"type": "array", "items": known.kind.schema} if known.many else known.kind.schema) | {"description": known.doc}
        for known in settings
    }
