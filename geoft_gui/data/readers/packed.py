"""gzip archives, unpacked while they are read, and told from plain files by their first bytes."""

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

_GZIP: Final = b"\x1f\x8b"

LIKELY_GROWTH: Final = 200
SUSPECT_SIZE: Final = 512 * 1024 * 1024
"""An archive that has unpacked to more bytes than this, and to more than LIKELY_GROWTH times what was read of
it, was made to fill memories and disks: rows of text shrink to a twentieth at best."""


class BrokenSource(Exception):
    """Why a file ends before its time, in a sentence; what came before is good."""


def is_packed(file: BinaryIO) -> bool:
    """Whether a file that was just opened is a gzip archive, whatever its name."""
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    return packed


def unpacked(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield what is in an archive, at most ``size`` bytes at a time.

    Raises:
        BrokenSource: the archive is torn, damaged, or unpacks to far more than rows would.
        OSError: the disk does not give the file.
    """
    total = 0
    # The archive is closed by whoever opened the file.
    with gzip.GzipFile(fileobj=file, mode="rb") as archive:
        while True:
            try:
                chunk = archive.read1(size)
            except EOFError as error:
                raise BrokenSource(
                    "The archive stops half-way: the file was not copied or downloaded to its end."
                ) from error
            except gzip.BadGzipFile as error:
                # Its checksum is looked at only now, when its rows are long out.
                raise BrokenSource("The archive is damaged, and some of its rows may be wrong.") from error
            except zlib.error as error:
                raise BrokenSource("The archive is damaged from here on.") from error
            if not chunk:
                return
            total += len(chunk)
            if total > SUSPECT_SIZE and total > LIKELY_GROWTH * max(1, file.tell()):
                raise BrokenSource(
                    f"The archive unpacks to more than {LIKELY_GROWTH} times its size, as no rows do."
                )
            yield chunk
