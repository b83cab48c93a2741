"""Why a sign-in through a provider is not accepted."""

from enum import StrEnum


class Kind(StrEnum):
    """What went wrong, in the order in which it is found out."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    STATE = "state"
    CANCELLED = "cancelled"
    PROVIDER = "provider"
    UNREACHABLE = "unreachable"
    METADATA = "metadata"
    TOO_LARGE = "too_large"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NONCE = "nonce"
    REPLAYED = "replayed"
    RESPONSE = "response"
    UNASKED = "unasked"
    NO_NAME = "no_name"
    NO_ADDRESS = "no_address"
    DOMAIN = "domain"
    ELSEWHERE = "elsewhere"
    RENAMED = "renamed"
    ENDED = "ended"
    NO_ACCOUNT = "no_account"
    NOT_AGAIN = "not_again"
    OTHER_PERSON = "other_person"


class Failure(Exception):  # noqa: N818 - an answer that is not accepted is no error of ours
    """`cause` is for the steward: technical, without assertions, tokens or what a person is."""

    def __init__(self, kind: Kind, cause: str) -> None:
        super().__init__(f"{kind.value}: {cause}")
        self.kind = kind
        self.cause = cause[:1000]
