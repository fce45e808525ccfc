"""The built site in the stack's bucket, as docs/deploy.md has it uploaded on AWS."""

import mimetypes
from pathlib import Path

import boto3

from meter_reads.local.aws_environment import REGION

# Their names hold a hash of their content.
_HASHED = "assets/"
_FOR_EVER, _ASK_EACH_TIME = "public, max-age=31536000, immutable", "no-cache"


def upload_site(folder: Path, bucket: str) -> None:
    """Uploads all files, pages last, and deletes what is no part of the site any more."""
    s3 = boto3.client("s3", region_name=REGION)
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
            if each["Key"] not in files:
                s3.delete_object(Bucket=bucket, Key=each["Key"])


def _content_type(key: str) -> str:
    if key.endswith(".webmanifest"):
        return "application/manifest+json"
    kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
