#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample order and initial weights from their descriptions in resources/guide/work.md, by NumPy alone.

Prints the vectors that stand in test_order.cpp, test_initial_weights.cpp and in the guide:
    /usr/bin/python3 tests/core/work/order_vectors.py
"""
import numpy as np

U32, U64 = np.uint32, np.uint64
LOW = U64(0xFFFFFFFF)


def philox(seed, stream, index):
    """Four arrays of 32-bit words for an array of 64-bit counters."""
    index = np.asarray(index, dtype=U64)
    c = [index & LOW, index >> U64(32), np.full_like(index, stream & 0xFFFFFFFF), np.full_like(index, stream >> 32)]
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        a, b = U64(0xD2511F53) * c[0], U64(0xCD9E8D57) * c[2]
        c = [(b >> U64(32)) ^ c[1] ^ U64(key[0]), b & LOW, (a >> U64(32)) ^ c[3] ^ U64(key[1]), a & LOW]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def by_exchange(seed, epoch, rows):
    order = np.arange(rows)
    words = philox(seed, (2 << 32) | epoch, np.arange(max(rows, 1)))
    for i in range(rows - 1, 0, -1):
        choices = i + 1
        for word in words:
            product = int(word[i]) * choices
            if (product & 0xFFFFFFFF) >= (2**32 - choices) % choices:
                break
        j = product >> 32
        order[i], order[j] = order[j], order[i]
    return order


def mixed(x):
    x = ((x ^ (x >> U64(16))) * U64(0x85EBCA6B)) & LOW
    x = ((x ^ (x >> U64(13))) * U64(0xC2B2AE35)) & LOW
    return x ^ (x >> U64(16))


def by_network(seed, epoch, rows, positions):
    half = 1
    while 4**half < rows:
        half += 1
    words = philox(seed, (2 << 32) | epoch, [2**63, 2**63 + 1])
    keys = [words[k][i] for i in range(2) for k in range(4)]
    mask, value = U64(2**half - 1), np.array(positions, dtype=U64)
    outside = np.ones(len(value), dtype=bool)
    while outside.any():
        left, right = value[outside] >> U64(half), value[outside] & mask
        for key in keys:
            left, right = right, left ^ (mixed(right ^ key) & mask)
        value[outside] = (left << U64(half)) | right
        outside = value >= rows
    return value.astype(np.int64)


def unit(high, low):
    return (((high << U64(32)) | low) >> U64(11)).astype(np.float64) * 2.0**-53


def initial_weights(initializer, seed, layer, inputs, units):
    variance = {"glorot": 2 / (inputs + units), "he": 2 / inputs, "lecun": 1 / inputs}[initializer.split("_")[0]]
    number = np.arange(inputs * units, dtype=U64)
    words = philox(seed, (1 << 32) | layer, number)
    if initializer.endswith("uniform"):
        value = np.sqrt(3 * variance) * (2 * unit(words[0], words[1]) - 1)
        return value.astype(np.float32).reshape(units, inputs)
    value, attempt = np.full(number.shape, np.inf), 0
    while np.isinf(value).any():
        words = philox(seed, (1 << 32) | layer, number + U64(attempt << 48))
        radius = np.sqrt(-2 * np.log(1 - unit(words[0], words[1])))
        angle = 2 * np.pi * unit(words[2], words[3])
        for drawn in (radius * np.cos(angle), radius * np.sin(angle)):
            value = np.where(np.isinf(value) & (np.abs(drawn) <= 2), drawn, value)
        attempt += 1
    return (np.sqrt(variance) / 0.87962566103423978 * value).astype(np.float32).reshape(units, inputs)


if __name__ == "__main__":
    with np.errstate(over="ignore"):
        for rows in (0, 1, 2, 5, 10):
            for epoch in (0, 1):
                print(f"exchange seed 42 epoch {epoch} rows {rows}:", *by_exchange(42, epoch, rows))
        print("exchange seed 42 epoch 99 rows 90:", *by_exchange(42, 99, 90))
        whole = by_exchange(2**63 + 5, 3, 65536)
        print("exchange seed 2^63+5 epoch 3 rows 65536, first 8:", *whole[:8])
        for rows in (1, 2, 5, 17):
            print(f"network seed 42 epoch 0 rows {rows}:", *by_network(42, 0, rows, range(rows)))
        print("network seed 42 epoch 0 rows 65537, first 8:", *by_network(42, 0, 65537, range(8)))
        print("network seed 42 epoch 1 rows 65537, first 8:", *by_network(42, 1, 65537, range(8)))
        print("network seed 42 epoch 7 rows 10000000, last 4:", *by_network(42, 7, 10**7, range(10**7 - 4, 10**7)))
        for name in ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal"):
            weights = initial_weights(name, 42, 0, 10, 64)
            print(f"{name} seed 42 layer 0 [64, 10], first 4:", *(f"{w:.9g}" for w in weights.ravel()[:4]),
                  "sum", f"{weights.astype(np.float64).sum():.12g}")
