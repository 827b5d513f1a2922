"""Read the pages that gave a lake's rows again, with this version or with other options, and replace their rows.

Done file by file in the order of days, each file's rows in one commit; killed anywhere, a second call goes on where it stopped,
and one that finds nothing left costs next to nothing. Each file is read with the options about the input that it was read with
before, unless some are given here, or --no-options. zhengwen diff tells before what would change.

Where a page's file is gone, the records of its story are made anew from the text that the lake holds; the article, its date and
the teasers stay as they are. With --from or --to only files that hold a story of those days are read, each of them wholly.
"""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_chosen(parser)
    parser.add_argument("--anyway", action="store_true", help="also what this version has read already; killed, it goes on without this flag")
    common.add_lake(parser)
    common.add_json(parser)
    common.add_reading(parser)
    common.add_running(parser)
    common.add_setting(parser, "metrics", metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Reprocess, and tell what came of it."""
    from pipeline.files import Files
    from pipeline.lake.folders import open_lake
    from pipeline.reprocessing import begin_anew, reprocess

    running, chosen = common.ingest_options(options), common.chosen(options)
    if options.anyway:
        begin_anew(open_lake(options.lake), chosen, options.wait)
    with common.measured(options):
        done = reprocess(options.lake, chosen, running, common.progress(options), Files())
    if options.json:
        print(json.dumps(asdict(done), ensure_ascii=False))
        return 0
    for record in done.runs:
        counts = ", ".join(f"{count:,} {name}" for name, count in record.tally.items())
        print(f"run {record.run_id}: {counts}")
    if done.gone:
        print(f"{done.gone:,} files are gone: the records of {done.remade:,} stories were made anew from the lake's text, the rest stays")
    if not done.runs and not done.gone:
        print("nothing to do: this version has read it all")
    return 0
