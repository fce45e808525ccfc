"""Takes out of a photo what says where, when and with what it was taken. The picture itself is not touched.

Only what a picture needs is copied: whatever else a file holds, before, between or behind, stays out. So
nothing is decoded, and a small file that unpacks to a huge picture costs nothing here.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

from meter_reads.domain.exif import only_orientation, orientation_of


class NotThatImage(ValueError):
    """The bytes are no whole image of the type that they are said to be."""


def without_metadata(content_type: str, image: bytes) -> bytes:
    """The image without metadata, but for its orientation. Raises NotThatImage."""
    try:
        return _STRIPPERS[content_type](image)
    except (struct.error, IndexError) as error:
        raise NotThatImage("the file ends in its middle") from error


_EXIF = b"Exif\x00\x00"
_ICC = b"ICC_PROFILE\x00"
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _APP15, _COM = (
    *(0xD8, 0xD9, 0xDA, 0xE0),
    *(0xE1, 0xE2, 0xEE, 0xEF, 0xFE),
)
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def _jpeg(image: bytes) -> bytes:
    """ITU-T T.81, annex B."""
    if image[:2] != bytes((0xFF, _SOI)):
        raise NotThatImage("this is no JPEG")
    kept, orientation, seen = [], 1, set()
    for marker, body, segment in _jpeg_segments(image):
        seen.add(marker)
        if marker == _APP1 and body.startswith(_EXIF):
            orientation = orientation_of(body[len(_EXIF) :])
        if not _tells(marker, body):
            kept.append(segment)
    if _SOS not in seen or not seen & _FRAMES:
        raise NotThatImage("there is no picture in it")
    exif = only_orientation(orientation)
    if exif:
        exif = struct.pack(">BBH", 0xFF, _APP1, len(_EXIF + exif) + 2) + _EXIF + exif
    return b"".join((bytes((0xFF, _SOI)), exif, *kept, bytes((0xFF, _EOI))))


def _jpeg_segments(image: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, body and the whole of each segment up to the end of the image; a scan goes with its header."""
    at = 2
    while image[at + 1] != _EOI:
        if image[at] != 0xFF:  # noqa: PLR2004  # every marker begins so
            raise NotThatImage("a segment does not begin with a marker")
        marker = image[at + 1]
        if marker == 0xFF:  # noqa: PLR2004  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", image, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(image):  # noqa: PLR2004  # the length counts itself
            raise NotThatImage("a segment ends in its middle")
        body = image[at + 4 : end]
        if marker == _SOS:
            end = _end_of_scan(image, end)
        yield marker, body, image[at:end]
        at = end


def _tells(marker: int, body: bytes) -> bool:
    """Whether a segment is there to tell of the photo, and not to show it."""
    shows = marker in (_APP0, _APP14) or (marker == _APP2 and body.startswith(_ICC))
    return (_APP0 <= marker <= _APP15 or marker == _COM) and not shows


def _end_of_scan(image: bytes, at: int) -> int:
    """Where the next marker is. In a scan 0xFF is followed by 0, or by one of eight restart markers."""
    while True:
        at = image.find(b"\xff", at)
        if at < 0 or at + 1 >= len(image):
            raise NotThatImage("the picture ends in its middle")
        if image[at + 1] != 0 and not 0xD0 <= image[at + 1] <= 0xD7:  # noqa: PLR2004
            return at
        at += 2


_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWS = frozenset(
    {*(b"IHDR", b"PLTE", b"IDAT", b"IEND"), *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT")}
)


def _png(image: bytes) -> bytes:
    """W3C PNG, section 5; eXIf is in its section 11.3.2.4."""
    if not image.startswith(_PNG):
        raise NotThatImage("this is no PNG")
    kept, orientation = [], 1
    kinds = []
    for kind, body in _png_chunks(image):
        kinds.append(kind)
        if kind == b"eXIf":
            orientation = orientation_of(body)
        if kind in _PNG_SHOWS:
            kept.append(_png_chunk(kind, body))
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise NotThatImage("there is no picture in it")
    if exif := only_orientation(orientation):
        kept.insert(1, _png_chunk(b"eXIf", exif))
    return _PNG + b"".join(kept)


def _png_chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", image, at)
        body = image[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", image, at + 8 + length)
        if checksum != zlib.crc32(kind + body):
            raise NotThatImage("a chunk is damaged")
        yield kind, body
        at += 12 + length


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


_WEBP_PICTURE = frozenset({b"VP8 ", b"VP8L", b"ANMF"})
_WEBP_SHOWS = _WEBP_PICTURE | {b"ALPH", b"ICCP", b"ANIM"}
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04


def _webp(image: bytes) -> bytes:
    """RFC 9649, section 2."""
    if image[:4] != b"RIFF" or image[8:12] != b"WEBP":
        raise NotThatImage("this is no WebP")
    chunks = list(_webp_chunks(image))
    if not _WEBP_PICTURE & {kind for kind, _ in chunks}:
        raise NotThatImage("there is no picture in it")
    exif = next((body.removeprefix(_EXIF) for kind, body in chunks if kind == b"EXIF"), b"")
    exif = only_orientation(orientation_of(exif))
    kept = []
    for kind, body in chunks:
        if kind == b"VP8X":
            flags = body[0] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP) | (_WEBP_HAS_EXIF if exif else 0)
            kept.append(_webp_chunk(kind, bytes((flags,)) + body[1:]))
        elif kind in _WEBP_SHOWS:
            kept.append(_webp_chunk(kind, body))
    if exif:
        kept.append(_webp_chunk(b"EXIF", exif))
    content = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def _webp_chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    (size,) = struct.unpack_from("<I", image, 4)
    at, end = 12, size + 8
    if end > len(image):
        raise NotThatImage("the file ends in its middle")
    while at < end:
        kind, length = struct.unpack_from("<4sI", image, at)
        body = image[at + 8 : at + 8 + length]
        if len(body) < length:
            raise NotThatImage("a chunk ends in its middle")
        yield kind, body
        at += 8 + length + length % 2


def _webp_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
