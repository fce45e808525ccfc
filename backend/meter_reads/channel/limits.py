"""What one live socket may take of a process that keeps its sockets open, and how long it may take it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`init_seconds`: in which connection_init must come. `slowest_send_seconds`: in which a client must
    read what is sent to it. `calls_at_once`: how many blocking calls of one socket run at once.
    `sockets_of_an_address`: how many sockets one address may have open.
    """

    init_seconds: float = 10
    slowest_send_seconds: float = 20
    calls_at_once: int = 4
    sockets_of_an_address: int = 100
