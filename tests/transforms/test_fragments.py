"""Staged files that stay open for whoever reads many batches."""

import resource

import pytest

from transforms.fragments import MOST_OPEN, most_open


@pytest.mark.parametrize(("allowed", "open_at_once"), [(256, 64), (1024, 256), (20_000, MOST_OPEN), (resource.RLIM_INFINITY, MOST_OPEN), (3, 1)])
def test_staged_files_leave_most_descriptors_to_others(monkeypatch: pytest.MonkeyPatch, allowed: int, open_at_once: int) -> None:
    """A quarter of what the process may open, and never more than are of use."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (allowed, allowed))
    assert most_open() == open_at_once
