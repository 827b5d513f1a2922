"""Whether a lake is published as Iceberg tables too, and the way to those who do it: pyiceberg is imported where it is, and nowhere else.

A lake is published when it has the folder `_iceberg`; `--table iceberg` makes it, and every command that writes tables keeps it up.
"""

from contextlib import suppress
from importlib.util import find_spec

from pipeline.errors import LakeError, UsageError, told_as_lake_error
from pipeline.files import Files
from pipeline.lake.findings import Findings, Kind
from pipeline.lake.folders import Lake

PURGE_FILE = "purge"
"""Lies in `_iceberg` from before something is forgotten until no snapshot holds it any more."""

NEEDED = ("pyiceberg", "sqlalchemy")


def check_installed(why: str) -> None:
    """Raises UsageError where the optional packages aren't there."""
    if any(find_spec(name) is None for name in NEEDED):
        raise UsageError(f"{why}, which needs pyiceberg: install it with: pip install 'zhengwen[iceberg]'")


def is_published(lake: Lake) -> bool:
    """Whether the lake has Iceberg tables, or is to get them."""
    return lake.iceberg.is_dir()


def begin_publishing(lake: Lake, files: Files, *, wanted: bool) -> None:
    """Note that a lake is to be published from now on, where that is wanted; see first that what a published lake needs is there.

    Raises UsageError where it isn't.
    """
    if wanted:
        files.make_folder(lake.iceberg)
    if is_published(lake):
        check_installed(f"{lake.root} is published as Iceberg tables too (remove {lake.iceberg} to end that)")


def publish_if_asked(lake: Lake, files: Files) -> None:
    """Bring the Iceberg tables of a published lake up to date. The caller holds the lake's lock; raises LakeError."""
    if is_published(lake):
        from pipeline.iceberg.keeping import publish_lake  # noqa: PLC0415 - an optional extra

        mark = lake.iceberg / PURGE_FILE
        purge = mark.exists()
        publish_lake(lake, files, purge=purge)
        if purge:
            with told_as_lake_error(f"cannot remove {mark} (nothing that was forgotten is left)"):
                files.remove(mark)


def unpublish_table(lake: Lake, table: str, files: Files) -> None:
    """Take a table out of the Iceberg tables of a published lake. Raises UsageError where pyiceberg is missing, LakeError."""
    if is_published(lake):
        begin_publishing(lake, files, wanted=False)
        from pipeline.iceberg.keeping import drop_published  # noqa: PLC0415 - an optional extra

        drop_published(lake, table, files)


def mark_purge(lake: Lake, files: Files) -> None:
    """Note, before something is forgotten, that no earlier snapshot may stay: a call that is killed later is made good by the next one."""
    if is_published(lake):
        with told_as_lake_error(f"cannot forget anything in the lake {lake.root}"):
            files.write_atomically(lake.iceberg / PURGE_FILE, b"")


def check_publication(lake: Lake, findings: Findings) -> None:
    """Hold the Iceberg tables of a published lake against it. Raises UsageError where pyiceberg is missing."""
    if is_published(lake):
        begin_publishing(lake, Files(), wanted=False)
        from pipeline.iceberg.check import check_published  # noqa: PLC0415 - an optional extra

        check_published(lake, findings)
        if (lake.iceberg / PURGE_FILE).exists():
            findings.add(Kind.ICEBERG, lake.iceberg.name, "earlier snapshots may hold what was forgotten")


def mend_publication(lake: Lake, files: Files) -> list[str]:
    """Publish again what isn't as the lake is; where that doesn't help, make all anew. A line for what was done; raises LakeError."""
    if not _faulty(lake):
        return []
    from pipeline.iceberg.keeping import make_anew  # noqa: PLC0415 - an optional extra

    with suppress(LakeError):  # what is damaged is made anew
        publish_if_asked(lake, files)
    if not _faulty(lake):
        return ["published the Iceberg tables again"]
    make_anew(lake, files)
    files.remove(lake.iceberg / PURGE_FILE)
    return ["made the Iceberg tables anew; their earlier snapshots are gone"]


def _faulty(lake: Lake) -> bool:
    findings = Findings()
    check_publication(lake, findings)
    return bool(findings.all())
