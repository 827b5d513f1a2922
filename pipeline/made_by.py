"""By which version, and with which options about the input, a source was read: a short text that the ledger keeps of each."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from schemas.inputs import Caps, JsonFields, ReadRules
from schemas.sites import SiteProfile
from schemas.tables import ADDED
from schemas.version import VERSION


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user says about the input, all of which decides what pages give."""

    rules: ReadRules = ReadRules()
    assume_latest_year_before: date | None = None
    records_only: bool = False
    """Whether only the records were made anew, from the text that the lake holds, since the file was gone."""

    @property
    def made_by(self) -> str:
        """This version, these options and the added record types: the version alone where all is as by default, else with the others as JSON."""
        settings = self._settings()
        return f"{VERSION} {json.dumps(settings, ensure_ascii=True, sort_keys=True)}" if settings else VERSION

    def _settings(self) -> dict[str, Any]:
        """The options that aren't as they are by default."""
        default, rules = ReadRules(), self.rules
        settings: dict[str, Any] = {
            "caps": _other(asdict(rules.caps), asdict(default.caps)),
            "fields": _other(asdict(rules.fields), asdict(default.fields)),
            "path_date": rules.path_date,
            "sites": [asdict(site) for site in rules.sites],
            "assume_year_before": self.assume_latest_year_before and self.assume_latest_year_before.isoformat(),
            "records_only": self.records_only,
            # None of the user's options, but what a source was read with all the same: reprocess reads again what lacks a record type.
            "added": [added.fingerprint for added in ADDED],
        }
        return {name: value for name, value in settings.items() if value}


def _other(values: dict[str, Any], default: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != default[name]}


def reading_of(made_by: str) -> Reading:
    """The options that a source was read with; the default ones where nothing is known of it."""
    _, _, settings = made_by.partition(" ")
    found: dict[str, Any] = json.loads(settings) if settings else {}
    caps = replace(Caps(), **found.get("caps", {}))
    fields = replace(JsonFields(), **{name: tuple(keys) for name, keys in found.get("fields", {}).items()})
    sites = tuple(_site(**site) for site in found.get("sites", ()))
    assumed = found.get("assume_year_before")
    rules = ReadRules(caps, fields, found.get("path_date"), sites)
    return Reading(rules, date.fromisoformat(assumed) if assumed else None, found.get("records_only", False))


def _site(prefix: str, label_words: list[str], date_patterns: list[str], home: str | None) -> SiteProfile:
    return SiteProfile(prefix, tuple(label_words), tuple(date_patterns), home)
