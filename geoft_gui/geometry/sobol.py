"""Evenly scattered points of the unit cube, the same on every machine."""

import functools
import random

import numpy as np
from numpy.typing import NDArray

_BITS = 32
_SEED = 20261122
# Degree, coefficients and initial direction numbers of the primitive polynomials of dimensions 2 and 3
# (Joe and Kuo 2008, new-joe-kuo-6). Dimension 1 is van der Corput's sequence.
_POLYNOMIALS = ((1, 0, (1,)), (2, 1, (1, 3)))


@functools.cache
def unit_points(count: int = 16_384) -> NDArray[np.float32]:
    """The first `count` points of a scrambled Sobol sequence, as three rows: shape (3, count).

    Scrambled by a random linear matrix and a digital shift (Matoušek 1998) with a fixed seed, which
    keeps each power of two of points as even as Sobol's. The array is read-only and in [0, 1).
    """
    bits = max(1, (count - 1).bit_length())
    if bits > _BITS:
        raise ValueError(f"{count} points are more than the sequence has")
    index = np.arange(count, dtype=np.uint32)
    chance = random.Random(_SEED)
    rows = []
    for directions in _directions():
        scrambled = _scramble(directions, chance)
        row = np.full(count, chance.getrandbits(_BITS), np.uint32)
        for bit in range(bits):
            row ^= np.where(index >> np.uint32(bit) & np.uint32(1), np.uint32(scrambled[bit]), np.uint32(0))
        rows.append((row >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24))
    points = np.stack(rows)
    points.setflags(write=False)
    return points


def _directions() -> list[list[int]]:
    """The direction numbers of three dimensions, the digit of weight 1/2 as the highest of 32 bits."""
    found = [[1 << (_BITS - 1 - k) for k in range(_BITS)]]
    for degree, coefficients, initial in _POLYNOMIALS:
        m = list(initial)
        for k in range(degree, _BITS):
            new = m[k - degree] ^ (m[k - degree] << degree)
            for i in range(1, degree):
                if coefficients >> (degree - 1 - i) & 1:
                    new ^= m[k - i] << i
            m.append(new)
        found.append([number << (_BITS - 1 - k) for k, number in enumerate(m)])
    return found


def _scramble(directions: list[int], chance: random.Random) -> list[int]:
    """Multiply by a random lower triangular matrix over GF(2) with ones on its diagonal."""
    rows = []
    for k in range(_BITS):
        diagonal = 1 << (_BITS - 1 - k)
        higher = chance.getrandbits(k) << (_BITS - k) if k else 0
        rows.append(diagonal | higher)
    return [
        sum(((row & number).bit_count() & 1) << (_BITS - 1 - k) for k, row in enumerate(rows))
        for number in directions
    ]
