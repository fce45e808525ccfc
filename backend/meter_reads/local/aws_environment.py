"""Where the AWS libraries of this process look: at the emulator, and nowhere else."""

from collections.abc import MutableMapping

REGION = "eu-west-2"

_LOOPBACK = "127.0.0.1"


def point_aws_at(endpoint: str, environment: MutableMapping[str, str]) -> None:
    """Sets the environment for botocore, before the first client is made.

    Whatever a person's shell says of real accounts is dropped: nothing here may ever reach one.
    """
    for name in [name for name in environment if name.startswith("AWS_")]:
        del environment[name]
    environment.update(
        AWS_ENDPOINT_URL=endpoint,
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106  # a key to nothing
        AWS_CONFIG_FILE="/dev/null",
        AWS_SHARED_CREDENTIALS_FILE="/dev/null",
        AWS_EC2_METADATA_DISABLED="true",
    )
    # A proxy of the company's does not know our loopback.
    for name in ("NO_PROXY", "no_proxy"):
        others = environment.get(name, "")
        environment[name] = f"{others},{_LOOPBACK}" if others else _LOOPBACK
