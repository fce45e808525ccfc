"""The built site in the bucket of a stack, on AWS as in the emulator."""

import mimetypes
from pathlib import Path

import boto3

from meter_reads.local.cloud.deployment import Deployment

# Their names hold a hash of their content.
_HASHED = "assets/"
_FOR_EVER, _ASK_EACH_TIME = "public, max-age=31536000, immutable", "no-cache"


def upload_site(folder: Path, deployed: Deployment) -> None:
    """Uploads all files, pages last, and deletes pages that are no part of the site any more.

    What is named for its content stays: whoever has an older page open may still ask for it.
    """
    s3, bucket = boto3.client("s3", region_name=deployed.region), deployed.outputs["SiteBucketName"]
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for key in sorted(files, key=lambda key: not key.startswith(_HASHED)):
        s3.put_object(
            Bucket=bucket,
            Key=key,
            Body=files[key].read_bytes(),
            ContentType=_content_type(key),
            CacheControl=_FOR_EVER if key.startswith(_HASHED) else _ASK_EACH_TIME,
        )
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", ()):
            if each["Key"] not in files and not each["Key"].startswith(_HASHED):
                s3.delete_object(Bucket=bucket, Key=each["Key"])


def _content_type(key: str) -> str:
    if key.endswith(".webmanifest"):
        return "application/manifest+json"
    kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
