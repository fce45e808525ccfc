"""All that is configured from outside: read once, at start, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

_SHORTEST_KEY = 32


class InvalidSettings(ValueError):
    """A setting is missing or unusable; the message names it."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs tokens for people: `url` is their `iss`, `client_id` the client that they were made for.

    `staff`: its groups `agents` and `operators` count, and its tokens have Cognito's form. The other
    addresses are for the site, which sends people there to sign in.
    """

    url: str
    client_id: str
    jwks_url: str
    authorize_url: str
    token_url: str
    logout_url: str
    staff: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """`signing_keys`: the first signs, all verify, so a key is rotated by putting a new one in front.

    `edge_secret`: what CloudFront sends along to show that a request came through it, or several with commas
    between them; only then are the viewer's address and host believed. None on a laptop, where clients
    connect directly.
    """

    development: bool
    region: str
    meter_log_table: str
    accounts_table: str
    attempts_table: str
    connections_table: str
    projections_table: str
    audit_table: str
    signing_keys: tuple[str, ...]
    edge_secret: str | None
    log_level: str
    issuers: tuple[Issuer, ...] = ()
    # None: photos cannot be sent.
    photo_bucket: str | None = None
    # Where S3 is, if not at AWS.
    aws_endpoint: str | None = None
    # What metrics are counted under; None: nobody reads them.
    metrics_namespace: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the settings; raises InvalidSettings that names the first key that is wrong."""
        kind = environment.get("ENVIRONMENT", "production")
        if kind not in ("production", "development"):
            raise InvalidSettings(f"ENVIRONMENT must be production or development, not {kind!r}")
        return cls(
            development=kind == "development",
            region=_required(environment, "AWS_REGION"),
            meter_log_table=_required(environment, "METER_LOG_TABLE"),
            accounts_table=_required(environment, "ACCOUNTS_TABLE"),
            attempts_table=_required(environment, "ATTEMPTS_TABLE"),
            connections_table=_required(environment, "CONNECTIONS_TABLE"),
            projections_table=_required(environment, "PROJECTIONS_TABLE"),
            audit_table=_required(environment, "AUDIT_TABLE"),
            signing_keys=_signing_keys(environment),
            edge_secret=environment.get("EDGE_SECRET") or None,
            log_level=environment.get("LOG_LEVEL", "INFO"),
            issuers=_issuers(environment),
            photo_bucket=environment.get("PHOTO_BUCKET") or None,
            aws_endpoint=environment.get("AWS_ENDPOINT_URL") or None,
            metrics_namespace=environment.get("METRICS_NAMESPACE") or None,
        )


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """What the two functions of the live channel need beside, and before, the settings of the service.

    `gateway` is the address of the WebSocket API's @connections; `operations_queue` that of the queue which
    says when a snapshot is due. The credentials are those that Lambda
    gives a function for as long as its process lives.
    """

    region: str
    connections_table: str
    projections_table: str
    gateway: str
    dynamodb: str
    sqs: str
    operations_queue: str
    edge_secret: str | None
    signing_keys: tuple[str, ...]
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(repr=False)
    log_level: str
    metrics_namespace: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the settings; raises InvalidSettings that names the first key that is missing."""
        region = _required(environment, "AWS_REGION")
        return cls(
            region=region,
            connections_table=_required(environment, "CONNECTIONS_TABLE"),
            projections_table=_required(environment, "PROJECTIONS_TABLE"),
            gateway=_required(environment, "CONNECTIONS_ENDPOINT"),
            dynamodb=environment.get("AWS_ENDPOINT_URL") or f"https://dynamodb.{region}.amazonaws.com",
            sqs=environment.get("AWS_ENDPOINT_URL") or f"https://sqs.{region}.amazonaws.com",
            operations_queue=_required(environment, "OPERATIONS_QUEUE_URL"),
            edge_secret=environment.get("EDGE_SECRET") or None,
            signing_keys=_signing_keys(environment),
            access_key_id=_required(environment, "AWS_ACCESS_KEY_ID"),
            secret_access_key=_required(environment, "AWS_SECRET_ACCESS_KEY"),
            session_token=environment.get("AWS_SESSION_TOKEN") or None,
            log_level=environment.get("LOG_LEVEL", "INFO"),
            metrics_namespace=environment.get("METRICS_NAMESPACE") or None,
        )


@dataclass(frozen=True, slots=True)
class AwsAccess:
    """Where AWS is, and the credentials that Lambda gives a function for as long as its process lives.

    `endpoint` is that of all services where an emulator stands for them.
    """

    region: str
    endpoint: str | None
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        return cls(
            region=_required(environment, "AWS_REGION"),
            endpoint=environment.get("AWS_ENDPOINT_URL") or None,
            access_key_id=_required(environment, "AWS_ACCESS_KEY_ID"),
            secret_access_key=_required(environment, "AWS_SECRET_ACCESS_KEY"),
            session_token=environment.get("AWS_SESSION_TOKEN") or None,
        )

    def address(self, service: str) -> str:
        return self.endpoint or f"https://{service}.{self.region}.amazonaws.com"


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """What starts, answers and looks after the reviews of held readings; `state_machine` is an ARN."""

    aws: AwsAccess
    projections_table: str
    reviews_table: str
    state_machine: str
    log_level: str
    metrics_namespace: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the settings; raises InvalidSettings that names the first key that is missing."""
        return cls(
            aws=AwsAccess.from_environment(environment),
            projections_table=_required(environment, "PROJECTIONS_TABLE"),
            reviews_table=_required(environment, "REVIEWS_TABLE"),
            state_machine=_required(environment, "REVIEW_STATE_MACHINE"),
            log_level=environment.get("LOG_LEVEL", "INFO"),
            metrics_namespace=environment.get("METRICS_NAMESPACE") or None,
        )


@dataclass(frozen=True, slots=True)
class PhotoSettings:
    """What strips photos as they arrive. The bucket is not among it: the function's events name it."""

    aws: AwsAccess
    log_level: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the settings; raises InvalidSettings that names the first key that is missing."""
        aws = AwsAccess.from_environment(environment)
        return cls(aws=aws, log_level=environment.get("LOG_LEVEL", "INFO"))

    def address(self, bucket: str) -> str:
        if self.aws.endpoint:
            return f"{self.aws.endpoint}/{bucket}"
        return f"https://{bucket}.s3.{self.aws.region}.amazonaws.com"


@dataclass(frozen=True, slots=True)
class ReviewTaskSettings:
    """What the tasks of the review's state machine need; `notices_topic` is an ARN.

    The state machine's own is not among them: it names this function, so neither could be made first.
    """

    aws: AwsAccess
    meter_log_table: str
    reviews_table: str
    notices_topic: str
    log_level: str
    metrics_namespace: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the settings; raises InvalidSettings that names the first key that is missing."""
        return cls(
            aws=AwsAccess.from_environment(environment),
            meter_log_table=_required(environment, "METER_LOG_TABLE"),
            reviews_table=_required(environment, "REVIEWS_TABLE"),
            notices_topic=_required(environment, "NOTICES_TOPIC"),
            log_level=environment.get("LOG_LEVEL", "INFO"),
            metrics_namespace=environment.get("METRICS_NAMESPACE") or None,
        )


@dataclass(frozen=True, slots=True)
class RehearsalSettings:
    """What the rehearsal of a deployment needs; the versions are ARNs of those that are new."""

    region: str
    meter_log_table: str
    accounts_table: str
    http_version: str
    websocket_version: str
    stream_version: str
    log_level: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the settings; raises InvalidSettings that names the first key that is missing."""
        return cls(
            region=_required(environment, "AWS_REGION"),
            meter_log_table=_required(environment, "METER_LOG_TABLE"),
            accounts_table=_required(environment, "ACCOUNTS_TABLE"),
            http_version=_required(environment, "HTTP_VERSION"),
            websocket_version=_required(environment, "WEBSOCKET_VERSION"),
            stream_version=_required(environment, "STREAM_VERSION"),
            log_level=environment.get("LOG_LEVEL", "INFO"),
        )


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise InvalidSettings(f"{name} is not set")
    return value


def _issuers(environment: Mapping[str, str]) -> tuple[Issuer, ...]:
    """The user pool, and the provider that a supplier may have for its customers. Without either nobody
    signs in, and guests are served all the same.
    """
    issuers = []
    if url := environment.get("STAFF_ISSUER"):
        pages = _required(environment, "STAFF_SIGN_IN_URL")
        jwks_url = f"{url}/.well-known/jwks.json"
        if emulator := environment.get("AWS_ENDPOINT_URL"):
            # Its pools say that they are Cognito's own, and live at its own address.
            pages = emulator
            jwks_url = f"{emulator}/{url.rpartition('/')[2]}/.well-known/jwks.json"
        issuers.append(
            Issuer(
                url=url,
                client_id=_required(environment, "STAFF_CLIENT_ID"),
                jwks_url=environment.get("STAFF_JWKS_URL") or jwks_url,
                authorize_url=f"{pages}/oauth2/authorize",
                token_url=f"{pages}/oauth2/token",
                logout_url=f"{pages}/logout",
                staff=True,
            )
        )
    if url := environment.get("CUSTOMER_ISSUER"):
        issuers.append(
            Issuer(
                url=url,
                client_id=_required(environment, "CUSTOMER_CLIENT_ID"),
                jwks_url=_required(environment, "CUSTOMER_JWKS_URL"),
                authorize_url=_required(environment, "CUSTOMER_AUTHORIZE_URL"),
                token_url=_required(environment, "CUSTOMER_TOKEN_URL"),
                logout_url=_required(environment, "CUSTOMER_LOGOUT_URL"),
                staff=False,
            )
        )
    if len({issuer.url for issuer in issuers}) < len(issuers):
        raise InvalidSettings("CUSTOMER_ISSUER must not be STAFF_ISSUER: its tokens open other doors")
    return tuple(issuers)


def _signing_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in _required(environment, "SIGNING_KEYS").split(","))
    if any(len(key) < _SHORTEST_KEY for key in keys):
        raise InvalidSettings(f"each of SIGNING_KEYS needs at least {_SHORTEST_KEY} characters")
    return keys
