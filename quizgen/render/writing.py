"""Write the objects of a PDF as a file: streams, and all else in one compressed stream.

ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams).  pydyf would do it too,
by writing and compressing each object twice.
"""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

import struct
import zlib
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import pydyf

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
LEVEL = 6  # of compression: the highest takes three times as long for a few bytes
ENTRY = struct.Struct(">BIH")  # of a cross-reference: kind, place, and what is more
FREE, AT, WITHIN = 0, 1, 2  # kinds
LAST = 65535  # what is more of the first free entry


def written(pdf: pydyf.PDF, identifier: bytes) -> bytes:
    """Return the file; `identifier` says which it is, of those of equal names."""
    pdf.add_object(pdf.info)
    objects = pdf.objects[1:]
    plain = [one for one in objects if not isinstance(one, pydyf.Stream)]
    streams = [one for one in objects if isinstance(one, pydyf.Stream)]
    data = [one.data for one in plain]
    number = len(pdf.objects)
    starts = accumulate((len(one) + 1 for one in data), initial=0)
    index = " ".join(f"{one.number} {at}" for one, at in zip(plain, starts, strict=False))
    held = {"Type": "/ObjStm", "N": len(plain), "First": len(index) + 1}
    parts = [HEAD]
    places: dict[Any, tuple[int, int, int]] = {0: (FREE, 0, LAST)}
    places |= {one.number: (WITHIN, number, at) for at, one in enumerate(plain)}
    size = len(HEAD)
    holder = packed([index.encode("ascii"), *data], held)
    numbered: list[tuple[Any, Any]] = [(one.number, one) for one in streams]
    for place, one in [*numbered, (number, holder)]:
        places[place] = (AT, size, 0)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (place, one.data))
        size += len(parts[-1])
    places[number + 1] = (AT, size, 0)
    entries = b"".join(ENTRY.pack(*places[one]) for one in range(number + 2))
    said = {
        "Type": "/XRef",
        "W": pydyf.Array([1, 4, 2]),
        "Size": number + 2,
        "Root": pdf.catalog.reference,
        "Info": pdf.info.reference,
        "ID": pydyf.Array([f"<{identifier.hex()}>"] * 2),
    }
    parts.append(b"%d 0 obj\n%b\nendobj\n" % (number + 1, packed([entries], said).data))
    return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % size])


def packed(content: Iterable[bytes], extra: dict[str, object]) -> pydyf.Stream:
    """Return a compressed stream, which is to be written as it is."""
    data = zlib.compress(b"\n".join(content), LEVEL)
    return pydyf.Stream([data], pydyf.Dictionary({**extra, "Filter": "/FlateDecode"}))
