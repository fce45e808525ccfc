"""The built site in the buckets of a stack, on AWS as in the emulator."""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3

from meter_reads.local.cloud.deployment import Deployment
from meter_reads.local.site_files import HASHED, cache_control

_FALLBACK = "unavailable.html"
# All that the page needs; it has no script.
_BESIDE_IT = ("mark.svg", "unavailable.css")
# By this the template's FallbackFunction knows that a page is shown instead of another.
_INSTEAD = {"instead-of-a-page": "true"}


def upload_site(folder: Path, deployed: Deployment) -> None:
    """Uploads all files, pages last, and deletes pages that are no part of the site any more.

    What is named for its content stays: whoever has an older page open may still ask for it.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    _upload_fallback(folder, [key for key in files if key.endswith(".html")], deployed)
    bucket = _Bucket(deployed.outputs["SiteBucketName"], deployed.region)
    for key in sorted(files, key=lambda key: not key.startswith(HASHED)):
        bucket.put(key, files[key], cache_control(key))
    bucket.delete_unless(lambda key: key in files or key.startswith(HASHED))


def _upload_fallback(folder: Path, pages: list[str], deployed: Deployment) -> None:
    """The one page that stands for each of the others when the site's bucket cannot give them."""
    bucket = _Bucket(deployed.outputs["FallbackBucketName"], deployed.region)
    for key in _BESIDE_IT:
        bucket.put(key, folder / key, cache_control(key))
    for key in pages:
        bucket.put(key, folder / _FALLBACK, "no-store", Metadata=_INSTEAD)
    bucket.delete_unless(lambda key: key in (*pages, *_BESIDE_IT))


class _Bucket:
    def __init__(self, name: str, region: str) -> None:
        self._name = name
        self._s3 = boto3.client("s3", region_name=region)

    def put(self, key: str, file: Path, cache: str, **more: Any) -> None:
        self._s3.put_object(
            Bucket=self._name,
            Key=key,
            Body=file.read_bytes(),
            ContentType=_content_type(key),
            CacheControl=cache,
            **more,
        )

    def delete_unless(self, wanted: Callable[[str], bool]) -> None:
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._name):
            for each in page.get("Contents", ()):
                if not wanted(each["Key"]):
                    self._s3.delete_object(Bucket=self._name, Key=each["Key"])


def _content_type(key: str) -> str:
    if key.endswith(".webmanifest"):
        return "application/manifest+json"
    kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
