"""The tables in the emulator are those of template.yaml, and nothing else describes them."""

import uuid
from pathlib import Path

import botocore.session
import pytest

from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.tables import create_tables, table_variables


@pytest.fixture
def prefix(emulator: str) -> str:
    return f"{uuid.uuid4().hex}-"


@pytest.fixture
def database(emulator: str):
    client = botocore.session.get_session().create_client("dynamodb", region_name="eu-west-2")
    yield client
    client.close()


def a_template(folder: Path, properties: str) -> Path:
    template = folder / "template.yaml"
    template.write_text(
        "Resources:\n"
        "  Bucket: { Type: 'AWS::S3::Bucket', Properties: { Name: !Sub '${AWS::StackName}-x' } }\n"
        f"  OddTable: {{ Type: 'AWS::DynamoDB::Table', Properties: {properties} }}\n"
    )
    return template


KEYED_BY_A = (
    "BillingMode: PAY_PER_REQUEST, "
    "AttributeDefinitions: [{AttributeName: a, AttributeType: S}], "
    "KeySchema: [{AttributeName: a, KeyType: HASH}]"
)


def test_the_tables_of_the_template_are_made(database, prefix: str) -> None:
    names = create_tables(prefix)

    assert {"MeterLogTable", "AccountsTable", "AttemptsTable"} <= names.keys()
    assert all(name == f"{prefix}{logical_id}" for logical_id, name in names.items())
    assert table_variables(names)["METER_LOG_TABLE"] == names["MeterLogTable"]
    log = database.describe_table(TableName=names["MeterLogTable"])["Table"]
    assert log["KeySchema"] == [
        {"AttributeName": "meter_id", "KeyType": "HASH"},
        {"AttributeName": "sequence", "KeyType": "RANGE"},
    ]
    assert log["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    lived = database.describe_time_to_live(TableName=names["AttemptsTable"])["TimeToLiveDescription"]
    assert lived == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}


def test_tables_that_are_there_are_kept_with_what_is_in_them(database, prefix: str) -> None:
    names = create_tables(prefix)
    database.put_item(TableName=names["AccountsTable"], Item={"key": {"S": "kept"}})

    assert create_tables(prefix) == names

    assert "Item" in database.get_item(TableName=names["AccountsTable"], Key={"key": {"S": "kept"}})


def test_a_table_of_another_shape_is_told(tmp_path: Path, prefix: str) -> None:
    create_tables(prefix, a_template(tmp_path, f"{{{KEYED_BY_A}}}"))

    with pytest.raises(CannotServe, match="another shape"):
        create_tables(prefix, a_template(tmp_path, f"{{{KEYED_BY_A.replace('a,', 'b,')}}}"))


@pytest.mark.parametrize(
    "more", ["KinesisStreamSpecification: {StreamArn: x}", "TimeToLiveSpecification: {Enabled: !Ref Forget}"]
)
def test_what_cannot_be_made_here_is_told_rather_than_left_out(
    tmp_path: Path, prefix: str, more: str
) -> None:
    with pytest.raises(CannotServe, match="OddTable"):
        create_tables(prefix, a_template(tmp_path, f"{{{KEYED_BY_A}, {more}}}"))
