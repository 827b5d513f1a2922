"""A small pipeline whose elements are the project's own records: it shows that they cross Flink's stages."""

import socket
import sys
from collections.abc import Iterable, Sequence

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from schemas.inputs import Manifest, Source


def main(arguments: Sequence[str]) -> None:
    """Group manifests by the number of their sources."""
    sources = tuple(Source(f"file:///{number}", f"/{number}", number, 0) for number in range(4))
    manifests = [Manifest(sources[:size]) for size in (1, 2, 2, 3)]
    with beam.Pipeline(options=PipelineOptions(list(arguments))) as pipeline:
        sizes = (
            pipeline
            | beam.Create(manifests)
            | beam.Reshuffle()
            | beam.Map(lambda manifest: (len(manifest.sources), manifest))
            | beam.GroupByKey()
            | beam.MapTuple(lambda size, group: (size, total(group)))
        )
        assert_that(sizes, equal_to([(1, 0), (2, 2), (3, 3)]))


def total(manifests: Iterable[Manifest]) -> int:
    """The bytes of all sources."""
    return sum(source.size for manifest in manifests for source in manifest.sources)


if __name__ == "__main__":
    print("interfaces:", *(name for _, name in socket.if_nameindex()))  # noqa: T201  what the test reads
    main(sys.argv[1:])
