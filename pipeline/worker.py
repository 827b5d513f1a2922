"""A worker process of a local run: Beam's own, which says nothing on standard error but what went wrong."""

import logging


def main() -> None:
    """Serve the runner that the environment names, until it ends."""
    errors = logging.StreamHandler()
    errors.setLevel(logging.ERROR)
    logging.getLogger().addHandler(errors)  # before Beam is imported: it would have everything told
    from apache_beam.runners.worker import sdk_worker_main  # noqa: PLC0415 - after the line above

    sdk_worker_main.main([])


if __name__ == "__main__":
    main()
