"""Python's gql, unchanged: its WebsocketsTransport subscribes, gets the replay and what happens then."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from gql import Client, GraphQLRequest, gql
from gql.client import AsyncClientSession
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

from ..client import SUBMIT
from ..houses import House
from .changes import CHANGES, Followed
from .transport import PATIENCE_SECONDS, Transport


def client(transport: Transport, token: str) -> Client:
    return Client(
        transport=WebsocketsTransport(
            url=transport.url,
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
            init_payload={"authorization": f"Bearer {token}"},
            ping_interval=30,
        )
    )


def subscription(followed: Followed, after: int | None) -> GraphQLRequest:
    return GraphQLRequest(CHANGES, variable_values=followed.variables(after))


async def sequences(results: AsyncIterator[dict[str, Any]], number: int) -> list[int]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return [(await anext(results))["meterChanged"]["sequence"] for _ in range(number)]


def test_it_gets_what_was_stored_and_then_what_happens(transport: Transport, followed: Followed):
    async def session() -> list[list[int]]:
        async with client(transport, followed.token()) as session:
            results = session.subscribe(subscription(followed, 0))
            stored = await sequences(results, 2)
            await asyncio.to_thread(followed.append, 2)
            live = await sequences(results, 2)
            await results.aclose()
            return [stored, live]

    followed.append(2)

    assert asyncio.run(session()) == [[2, 3], [4, 5]]


def test_it_resumes_with_after_on_a_new_connection(transport: Transport, followed: Followed):
    async def some(after: int, number: int) -> list[int]:
        async with client(transport, followed.token()) as session:
            results = session.subscribe(subscription(followed, after))
            received = await sequences(results, number)
            await results.aclose()
            return received

    followed.append(4)

    assert asyncio.run(some(1, 2)) == [2, 3]
    assert asyncio.run(some(3, 2)) == [4, 5]


def test_queries_mutations_and_subscriptions_share_its_socket(transport: Transport, followed: Followed):
    async def work(session: AsyncClientSession) -> tuple[Any, Any, list[int]]:
        results = session.subscribe(subscription(followed, 0))
        reading = {"input": followed.house.reading(House.ORDINARY)}
        viewer, answer, heard = await asyncio.gather(
            session.execute(gql("{ viewer { role } }")),
            session.execute(GraphQLRequest(SUBMIT, variable_values=reading)),
            sequences(results, 1),
        )
        await results.aclose()
        return viewer, answer["submitReading"]["__typename"], heard

    async def session() -> tuple[Any, Any, list[int]]:
        async with client(transport, followed.token()) as session:
            return await work(session)

    assert asyncio.run(session()) == ({"viewer": {"role": "GUEST"}}, "ReadingAccepted", [2])


def test_a_bad_token_reaches_it_as_an_error(transport: Transport, followed: Followed):
    async def session() -> None:
        async with client(transport, "no token of ours") as session:
            await sequences(session.subscribe(subscription(followed, 0)), 1)

    with pytest.raises(TransportQueryError) as refused:
        asyncio.run(session())
    assert refused.value.errors[0]["extensions"]["code"] == "UNAUTHENTICATED"
