"""Which settings hold, and from where: flags above the environment above the file."""

import argparse
import os
import shlex
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError, advice
from pipeline.settings import PREFIX, SETTINGS, SITE_SETTINGS, Setting
from schemas.sites import SiteProfile

FILE = "zhengwen.toml"
FILE_VARIABLE = f"{PREFIX}CONFIG"
NOT_SETTINGS = frozenset({FILE_VARIABLE, f"{PREFIX}VENV", f"{PREFIX}SHARED"})
"""Variables of the same prefix that are read elsewhere."""


@dataclass(frozen=True, slots=True)
class Held:
    """A setting's value, read and checked, and where it comes from."""

    setting: Setting
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the environment and the file say."""

    file: Path | None
    held: tuple[Held, ...]
    sites: tuple[SiteProfile, ...]
    strangers: tuple[str, ...]
    """Variables that look like settings and are none."""


NOT_CONFIGURED = Configuration(None, (), (), ())


def load_configuration(named: str | None, environment: Mapping[str, str] = os.environ) -> Configuration:
    """Read the file and the environment.

    Args:
        named: The file that the user names; without it the one that ZHENGWEN_CONFIG names, else zhengwen.toml where it is there.
        environment: The variables.

    Raises:
        UsageError: The file can't be read, or a setting is unknown or has a value that it can't have; one line that says which.
    """
    file = _file(named or environment.get(FILE_VARIABLE))
    said = _read(file) if file else {}
    sites = tuple(_sites(said.pop("site", {}), str(file)))
    if unknown := sorted(set(said) - {known.name for known in SETTINGS}):
        raise UsageError(f"{file}: there is no setting {unknown[0]}: zhengwen config --example shows which there are")
    held = {known.name: Held(known, _value(known, said[known.name], str(file)), str(file)) for known in SETTINGS if known.name in said}
    for known in SETTINGS:
        if known.variable in environment:
            text = environment[known.variable]
            held[known.name] = Held(known, _value(known, _words(known, text) if known.many else text, known.variable), known.variable)
    variables = {known.variable for known in SETTINGS} | NOT_SETTINGS
    strangers = sorted(name for name in environment if name.startswith(PREFIX) and name not in variables)
    return Configuration(file, tuple(held[known.name] for known in SETTINGS if known.name in held), sites, tuple(strangers))


def set_defaults(parser: argparse.ArgumentParser, configuration: Configuration) -> None:
    """Make a command's flags default to what is configured; one that had to be given needn't be then."""
    actions = {action.dest: action for action in parser._actions}  # noqa: SLF001 - argparse has no other way to ask for them
    for held in configuration.held:
        action = actions.get(held.setting.name)
        if action is not None and not held.setting.many:
            action.required = False
            # argparse reads a default that is text as it reads the flag's own.
            action.default = str(held.value) if action.dest == "lake" else held.value


def fill_lists(options: argparse.Namespace, configuration: Configuration) -> None:
    """Give lists that no flag says what is configured: flags replace them, and don't add to them."""
    for held in configuration.held:
        if held.setting.many and getattr(options, held.setting.name, None) == []:
            setattr(options, held.setting.name, held.value)


def _file(named: str | None) -> Path | None:
    if named is None:
        return Path(FILE) if Path(FILE).is_file() else None
    if not Path(named).is_file():
        raise UsageError(f"{named}: no such file: name a zhengwen.toml with --config or {FILE_VARIABLE}")
    return Path(named)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(advice(error)) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: no TOML: {str(error)[:1].lower()}{str(error)[1:]}") from error


def _words(known: Setting, text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(f"{known.variable}: {error}: tell items apart by blanks, and quote one that has some") from error


def _value(known: Setting, said: Any, origin: str) -> Any:
    """The value, read as its flag would read it."""
    name = "" if origin == known.variable else f" {known.name}:"
    if known.many:
        if not isinstance(said, list):
            raise UsageError(f"{origin}:{name} write a list, such as {known.example}")
        return [_one(known, item, f"{origin}:{name}") for item in said]
    return _one(known, said, f"{origin}:{name}")


def _one(known: Setting, said: Any, where: str) -> Any:
    text = said.isoformat() if isinstance(said, date) else str(said).lower() if isinstance(said, bool) else str(said)
    if type(said) not in (*known.kind.types, *([str] if where.startswith(PREFIX) else [])) or not text:
        raise UsageError(f"{where} {said!r} can't be: write it as {known.example.strip('[]')}")
    try:
        return known.kind.parse(text)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{where} {error}") from error


def _sites(said: Any, origin: str) -> Iterator[SiteProfile]:
    """The profiles, in the order of their prefixes, so that the file's order doesn't show in what is recorded."""
    if not isinstance(said, dict) or not all(isinstance(profile, dict) for profile in said.values()):
        raise UsageError(f'{origin}: write what you say of a site under [site."www.example.cn"]')
    for prefix, profile in sorted(said.items()):
        where = f'{origin} [site."{prefix}"]'
        if unknown := sorted(set(profile) - {known.name for known in SITE_SETTINGS}):
            raise UsageError(f"{where}: there is no setting {unknown[0]}: a site has {', '.join(known.name for known in SITE_SETTINGS)}")
        values = {known.name: _value(known, profile[known.name], where) for known in SITE_SETTINGS if known.name in profile}
        yield _checked(prefix, values, where)


def _checked(prefix: str, values: dict[str, Any], where: str) -> SiteProfile:
    from transforms.text.lexicon import Lexicons  # noqa: PLC0415 - only where a site has a home
    from transforms.text.path_dates import compiled_path_date  # noqa: PLC0415 - likewise

    for pattern in values.get("date_patterns", ()):
        try:
            compiled_path_date(pattern)
        except ValueError as error:
            raise UsageError(f"{where} date_patterns: {error}") from error
    home: str | None = values.get("home")
    if home is not None and home not in {division.name for division in Lexicons.load().divisions}:
        raise UsageError(f"{where} home: {home} is no division of GB/T 2260: write its full name, such as 衢州市")
    return SiteProfile(prefix, _tuple(values.get("label_words")), _tuple(values.get("date_patterns")), home)


def _tuple(values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values or ()))
