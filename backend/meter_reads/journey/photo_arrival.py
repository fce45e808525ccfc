"""What becomes of a photo as it arrives: stripped of its metadata and shown, or deleted if it is none."""

import logging
from dataclasses import dataclass

from meter_reads.domain.photo_metadata import NotThatImage, without_metadata
from meter_reads.journey.photos import type_of
from meter_reads.settings import PhotoSettings
from meter_reads.signed_http import Credentials, SignedHttp
from meter_reads.store.photos import INCOMING, SHOWN, PhotoObjects

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PhotoArrival:
    photos: PhotoObjects

    def arrived(self, key: str) -> None:
        """May be told of twice, and too late. Raises StoreUnavailable."""
        image = self.photos.get(key)
        if image is None:
            return
        content_type = type_of(key.rpartition("/")[2])
        if content_type is None:
            return
        try:
            stripped = without_metadata(content_type, image)
        except NotThatImage as error:
            logger.warning("a photo was refused", extra={"cause": str(error), "bytes": len(image)})
        else:
            self.photos.put(f"{SHOWN}{key.removeprefix(INCOMING)}", stripped, content_type)
            logger.info("a photo was stripped", extra={"before": len(image), "after": len(stripped)})
        self.photos.delete(key)


def open_photo_arrival(settings: PhotoSettings, bucket: str) -> PhotoArrival:
    aws = settings.aws
    credentials = Credentials(aws.access_key_id, aws.secret_access_key, aws.session_token)
    return PhotoArrival(PhotoObjects(SignedHttp(settings.address(bucket), "s3", aws.region, credentials)))
