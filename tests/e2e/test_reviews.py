"""A reading that a person has to look at, from the guest who sent it to the agent's word on it."""

from .accounts import demo_account
from .service import FOLLOW, Service
from .sign_in import person, signed_in

DECIDE = """mutation ($input: DecideReviewInput!) {
  decideReview(input: $input) { __typename ... on ReadingChanged { reading { status decisionReason } } }
}"""


def test_an_odd_reading_is_held_and_an_agents_decision_reaches_the_guest_at_once(
    service: Service, base_url: str
):
    account = demo_account("8500964286")
    meter = service.as_guest(account.number, account.postcode)[-1]
    agent = Service(base_url)
    signed_in(agent, person("agent"))

    held = service.submit(service.reading(meter, account.ordinary(meter=1, times=4)))
    with service.socket() as socket:
        socket.subscribe(FOLLOW, {"meterId": meter["id"]})
        socket.say({"id": "2", "type": "subscribe", "payload": {"query": "{ __typename }"}})
        assert [socket.hear()["type"] for _ in range(2)] == ["next", "complete"]
        decision = {"readingId": held["reading"]["id"], "decision": "ACCEPT", "reason": "The photo shows it."}
        decided = agent.ask(DECIDE, {"input": decision})["decideReview"]
        change = socket.next("meterChanged")

    assert held["__typename"] == "ReadingUnderReview"
    assert decided["reading"] == {"status": "ACCEPTED", "decisionReason": "The photo shows it."}
    assert change["kind"] == "REVIEW_ACCEPTED"
