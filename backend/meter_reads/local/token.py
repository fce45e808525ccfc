"""`make token WHO=agent@example.com`: an access token of one of the demo people, for curl and GraphiQL.

Asks a service that runs on this machine where its people sign in, and signs in there by password, which only
a laptop's user pool allows.
"""

import json
import sys
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from meter_reads.local.people import demo_people


def access_token(site_url: str, username: str, password: str) -> str:
    """A token of someone who signs in at the emulator behind a service."""
    with urlopen(f"{site_url}/sign-in.json", timeout=10) as answer:  # noqa: S310  # a person's own server
        page = json.load(answer)
    endpoint = urlsplit(page["tokenUrl"])
    request = Request(  # noqa: S310  # a person's own emulator
        f"{endpoint.scheme}://{endpoint.netloc}/",
        json.dumps(
            {
                "AuthFlow": "USER_PASSWORD_AUTH",
                "ClientId": page["clientId"],
                "AuthParameters": {"USERNAME": username, "PASSWORD": password},
            }
        ).encode(),
        {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
    )
    with urlopen(request, timeout=10) as answer:  # noqa: S310  # a person's own emulator
        return str(json.load(answer)["AuthenticationResult"]["AccessToken"])


def main(username: str, site_url: str) -> None:
    people = {person.username: person for person in demo_people()}
    if username not in people:
        sys.exit(
            f"Say who, one of these: {', '.join(people)}. For instance make token WHO={next(iter(people))}"
        )
    try:
        print(access_token(site_url, username, people[username].password))
    except OSError as error:
        sys.exit(
            f"Nothing answers at {site_url} ({error}): run make serve first, or say PORT=… as you did there."
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
