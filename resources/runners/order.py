# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which an epoch visits the training rows: the permutation that every engine computes alike.

Fisher–Yates driven by Philox4x32-10 up to 65 536 rows, above it a Feistel network of 8 rounds with cycle walking
(resources/guide/work.md describes both). Small epochs are computed many at a time, so that they cost microseconds.
"""
import numpy as np

EXCHANGE_UP_TO = 65_536
ROUNDS = 8
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def philox(seed, stream_use, parts, index):
    """Four arrays of 32-bit words (as uint64) for counters (index, stream); `parts` and `index` broadcast."""
    parts, index = np.broadcast_arrays(np.asarray(parts, np.uint64), np.asarray(index, np.uint64))
    words = [index & LOW, index >> HALF, parts & LOW, np.full(index.shape, stream_use, np.uint64)]
    key = [seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF]
    for _ in range(10):
        a, b = np.uint64(0xD2511F53) * words[0], np.uint64(0xCD9E8D57) * words[2]
        words = [(b >> HALF) ^ words[1] ^ np.uint64(key[0]), b & LOW,
                 (a >> HALF) ^ words[3] ^ np.uint64(key[1]), a & LOW]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return words


def partners(seed, epochs, rows):
    """[epoch, i]: the place with which place i changes, uniform in 0 … i; Lemire's method without bias."""
    words = philox(seed, 2, epochs[:, None], np.arange(rows, dtype=np.uint64)[None, :])
    choices = np.arange(1, rows + 1, dtype=np.uint64)
    threshold = ((np.uint64(1) << HALF) - choices) % choices
    product = words[0] * choices
    for word in words[1:]:
        refused = (product & LOW) < threshold
        if not refused.any():
            break
        product = np.where(refused, word * choices, product)
    return (product >> HALF).astype(np.int64)


def exchange_together(others):
    """All epochs at once, place by place: quick for many epochs of few rows."""
    count, rows = others.shape
    order = np.tile(np.arange(rows, dtype=np.int32), (count, 1))
    each = np.arange(count)
    for i in range(rows - 1, 0, -1):
        other = others[:, i]
        kept = order[each, other]
        order[each, other] = order[:, i]
        order[:, i] = kept
    return order


def exchange_alone(others):
    """One epoch in a list, which Python changes faster than an array."""
    order = list(range(len(others)))
    partner = others.tolist()
    for i in range(len(order) - 1, 0, -1):
        j = partner[i]
        order[i], order[j] = order[j], order[i]
    return np.array(order, dtype=np.int32)


def mixed(x):
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return x ^ (x >> np.uint32(16))


def network_rows(seed, epoch, rows, positions):
    """Rows at these positions by the Feistel network over `rows` rows."""
    half = 1
    while 4 ** half < rows:
        half += 1
    words = philox(seed, 2, epoch, np.array([1 << 63, (1 << 63) + 1], dtype=np.uint64))
    keys = [np.uint32(words[k][i]) for i in range(ROUNDS // 4) for k in range(4)]
    mask, shift = np.uint32((1 << half) - 1), np.uint64(half)
    value = np.array(positions, dtype=np.uint64)
    outside = np.ones(len(value), dtype=bool)
    while outside.any():
        left = (value[outside] >> shift).astype(np.uint32)
        right = value[outside].astype(np.uint32) & mask
        for key in keys:
            left, right = right, left ^ (mixed(right ^ key) & mask)
        value[outside] = (left.astype(np.uint64) << shift) | right
        outside = value >= rows
    return value.astype(np.int32 if rows < 1 << 31 else np.int64)


class Order:
    """Orders of one training: `epoch(e)`, e from 0, gives the row numbers as int32."""

    FEW_ROWS, MOST_TOGETHER, BLOCK = 512, 256, 1 << 15

    def __init__(self, seed, rows, shuffle, epochs):
        self.seed, self.rows, self.shuffle, self.epochs = seed, rows, shuffle, epochs
        self.first, self.known = 0, []

    def epoch(self, number):
        if not self.shuffle:
            return np.arange(self.rows, dtype=np.int32)
        if self.rows > EXCHANGE_UP_TO:
            return network_rows(self.seed, number, self.rows, np.arange(self.rows, dtype=np.uint64))
        if not self.first <= number < self.first + len(self.known):
            self.compute_from(number)
        return self.known[number - self.first]

    def compute_from(self, number):
        together = max(1, min(self.MOST_TOGETHER, self.BLOCK // max(self.rows, 1), self.epochs - number))
        numbers = np.arange(number, number + together, dtype=np.uint64)
        others = partners(self.seed, numbers, self.rows)
        many = self.rows <= self.FEW_ROWS and together > 40
        self.known = exchange_together(others) if many else [exchange_alone(row) for row in others]
        self.first = number
