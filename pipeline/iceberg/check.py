"""The part of verification that holds the Iceberg tables against the lake."""

from collections.abc import Iterator
from pathlib import Path

from pyiceberg.exceptions import NoSuchTableError
from pyiceberg.table import Table

from pipeline.files import Files
from pipeline.iceberg.catalog import CATALOG_FILE, NAMESPACE, made_elsewhere, open_catalog
from pipeline.iceberg.content import held_by, published_name, same_file, sources
from pipeline.iceberg.file_io import path_of
from pipeline.iceberg.history import reachable
from pipeline.iceberg.keeping import DAMAGED
from pipeline.lake.findings import Findings, Kind
from pipeline.lake.folders import Lake
from schemas.tables import TABLES


def check_published(lake: Lake, findings: Findings) -> None:
    """Find what the current snapshots hold otherwise than the lake, and files that any snapshot names and that are gone."""
    where = lake.iceberg.name
    if not (lake.iceberg / CATALOG_FILE).exists():
        findings.add(Kind.ICEBERG, where, "there is no catalog")
        return
    try:
        with open_catalog(lake, Files()) as catalog:
            pins = catalog.load_namespace_properties(NAMESPACE)
            for table in TABLES:
                if elsewhere := made_elsewhere(catalog, lake, table):
                    findings.add(Kind.ICEBERG, f"{where}/{table}", f"was made for a lake at another path: {elsewhere}")
                    continue
                for fault in _faults(lake, table, catalog.load_table((NAMESPACE, table)), pins.get(table)):
                    findings.add(Kind.ICEBERG, f"{where}/{table}", fault)
    except NoSuchTableError as error:
        findings.add(Kind.ICEBERG, where, str(error))
    except DAMAGED as error:
        findings.add(Kind.ICEBERG, where, (str(error).splitlines() or [type(error).__name__])[0])


def _faults(lake: Lake, table: str, found: Table, pin: str | None) -> Iterator[str]:
    current = found.current_snapshot()
    if current and pin != str(current.snapshot_id):
        yield f"its current snapshot is {current.snapshot_id}, and that of the lake's last run {pin}"
    held = {path_of(file.file_path) for file in held_by(found.metadata, found.io)}
    by_partition = {path.name.rpartition("-")[0]: path for path in held}
    present = dict(sources(lake, table))
    for label, source in present.items():
        path = by_partition.get(label)
        if path is None or not _same(source, path, label):
            yield f"the snapshot holds another file of {label}, or none"
    for partition in sorted(set(by_partition) - set(present)):
        yield f"the snapshot holds rows of {partition}, and the lake has none"
    for path in sorted({path_of(location) for location in reachable(found)} - held):
        if not path.exists():
            yield f"{path.name} is gone, which a snapshot needs"


def _same(source: Path, link: Path, label: str) -> bool:
    """Whether both hold the same; files of their own, as after the lake was copied, are read."""
    if not link.exists():
        return False
    return same_file(source, link) or published_name(source, label) == link.name == published_name(link, label)
