"""The base of a lake's state: now and then all that its commits have led to is put anew, so that nobody has to follow more than some of them."""

import secrets
from dataclasses import replace
from pathlib import Path

from pipeline.lake.folders import Lake
from pipeline.store.fetching import at_once
from pipeline.store.following import BASE_FILES, base_name, pack_database
from pipeline.store.head import Base
from pipeline.store.hold import Hold, held
from transforms.whole import digest_of

MOST_COMMITS = 200
LEAST_BYTES = 1 << 20
SHARE = 0.5
"""A new base is put when the commits since the last take half of its bytes, so that what bases cost follows what was changed."""


def drop_history(lake: Lake) -> None:
    """Have a lake in a store name no commit any more that tells what was forgotten; nothing is done for a local lake."""
    hold = held(lake)
    if hold is not None:
        renew_base(hold, now=True)


def renew_base(hold: Hold, *, now: bool = False) -> None:
    """Put a new base where it is time, or now.

    Killed anywhere, the head names the earlier one or the new one; the next recovery removes what is left.
    """
    head = hold.head
    size = sum(entry.size for entry in head.log)
    if not now and len(head.log) < MOST_COMMITS and size < max(LEAST_BYTES, SHARE * (head.base.size if head.base else 0)):
        return
    before = [entry.name for entry in head.log]
    if head.base:
        before += [base_name(head.base.folder, name) for name in head.base.digests]
    with hold.putting_unnamed():
        base = _put_base(hold)
        hold.put(lambda head: replace(head, base=base, log=()))
        hold.objects.remove(before)


def _put_base(hold: Hold) -> Base:
    head, state = hold.head, hold.folder.lake.state
    folder = f"_state/base/{head.sequence:010d}-{secrets.token_hex(4)}"
    packed: dict[str, Path] = {}
    for name in BASE_FILES:
        packed[name] = state / f"{name}.packed.tmp"
        pack_database(state / name, packed[name])
    at_once(lambda name: hold.objects.write_file(base_name(folder, name), packed[name]), BASE_FILES)
    base = Base(
        head.sequence,
        head.commit_id,
        folder,
        sum(path.stat().st_size for path in packed.values()),
        {name: digest_of(path) for name, path in packed.items()},
    )
    for path in packed.values():
        path.unlink()
    return base
