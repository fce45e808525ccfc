"""A guest sends a reading, over real HTTP."""

from .service import Service

RECEIPT = """query ($reference: ID!, $signature: String!) {
  receipt(reference: $reference, signature: $signature) { reference values readDate }
}"""
# A new supply: whatever its dial shows is its first reading.
ACCOUNT = ("8500742062", "DN55 9PT")


def test_a_reading_is_stored_once_and_its_receipt_can_be_checked_by_anyone(service: Service, base_url: str):
    meter = next(each for each in service.as_guest(*ACCOUNT) if each["fuel"] == "ELECTRICITY")
    reading = service.reading(meter, "00042")

    stored = service.submit(reading)
    again = service.submit(reading)
    receipt = Service(base_url).ask(RECEIPT, stored["receipt"])["receipt"]

    assert again["reading"]["id"] == stored["reading"]["id"]
    assert receipt == {
        "reference": stored["receipt"]["reference"],
        "values": ["00042"],
        "readDate": reading["readDate"],
    }


def test_a_reading_without_a_proof_is_refused(service: Service):
    (meter, *_) = service.as_guest(*ACCOUNT)
    reading = service.reading(meter, "00042")
    service.token = None

    (error,) = service.answer(
        "mutation ($i: SubmitReadingInput!) { submitReading(input: $i) { __typename } }", {"i": reading}
    )["errors"]

    assert error["extensions"]["code"] == "UNAUTHENTICATED"


def test_another_sites_page_is_refused(service: Service):
    answer = service.send(
        "POST", "/graphql", json={"query": "{ __typename }"}, headers={"origin": "https://elsewhere.example"}
    )

    assert answer.status_code == 403


def test_the_service_says_that_it_is_well(service: Service):
    assert service.send("GET", "/health").json() == {"status": "ok"}
