"""What a photo tells beside its picture stays behind; the picture stays as it is."""

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meter_reads.domain.exif import only_orientation, orientation_of
from meter_reads.domain.photo_metadata import NotThatImage, without_metadata

SECRET = b"51.5N 0.1W, a phone of Somebody Testname's"
SIDEWAYS = 6
TYPES = ("image/jpeg", "image/png", "image/webp")


def an_exif(orientation: int = SIDEWAYS, order: str = "<") -> bytes:
    """A camera's: where it was, in an entry before the orientation and in bytes behind."""
    entries = struct.pack(f"{order}HHII", 0x010F, 2, len(SECRET), 38) + struct.pack(
        f"{order}HHIHH", 0x0112, 3, 1, orientation, 0
    )
    start = struct.pack(f"{order}2sHIH", b"II" if order == "<" else b"MM", 42, 8, 2)
    return start + entries + bytes(4) + SECRET


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


PICTURE = segment(0xDB, bytes(65)) + segment(0xC0, bytes(9)) + segment(0xC4, bytes(20))
SCAN = segment(0xDA, bytes(6)) + b"\x12\xff\x00\x34\xff\xd0\x56"


def a_jpeg(exif: bytes = b"", *, behind: bytes = b"") -> bytes:
    metadata = segment(0xE1, b"Exif\0\0" + exif) if exif else b""
    others = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET) + segment(0xFE, SECRET)
    icc = segment(0xE2, b"ICC_PROFILE\0colours")
    return (
        b"\xff\xd8"
        + metadata
        + others
        + icc
        + PICTURE
        + SCAN
        + segment(0xC4, b"x")
        + SCAN
        + b"\xff\xd9"
        + behind
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
DATA = chunk(b"IDAT", zlib.compress(b"\0\x80"))


def a_png(exif: bytes = b"", *, behind: bytes = b"") -> bytes:
    metadata = chunk(b"eXIf", exif) if exif else b""
    texts = chunk(b"tEXt", b"Comment\0" + SECRET) + chunk(b"iTXt", SECRET) + chunk(b"tIME", bytes(7))
    return b"\x89PNG\r\n\x1a\n" + HEADER + metadata + texts + DATA + chunk(b"IEND", b"") + behind


def webp_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def a_webp(exif: bytes = b"", *, behind: bytes = b"") -> bytes:
    extended = webp_chunk(b"VP8X", bytes([0x2C]) + bytes(9))
    metadata = webp_chunk(b"EXIF", exif) if exif else b""
    content = b"WEBP" + extended + webp_chunk(b"VP8 ", b"picture") + metadata + webp_chunk(b"XMP ", SECRET)
    return b"RIFF" + struct.pack("<I", len(content)) + content + behind


MAKE = {"image/jpeg": a_jpeg, "image/png": a_png, "image/webp": a_webp}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("content_type", TYPES)
def test_what_the_camera_noted_is_gone_and_which_way_up_it_is_stays(content_type: str, order: str):
    image = MAKE[content_type](an_exif(order=order), behind=SECRET)

    stripped = without_metadata(content_type, image)

    assert b"Somebody" in image
    assert b"Somebody" not in stripped
    assert only_orientation(SIDEWAYS) in stripped
    assert stripped == without_metadata(content_type, stripped)


@pytest.mark.parametrize("content_type", TYPES)
def test_a_picture_that_is_upright_keeps_no_exif_at_all(content_type: str):
    stripped = without_metadata(content_type, MAKE[content_type](an_exif(1)))

    assert b"exif" not in stripped.lower()


def test_the_picture_of_a_jpeg_is_the_same_byte_for_byte():
    stripped = without_metadata("image/jpeg", a_jpeg())

    icc = segment(0xE2, b"ICC_PROFILE\0colours")
    assert stripped == b"\xff\xd8" + icc + PICTURE + SCAN + segment(0xC4, b"x") + SCAN + b"\xff\xd9"


def test_the_picture_of_a_png_is_the_same_byte_for_byte():
    stripped = without_metadata("image/png", a_png())

    assert stripped == b"\x89PNG\r\n\x1a\n" + HEADER + DATA + chunk(b"IEND", b"")


def test_a_webp_says_no_more_that_it_has_metadata():
    stripped = without_metadata("image/webp", a_webp())

    assert stripped[20] == 0x20  # alpha, and neither EXIF nor XMP
    assert webp_chunk(b"VP8 ", b"picture") in stripped


@pytest.mark.parametrize("declared", TYPES)
@pytest.mark.parametrize("real", TYPES)
def test_an_image_of_another_type_than_it_says_is_refused(declared: str, real: str):
    if declared == real:
        return
    with pytest.raises(NotThatImage):
        without_metadata(declared, MAKE[real]())


@pytest.mark.parametrize("content_type", TYPES)
def test_an_image_that_ends_anywhere_in_its_middle_is_refused(content_type: str):
    whole = MAKE[content_type](an_exif())

    for length in range(len(whole)):
        with pytest.raises(NotThatImage):
            without_metadata(content_type, whole[:length])


@pytest.mark.parametrize(
    ("content_type", "image"),
    [
        ("image/jpeg", b"\xff\xd8\xff\xd9"),
        ("image/jpeg", b"\xff\xd8" + PICTURE + b"\xff\xd9"),
        ("image/png", b"\x89PNG\r\n\x1a\n" + HEADER + chunk(b"IEND", b"")),
        ("image/png", a_png().replace(b"IDAT", b"IDAS")),
        ("image/webp", b"RIFF" + struct.pack("<I", 4) + b"WEBP"),
    ],
)
def test_a_file_without_a_picture_is_refused(content_type: str, image: bytes):
    with pytest.raises(NotThatImage):
        without_metadata(content_type, image)


@given(st.sampled_from(TYPES), st.binary(max_size=200), st.integers(0, 400))
def test_whatever_is_sent_is_stripped_or_refused(content_type: str, noise: bytes, at: int):
    whole = MAKE[content_type](an_exif())
    image = whole[:at] + noise + whole[at + len(noise) :]

    with suppress(NotThatImage):
        without_metadata(content_type, image)


@given(st.integers(1, 8), st.sampled_from("<>"))
def test_an_orientation_survives(orientation: int, order: str):
    kept = only_orientation(orientation_of(an_exif(orientation, order)))

    assert orientation_of(kept) == orientation


@given(st.binary(max_size=100))
def test_an_exif_block_that_makes_no_sense_is_upright_or_turned_and_no_failure(noise: bytes):
    assert 1 <= orientation_of(noise) <= 8
