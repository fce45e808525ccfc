"""The one thing of an EXIF block that a picture needs: which way up it is. All else tells tales."""

import struct

_ORIENTATION = 0x0112
_SHORT = 3
_ENTRY_BYTES = 12
_UPRIGHT, _LAST = 1, 8


def orientation_of(tiff: bytes) -> int:
    """The orientation, 1 to 8, of a block that begins with its byte order; 1 (upright) where it says none.

    Source: TIFF 6.0, sections 2 and 8; CIPA DC-008 (EXIF), tag 0x0112.
    """
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return _UPRIGHT
    try:
        (offset,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, offset)
        for number in range(count):
            entry = offset + 2 + number * _ENTRY_BYTES
            tag, kind = struct.unpack_from(f"{order}HH", tiff, entry)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                (value,) = struct.unpack_from(f"{order}H", tiff, entry + 8)
                return value if _UPRIGHT <= value <= _LAST else _UPRIGHT
    except struct.error:
        pass
    return _UPRIGHT


def only_orientation(orientation: int) -> bytes:
    """A block that says nothing else; empty for a picture that is upright anyway."""
    if orientation == _UPRIGHT:
        return b""
    header = struct.pack(">2sHI", b"MM", 42, 8)
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return header + struct.pack(">H", 1) + entry + struct.pack(">I", 0)
