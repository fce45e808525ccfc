"""What the two functions of the live channel are made of; the heavy parts when they are first needed."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from meter_reads.channel.gateway_sockets import GatewaySockets
from meter_reads.channel.posting import Posting
from meter_reads.channel.ticks import Ticks
from meter_reads.metrics import Metrics
from meter_reads.settings import LiveSettings, ReviewSettings, Settings
from meter_reads.signed_http import Credentials, SignedHttp
from meter_reads.store.connections import Connections
from meter_reads.store.counters import Counters
from meter_reads.store.dynamodb import DynamoDB
from meter_reads.store.message_queue import MessageQueue
from meter_reads.store.review_queue import ReviewQueue
from meter_reads.store.subscriptions import Subscriptions

if TYPE_CHECKING:
    from meter_reads.channel.gateway_operations import GatewayOperations
    from meter_reads.channel.operations import Operations
    from meter_reads.journey.review_starts import ReviewStarts


class LiveWiring:
    """One process of a function. `sockets` needs neither GraphQL nor botocore."""

    def __init__(self, environment: Mapping[str, str], metrics: Metrics | None = None) -> None:
        self.settings = LiveSettings.from_environment(environment)
        self._environment = environment
        settings = self.settings
        self.metrics = metrics or Metrics(settings.metrics_namespace)
        credentials = Credentials(settings.access_key_id, settings.secret_access_key, settings.session_token)
        region = settings.region
        self._dynamodb = SignedHttp(settings.dynamodb, "dynamodb", region, credentials)
        self._gateway = SignedHttp(settings.gateway, "execute-api", region, credentials)
        self._queue = SignedHttp(settings.sqs, "sqs", region, credentials)
        dynamodb = DynamoDB(self._dynamodb, self.metrics.note)
        self.counters = Counters(dynamodb.call, settings.projections_table)
        self.review_queue = ReviewQueue(dynamodb.call, settings.projections_table)
        queue = MessageQueue(self._queue, settings.operations_queue)
        self.ticks = Ticks(
            dynamodb.call,
            settings.projections_table,
            lambda seconds: queue.send("a snapshot is due", seconds),
        )
        self.sockets = GatewaySockets(
            Connections(dynamodb, settings.connections_table),
            Subscriptions(dynamodb, settings.connections_table),
            Posting(self._gateway, note=self.metrics.note),
        )

    def close(self) -> None:
        """Ends the connections that it keeps alive."""
        self._dynamodb.close()
        self._gateway.close()
        self._queue.close()

    @cached_property
    def operations(self) -> "Operations":
        from meter_reads.api.live_app import live_operations

        return live_operations(Settings.from_environment(self._environment), self.metrics.note)

    @cached_property
    def gateway_operations(self) -> "GatewayOperations":
        from meter_reads.channel.gateway_operations import GatewayOperations
        from meter_reads.journey.caller_claims import caller_with, claims_of

        return GatewayOperations(self.sockets, self.operations, claims_of, caller_with, self.ticks)

    @cached_property
    def reviews(self) -> "ReviewStarts":
        from meter_reads.journey.review_starts import open_review_starts

        return open_review_starts(ReviewSettings.from_environment(self._environment))
