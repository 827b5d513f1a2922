"""Take pages out of a lake, and keep them out: gone from every table, from the ledger and from the dead letters, in one commit.

A page is named by its page_id, a source by its source_uri as the tables show it: a file, a page in a file, or a folder with all
below it. Where another page gives the same story, that one speaks for it from now on. Later runs leave out what is forgotten, also
under other names where it is a page; --remember lifts that, and the next ingest takes it in again. The lake's report, which may show
what is forgotten, is removed.
"""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common
from pipeline.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--page", action="append", default=[], metavar="ID", help="a page's page_id; may be repeated")
    parser.add_argument("--source", action="append", default=[], metavar="URI", help="a source_uri, or a folder of them; may be repeated")
    parser.add_argument("--remember", action="store_true", help="no longer keep these out")
    parser.add_argument("--list", action="store_true", help="list what is kept out")
    common.add_lake(parser)
    common.add_json(parser)
    common.add_reading(parser)
    common.add_running(parser)


def run(options: argparse.Namespace) -> int:
    """Forget, remember or list."""
    from pipeline.forgetting import forget, remember
    from pipeline.lake.folders import open_lake
    from pipeline.lake.forgotten_list import forgotten_list
    from schemas.forgotten import Forgotten

    lake = open_lake(options.lake)
    if options.list:
        listed = forgotten_list(lake)
        lines = [*(f"page {page_id}" for page_id in sorted(listed.page_ids)), *(f"source {source}" for source in listed.sources)]
        print(json.dumps({"pages": sorted(listed.page_ids), "sources": listed.sources}, ensure_ascii=False) if options.json else "\n".join(lines))
        return 0
    what = Forgotten(frozenset(options.page), tuple(sorted(set(options.source))))
    if not what or "" in {*options.page, *options.source}:
        raise UsageError("say what to forget: --page ID or --source URI")
    if options.remember:
        lifted = remember(lake, what, options.wait)
        print(json.dumps({"remembered": lifted}) if options.json else "no longer kept out: ingest the same inputs again to have it back")
        return 0
    report = forget(lake, what, common.ingest_options(options), common.progress(options))
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
        return 0
    print(f"{report.pages:,} pages are gone, and will be left out by later runs")
    if report.still_in:
        print(f"they may still be in {', '.join(report.still_in)}: remove those too (zhengwen snapshot NAME --drop)")
    return 0
