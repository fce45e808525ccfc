"""The bucket of photos in the emulator, with the function that strips them, and a browser's way to it."""

from pathlib import Path
from typing import Any

import boto3

from meter_reads.local.functions import deploy_function

_FUNCTION = "PhotoFunction"


def deploy_photo_bucket(prefix: str, region: str, origins: list[str], log: Path) -> str:
    """Makes the bucket if it is not there, for pages of these origins; its name."""
    name = f"{prefix}photos"
    s3: Any = boto3.client("s3")
    # In a region other than the oldest it is no error that one's own bucket is there already, but it is said.
    if name not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_cors(
        Bucket=name,
        CORSConfiguration={
            "CORSRules": [{"AllowedMethods": ["POST"], "AllowedOrigins": origins, "AllowedHeaders": ["*"]}]
        },
    )
    function = deploy_function(f"{prefix}{_FUNCTION}", _FUNCTION, {}, log)
    s3.put_bucket_notification_configuration(
        Bucket=name,
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {
                    "LambdaFunctionArn": function,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "incoming/"}]}},
                }
            ]
        },
    )
    s3.close()
    return name
