"""List the pages that could not be taken in: where they lie, the reason, and what was wrong."""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)


def run(options: argparse.Namespace) -> int:
    """List the dead letters."""
    from pipeline.lake.dead_letters import failed
    from pipeline.lake.folders import open_lake
    from pipeline.lake.ledger import open_ledger_for_reading

    lake = open_lake(options.lake)
    with open_ledger_for_reading(lake) as ledger:
        for letter in failed(lake, ledger):
            if options.json:
                print(json.dumps(asdict(letter) | {"data": letter.data.hex()}, ensure_ascii=False))
            else:
                print(f"{letter.reason:12} {letter.source_uri}: {letter.detail}")
    return 0
