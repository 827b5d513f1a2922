"""Prove a lake sound, or name what isn't and what to do about it.

Looked at are leftovers of killed commands, files that aren't the lake's, every row's key, order, partition, article and
spans, and whether the ledger and the tables agree. With --repair what can be mended without loss is: leftovers are completed
or removed, damaged files are set aside, and the pages that they held are read again by the next ingest.
"""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)
    parser.add_argument("--repair", action="store_true", help="mend what can be mended without loss")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="wait so long for a run on the same lake (default: don't)")


def run(options: argparse.Namespace) -> int:
    """Verify, and repair where asked; 1 where the lake isn't sound."""
    from pipeline.files import Files
    from pipeline.lake.folders import open_lake
    from pipeline.lake.lock import writing
    from pipeline.lake.verify import repair, verify

    lake = open_lake(options.lake)
    with writing(lake, options.wait):
        mended = repair(lake, Files()) if options.repair else None
        verdict = verify(lake)
    if options.json:
        findings = [asdict(finding) for finding in verdict.findings]
        print(
            json.dumps({"sound": not findings, "rows": verdict.rows, "findings": findings, "repair": mended and asdict(mended)}, ensure_ascii=False)
        )
        return int(bool(findings))
    for line in mended.done if mended else ():
        print(line)
    if mended and mended.sources:
        print(f"{mended.sources} sources will be read again: ingest the same inputs again")
    for finding in verdict.findings:
        print(f"{finding.where}: {finding.kind} ({finding.count}): {finding.example}; {finding.remedy}")
    looked = ", ".join(f"{count:,} {table}" for table, count in verdict.rows.items())
    print(f"{'not sound' if verdict.findings else 'sound'}: {looked or 'no rows'}")
    return int(bool(verdict.findings))
