"""Watching a folder by a job that never ends, on a cluster: the batch's transforms between a poller and a committer."""
