"""The objects of an S3 bucket, by botocore: credentials, profiles, roles, endpoints and regions are found as every AWS tool finds them."""

import os
import shutil
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

from pipeline.store.address import StoreAddress
from pipeline.store.objects import ABSENT, Found, Listed, StoreError
from pipeline.store.s3_errors import told, told_of_settings

CONNECT_SECONDS = 5
ANSWER_SECONDS = 15
ATTEMPTS = 3
"""How often a request is made where the store doesn't answer, or with an error of its own. With its pauses this takes less time than a hold lasts."""
CONNECTIONS = 16
MOST_KEYS = 1000
"""Keys of one request to remove or list; S3's own bound."""


class S3Objects:
    """The objects of a bucket below a prefix; threads may share it, forked processes not."""

    def __init__(self, address: StoreAddress) -> None:
        self._address = address
        self._client = _client(os.getpid())
        self._endpoint = str(self._client.meta.endpoint_url)

    def read(self, name: str) -> Found:
        """An object's bytes. Raises MissingError."""
        with self._told(name):
            answer = self._client.get_object(**self._at(name))
            data = answer["Body"].read()
        date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        age = (parsedate_to_datetime(date) - answer["LastModified"]).total_seconds() if date else 0.0
        return Found(data, answer["ETag"], max(age, 0.0))

    def read_to(self, name: str, path: Path, span: tuple[int, int] | None = None) -> None:
        """Write an object's bytes into a file, or those from one to before another, at their place in it. Raises MissingError."""
        wanted = {} if span is None else {"Range": f"bytes={span[0]}-{span[1] - 1}"}
        with self._told(name), path.open("wb") as file:
            file.seek(span[0] if span else 0)
            shutil.copyfileobj(self._client.get_object(**self._at(name), **wanted)["Body"], file, 1 << 20)

    def stat(self, name: str) -> Listed:
        """What an object is like, without its bytes. Raises MissingError."""
        with self._told(name):
            answer = self._client.head_object(**self._at(name))
        return Listed(name, answer["ContentLength"], answer["ETag"], int(answer["LastModified"].timestamp() * 1e9))

    def write(self, name: str, data: bytes, expected: str | None = None) -> str:
        """Put an object in one step, under a condition where `expected` is an ETag or ABSENT; its ETag. Raises ChangedError."""
        condition = {} if expected is None else {"IfNoneMatch": "*"} if expected == ABSENT else {"IfMatch": expected}
        with self._told(name):
            return str(self._client.put_object(**self._at(name), Body=data, **condition)["ETag"])

    def write_file(self, name: str, path: Path) -> None:
        """Put a file's bytes as an object, in one step."""
        with self._told(name), path.open("rb") as file:
            self._client.put_object(**self._at(name), Body=file)

    def copy(self, source: str, target: str) -> None:
        """Put a copy of an object in one step, within the store. Raises MissingError."""
        with self._told(source):
            self._client.copy_object(**self._at(target), CopySource=self._at(source))

    def remove(self, names: Sequence[str]) -> None:
        """Remove objects; one that is gone already is no error."""
        for first in range(0, len(names), MOST_KEYS):
            keys = [{"Key": self._address.key(name)} for name in names[first : first + MOST_KEYS]]
            with self._told(names[first]):
                refused = self._client.delete_objects(Bucket=self._address.bucket, Delete={"Objects": keys, "Quiet": True}).get("Errors")
            if refused:
                raise StoreError(
                    f"{self._address}: {len(refused)} objects could not be removed ({refused[0].get('Code')}): allow s3:DeleteObject there"
                )

    def list(self, prefix: str = "", after: str = "", most: int | None = None) -> Iterator[Listed]:
        """The objects whose names begin with `prefix`, in order, those after `after`, at most so many."""
        start = {"StartAfter": self._address.key(after)} if after else {}
        skip = len(self._address.key(""))
        left = most
        while True:
            with self._told(prefix):
                answer = self._client.list_objects_v2(
                    Bucket=self._address.bucket, Prefix=self._address.key(prefix), MaxKeys=min(left or MOST_KEYS, MOST_KEYS), **start
                )
            for one in answer.get("Contents", ()):
                yield Listed(one["Key"][skip:], one["Size"], one["ETag"], int(one["LastModified"].timestamp() * 1e9))
            left = None if left is None else left - len(answer.get("Contents", ()))
            if not answer.get("IsTruncated") or left == 0:
                return
            start = {"ContinuationToken": answer["NextContinuationToken"]}

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._address.bucket, "Key": self._address.key(name)}

    def _told(self, name: str) -> Any:
        return told(f"s3://{self._address.bucket}/{self._address.key(name)}", self._endpoint)


@cache
def _client(_process: int) -> Any:
    """A client for this process; a forked one gets its own."""
    with told_of_settings():
        session = botocore.session.get_session()
        custom = session.get_config_variable("ignore_configured_endpoint_urls") is not True and _endpoint_named(session)
        style = (session.get_scoped_config().get("s3") or {}).get("addressing_style")
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"mode": "standard", "max_attempts": ATTEMPTS},
            max_pool_connections=CONNECTIONS,
            # Servers other than Amazon's seldom have a host name for each bucket.
            s3={"addressing_style": "path"} if custom and not style else None,
        )
        region = session.get_config_variable("region") or "us-east-1"
        return session.create_client("s3", region_name=region, config=config)


def _endpoint_named(session: Any) -> bool:
    """Whether the environment or the profile names a server other than Amazon's."""
    variables = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    return any(map(os.environ.get, variables)) or "endpoint_url" in session.get_scoped_config()
