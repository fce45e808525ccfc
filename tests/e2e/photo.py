"""A picture of one grey dot, with what a camera would note beside it, and without."""

import struct
import zlib


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


START = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
END = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
WITHOUT_NOTES = START + END
PHOTO = START + chunk(b"tEXt", b"Comment\0at 7 Nowhere Lane") + END
