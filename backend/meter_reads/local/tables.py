"""The tables of template.yaml, made in the emulator: the template is the only place that describes them."""

import re
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.template import TEMPLATE, intrinsics, resources

_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_SAME = (
    "AttributeDefinitions",
    "KeySchema",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
)
_TRANSLATED = ("StreamSpecification", "TimeToLiveSpecification", "PointInTimeRecoverySpecification")


def create_tables(prefix: str, template: Path = TEMPLATE) -> dict[str, str]:
    """Makes the tables that are not there yet; their names by logical id.

    The AWS environment says where. Raises CannotServe where a table of that name has another shape.
    """
    client: Any = boto3.client("dynamodb")
    names = {}
    for logical_id, properties in resources("AWS::DynamoDB::Table", template).items():
        names[logical_id] = f"{prefix}{logical_id}"
        _create(client, names[logical_id], logical_id, properties)
    client.close()
    return names


def table_variables(names: dict[str, str]) -> dict[str, str]:
    """The names by environment variable, as functions get them: MeterLogTable's is METER_LOG_TABLE."""
    return {_WORD.sub("_", logical_id).upper(): name for logical_id, name in names.items()}


def _create(client: Any, name: str, logical_id: str, properties: dict[str, Any]) -> None:
    # What stands on a laptop may be thrown away.
    properties = {key: value for key, value in properties.items() if key != "DeletionProtectionEnabled"}
    strange = [key for key in properties if key not in _SAME + _TRANSLATED]
    if strange or any(intrinsics(properties)):
        raise CannotServe(
            f"template.yaml says of {logical_id} what cannot be made on a laptop yet: teach {__file__} "
            f"{', '.join(strange) or 'to work out !Ref and its like'}."
        )
    wanted = {key: properties[key] for key in _SAME if key in properties}
    if "StreamSpecification" in properties:
        wanted["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    try:
        client.create_table(TableName=name, **wanted)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceInUseException":
            raise
        _check_shape(client.describe_table(TableName=name)["Table"], wanted, logical_id)
    # Also for a table that was there: whoever made it may not have come this far.
    time_to_live = properties.get("TimeToLiveSpecification")
    status = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"]
    if time_to_live and status == "DISABLED":
        client.update_time_to_live(TableName=name, TimeToLiveSpecification=time_to_live)
    if "PointInTimeRecoverySpecification" in properties:
        client.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification=properties["PointInTimeRecoverySpecification"],
        )


def _check_shape(table: dict[str, Any], wanted: dict[str, Any], logical_id: str) -> None:
    stream = table.get("StreamSpecification", {}).get("StreamViewType")
    wanted_stream = wanted.get("StreamSpecification", {}).get("StreamViewType")
    if table["KeySchema"] != wanted["KeySchema"] or stream != wanted_stream:
        raise CannotServe(
            f"The data folder holds a {logical_id} of another shape than template.yaml's: "
            "move the folder away, or delete all that is in it with make clean-data."
        )
