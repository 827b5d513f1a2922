"""Fixtures of the Beam tests: a pipeline on the named runner."""

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline


@pytest.fixture
def pipeline() -> beam.Pipeline:
    """A pipeline on FnApiRunner, which is what DirectRunner means here; use it in a `with` statement."""
    return TestPipeline("FnApiRunner")
