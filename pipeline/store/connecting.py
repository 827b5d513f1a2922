"""From an address to the objects there."""

from functools import cache
from importlib.util import find_spec

from pipeline.errors import UsageError
from pipeline.store.address import StoreAddress
from pipeline.store.objects import Objects


def connect(address: StoreAddress) -> Objects:
    """The objects at an address; nothing is asked of the store yet. Raises UsageError where the client isn't installed or set up."""
    check_installed()
    from pipeline.store.s3 import S3Objects  # noqa: PLC0415 - an optional extra

    return S3Objects(address)


@cache
def check_installed() -> None:
    """Raises UsageError where the client library is missing."""
    if find_spec("botocore") is None:
        raise UsageError("s3:// needs botocore: pip install 'zhengwen[s3]'")
