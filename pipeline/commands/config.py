"""Tell which settings hold and where each comes from: the environment, the file, or nobody, so that the default holds.

Flags come before the environment (ZHENGWEN_LAKE and so on), and that before the file: the one named with `zhengwen --config FILE` or
ZHENGWEN_CONFIG, else zhengwen.toml in the folder that zhengwen is started in.
"""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.commands import common

if TYPE_CHECKING:
    from pipeline.configuration import Configuration


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_json(parser)
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--example", action="store_true", help="print a zhengwen.toml with every setting, commented out")
    other.add_argument("--schema", action="store_true", help="print the file's JSON Schema, for editors")


def run(options: argparse.Namespace) -> int:
    """Tell the settings."""
    from pipeline.settings import example_file, file_schema

    configuration: Configuration = options.configuration
    if options.example:
        print(example_file(), end="")
    elif options.schema:
        print(json.dumps(file_schema(), ensure_ascii=False, indent=2))
    elif options.json:
        print(json.dumps(_as_json(configuration), ensure_ascii=False, default=str))
    else:
        _show(configuration)
    return 0


def _as_json(configuration: "Configuration") -> dict[str, object]:
    settings = {held.setting.name: {"value": held.value, "from": held.origin} for held in configuration.held}
    file = configuration.file and str(configuration.file)
    return {"file": file, "settings": settings, "sites": [asdict(site) for site in configuration.sites], "unknown_variables": configuration.strangers}


def _show(configuration: "Configuration") -> None:
    from pipeline.aligned import laid_out, room
    from pipeline.settings import SETTINGS

    held = {known.setting.name: known for known in configuration.held}
    rows = [
        [known.name, held[known.name].value, held[known.name].origin] if known.name in held else [known.name, known.default, "default"]
        for known in SETTINGS
    ]
    print(f"file: {configuration.file or 'none (zhengwen config --example prints one to start from)'}\n")
    print("\n".join(laid_out(["setting", "value", "from"], rows, room(sys.stdout), whole=True)))
    for site in configuration.sites:
        said = [[name, ", ".join(value) if isinstance(value, tuple) else value] for name, value in asdict(site).items() if value]
        print("", *laid_out(["site", site.prefix], said[1:], room(sys.stdout)), sep="\n")
    for name in configuration.strangers:
        print(f"{name} is set and is no setting: a misspelt one?", file=sys.stderr)
