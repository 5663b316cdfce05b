"""Keyed random streams: the same key gives the same numbers, anywhere, for ever.

A stream is keyed by HMAC-SHA256 over what it is for.  Its numbers come from a numpy bit
generator's raw 64-bit output, which numpy guarantees between versions; it guarantees no
distribution, so the few that are needed are made here.
"""

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PUBLIC_KEY = b"quizgen: nobody's secret"  # what keys a stream where there is no secret


def digest(secret: bytes | None, *parts: str) -> bytes:
    """Return the HMAC-SHA256 of `parts`, 32 bytes; no two lists of parts read alike."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    message = b"".join(len(part).to_bytes(8, "big") + part for part in encoded)
    return hmac.new(PUBLIC_KEY if secret is None else secret, message, hashlib.sha256).digest()


class Stream:
    """An endless stream of whole numbers, keyed by a secret and by what it is for."""

    def __init__(self, secret: bytes | None, *parts: str) -> None:
        key = int.from_bytes(digest(secret, *parts)[:16], "big")
        self._bits = np.random.Philox(key=key)

    def one_below(self, limit: int) -> int:
        """Return a number from 0 to `limit` − 1, the same that `below` would."""
        return (int(self._bits.random_raw()) >> 32) * limit >> 32

    def below(self, limit: int, shape: Sequence[int] = ()) -> NDArray[np.int64]:
        """Return numbers from 0 to `limit` − 1, for a limit up to 2³¹.

        By the product of 32 raw bits and the limit (Lemire 2019), without his rejection:
        a number's chance is off by less than one part in 2³² / limit.
        """
        raw = self._bits.random_raw(int(np.prod(shape, dtype=int))).astype(np.uint64)
        scaled = (raw >> np.uint64(32)) * np.uint64(limit) >> np.uint64(32)
        return scaled.astype(np.int64).reshape(tuple(shape))
