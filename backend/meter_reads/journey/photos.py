"""Photos of meters: asked for by whoever may send a reading, stripped on arrival, seen by agents."""

import hmac
import secrets
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from meter_reads.domain.london_time import end_of_london_day, london_date
from meter_reads.journey.access import may_act_on_meter
from meter_reads.journey.callers import SignedIn, Staff
from meter_reads.journey.refusals import BadInput, Forbidden, Throttled
from meter_reads.store.attempts import Attempts
from meter_reads.store.meter_log import MeterLog
from meter_reads.store.photos import INCOMING, SHOWN, PhotoLinks, photo_key

LARGEST_PHOTO_BYTES = 5_000_000
_UPLOAD_LASTS = timedelta(minutes=15)
_LINK_LASTS = timedelta(minutes=5)
_PHOTOS_A_DAY = 10
# In letters and digits of 5 bits: one for the type, 80 bits at random, and 80 that vouch for all of it.
_RANDOM_BYTES = _VOUCHER_BYTES = 10
_NAME_LETTERS = 17
_TYPES = {"j": "image/jpeg", "p": "image/png", "w": "image/webp"}
_LETTERS = {content_type: letter for letter, content_type in _TYPES.items()}


@dataclass(frozen=True, slots=True)
class PhotoUpload:
    """`fields` go into the form before the file; `photo_id` then goes with the reading."""

    photo_id: str
    url: str
    fields: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PhotoLink:
    url: str
    expires_at: datetime
    content_type: str


def type_of(photo_id: str) -> str | None:
    """The type that a photo was said to be when it was asked for; its id tells."""
    return _TYPES.get(photo_id[:1])


@dataclass(frozen=True, slots=True)
class PhotoDesk:
    links: PhotoLinks | None
    attempts: Attempts
    meter_log: MeterLog
    signing_keys: tuple[str, ...]

    def request_upload(
        self, caller: SignedIn, meter_id: str, content_type: str, size: int, now: datetime
    ) -> PhotoUpload:
        """Where and how one photo of one meter is uploaded. Raises BadInput, Forbidden, Throttled."""
        if self.links is None:
            raise Forbidden("Photos cannot be sent here. Send the reading without one.")
        # Whoever may act on every meter may name one that is not there.
        unknown = isinstance(caller, Staff) and self.meter_log.newest(meter_id) is None
        if unknown or not may_act_on_meter(caller, meter_id):
            raise Forbidden("This meter is not one that you may send photos of.")
        if content_type not in _LETTERS:
            types = ", ".join(_LETTERS)
            raise BadInput(
                "input.contentType",
                f"Send the photo as one of {types}. A phone that takes HEIC can save it as JPEG.",
            )
        if not 0 < size <= LARGEST_PHOTO_BYTES:
            raise BadInput(
                "input.bytes", "A photo may have up to 5 MB. Send a smaller one: the dial alone is enough."
            )
        if self.attempts.count_photo(meter_id, london_date(now), end_of_london_day(now)) > _PHOTOS_A_DAY:
            raise Throttled(
                f"This meter has had {_PHOTOS_A_DAY} photos today. Send the reading without one, or call us.",
                end_of_london_day(now),
            )
        photo_id = self._new_photo_id(meter_id, content_type)
        expires_at = now + _UPLOAD_LASTS
        key = photo_key(INCOMING, meter_id, photo_id)
        url, fields = self.links.upload_form(key, content_type, LARGEST_PHOTO_BYTES, expires_at)
        return PhotoUpload(photo_id, url, fields, expires_at)

    def check_of_meter(self, meter_id: str, photo_id: str) -> None:
        """Raises BadInput for what is no photo of this meter; asks nobody."""
        name = photo_id[:_NAME_LETTERS]
        if not any(
            hmac.compare_digest(photo_id.encode(), f"{name}{_voucher(key, meter_id, name)}".encode())
            for key in self.signing_keys
        ):
            raise BadInput(
                "input.photoId",
                "This is no photo of this meter. Use the photoId that requestPhotoUpload gave for it.",
            )

    def link(self, meter_id: str, photo_id: str, now: datetime) -> PhotoLink | None:
        """Where the photo can be seen for a few minutes, once it has been stripped."""
        if self.links is None:
            return None
        url = self.links.link(photo_key(SHOWN, meter_id, photo_id), _LINK_LASTS)
        return PhotoLink(url, now + _LINK_LASTS, _TYPES[photo_id[0]])

    def _new_photo_id(self, meter_id: str, content_type: str) -> str:
        name = _LETTERS[content_type] + _letters(secrets.token_bytes(_RANDOM_BYTES))
        return f"{name}{_voucher(self.signing_keys[0], meter_id, name)}"


def _voucher(key: str, meter_id: str, name: str) -> str:
    text = f"photo {meter_id} {name}".encode()
    return _letters(hmac.digest(key.encode(), text, "sha256")[:_VOUCHER_BYTES])


def _letters(raw: bytes) -> str:
    return b32encode(raw).decode().lower()
