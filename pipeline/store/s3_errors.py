"""What S3 and its client say, as one line that says what to do; never with a part of the credentials in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from botocore import exceptions

from pipeline.errors import UsageError
from pipeline.store.objects import ChangedError, MissingError, StoreError

SET_CREDENTIALS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile of ~/.aws by AWS_PROFILE, or run where the machine has a role"
EXPIRED = "the credentials have expired: get new ones (as by aws sso login), then run the same command again"
WRONG = f"the store doesn't accept the credentials: check them, or {SET_CREDENTIALS}"
LATER = "the store is overloaded or reports an error of its own: run the same command again later"
REGION = "the bucket lies in another region: set AWS_REGION to its region"
CODES = {
    "ExpiredToken": EXPIRED,
    "ExpiredTokenException": EXPIRED,
    "RequestExpired": EXPIRED,
    "TokenRefreshRequired": EXPIRED,
    "InvalidToken": WRONG,
    "InvalidAccessKeyId": WRONG,
    "InvalidClientTokenId": WRONG,
    "UnrecognizedClientException": WRONG,
    "SignatureDoesNotMatch": WRONG,
    "AuthFailure": WRONG,
    "XAdminUserNotFound": WRONG,
    "AccessDenied": "these credentials may not do this: allow s3:GetObject, PutObject, DeleteObject and ListBucket there",
    "403": "these credentials may not do this: allow s3:GetObject, PutObject, DeleteObject and ListBucket there",
    "AllAccessDisabled": "the bucket's owner has disabled all access to it",
    "NoSuchBucket": "there is no such bucket: make it first, or name another; or another store is meant: check AWS_ENDPOINT_URL",
    "InvalidBucketName": "that is no name of a bucket: name another",
    "PermanentRedirect": REGION,
    "AuthorizationHeaderMalformed": REGION,
    "IllegalLocationConstraintException": REGION,
    "RequestTimeTooSkewed": "this machine's clock is wrong: set it, then run the same command again",
    "QuotaExceeded": "the bucket's quota is used up: make room, then run the same command again",
    "XMinioStorageFull": "the store is full: make room, then run the same command again",
    "NotImplemented": "the store doesn't know conditional writes (If-Match), on which a lake in it rests: use another store",
    "SlowDown": LATER,
    "InternalError": LATER,
    "ServiceUnavailable": LATER,
    "RequestTimeout": LATER,
    "500": LATER,
    "502": LATER,
    "503": LATER,
    "504": LATER,
}
CONDITION_FAILED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
_SECRETS = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,}|[A-Za-z0-9/+=]{32,}")
"""What looks like a key, a signature or a token."""


@contextmanager
def told(where: str, endpoint: str) -> Iterator[None]:
    """Turn the client's errors into MissingError, ChangedError or a StoreError that begins with the place that was meant."""
    try:
        yield
    except exceptions.ClientError as error:
        raise _of_answer(error, where, endpoint) from None
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError):
        raise StoreError(f"{where}: there are no credentials for it: {SET_CREDENTIALS}") from None
    except (exceptions.CredentialRetrievalError, exceptions.TokenRetrievalError, exceptions.UnauthorizedSSOTokenError, exceptions.SSOError):
        raise StoreError(f"{where}: {EXPIRED}") from None
    except (exceptions.ConnectTimeoutError, exceptions.ReadTimeoutError, exceptions.ConnectionError, exceptions.HTTPClientError) as error:
        what = "doesn't answer in time" if isinstance(error, exceptions.ConnectTimeoutError | exceptions.ReadTimeoutError) else "can't be reached"
        raise StoreError(f"{where}: {host_of(endpoint)} {what}: check the network and AWS_ENDPOINT_URL, then run the same command again") from None
    except exceptions.ParamValidationError:
        raise StoreError(f"{where}: that is no name of a bucket or object: name another") from None
    except exceptions.BotoCoreError as error:
        raise StoreError(f"{where}: {scrubbed(str(error))}") from None


@contextmanager
def told_of_settings() -> Iterator[None]:
    """Turn what is wrong with the client's own settings into a UsageError."""
    try:
        yield
    except exceptions.ProfileNotFound as error:
        raise UsageError(f"{scrubbed(str(error))}: check AWS_PROFILE and ~/.aws/config") from None
    except (exceptions.BotoCoreError, ValueError) as error:
        raise UsageError(f"the settings of the S3 client can't be used: {scrubbed(str(error))}: check AWS_ENDPOINT_URL and ~/.aws/config") from None


def host_of(endpoint: str) -> str:
    """An endpoint without what may be a secret in it."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"


def scrubbed(text: str) -> str:
    """One line, with nothing in it that looks like a key, a signature or a token."""
    return _SECRETS.sub("...", " ".join(text.split()))[:300]


def _of_answer(error: exceptions.ClientError, where: str, endpoint: str) -> Exception:
    """The error that an answer of the store means; only its code and message are read: the rest may quote the request with its signature."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    message = scrubbed(str(error.response.get("Error", {}).get("Message", "")))
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    if code in MISSING:
        return MissingError(where)
    if code in CONDITION_FAILED:
        return ChangedError(where)
    advice = CODES.get(code) or CODES.get(status) or f"{host_of(endpoint)} says {code} {message}"
    return StoreError(f"{where}: {advice}")
