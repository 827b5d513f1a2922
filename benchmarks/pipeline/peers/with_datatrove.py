"""datatrove: a reader of raw pages, a step that extracts their rows, and a ParquetWriter a table, run by the local executor.

https://github.com/huggingface/datatrove (README: custom blocks, LocalPipelineExecutor with tasks and workers, readers by read_file). A page is
a Document; its rows lie in the document's metadata, and each table's writer, which has the table's schema, writes those that are its own.
"""

from pathlib import Path
from typing import IO, Any

import pyarrow as pa
from datatrove.data import Document, DocumentsPipeline
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import ParquetWriter

from benchmarks.pipeline.work import SCHEMAS, rows_of
from schemas.stages import Page

TASKS_A_WORKER = 4


class Pages(BaseDiskReader):
    """Reads a file as a page."""

    name = "pages"

    def read_file(self, filepath: str) -> DocumentsPipeline:
        """The one document of a file."""
        with self.data_folder.open(filepath, "rb") as file:
            yield Document(text=filepath, id=filepath, metadata={"data": file.read()})


class Extract(PipelineStep):
    """Puts a page's rows into its document's metadata."""

    name = "extract"
    type = "extractor"

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The documents with their rows."""
        del rank, world_size
        for document in data:
            with self.track_time():
                document.metadata = rows_of(Page(document.id, document.metadata["data"]))
            yield document


class TableWriter(ParquetWriter):
    """Writes the rows of one table."""

    def __init__(self, folder: str, table: str, schema: pa.Schema) -> None:
        super().__init__(folder, "${rank}.parquet", compression="zstd", schema=schema, adapter=lambda _, document: {"rows": document.metadata[table]})

    def _write(self, document: dict[str, Any], file_handler: IO[bytes], filename: str) -> None:
        for row in document["rows"]:
            super()._write(row, file_handler, filename)


def write(source: Path, out: Path, workers: int) -> None:
    """Write a corpus's rows into a folder with so many processes."""
    writers = [TableWriter(str(out / table), table, schema) for table, schema in SCHEMAS.items()]
    pipeline = [Pages(str(source)), Extract(), *writers]
    LocalPipelineExecutor(pipeline, tasks=workers * TASKS_A_WORKER, workers=workers, logging_dir=str(out / "_logs")).run()
