#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Computes the fingerprint of a work bundle from its files, by the recipe in resources/guide/work.md, and checks the
order in it. Prints the fingerprint; exits with 1 where the bundle says another one or holds another order.

    /usr/bin/python3 tests/core/work/fingerprint_peer.py FOLDER
"""
import hashlib
import json
import pathlib
import struct
import sys

import numpy as np

from order_vectors import by_exchange

OTHERS = ("format", "fingerprint", "samples_train", "samples_val", "features", "targets", "classes", "seeds",
          "class_names", "feature_names", "standardize")

MOST_VALUES, BLOCK_ROWS = 2 ** 24, 65536


def lines(value, path=""):
    if isinstance(value, dict) and value:
        items = value.items()
    elif isinstance(value, list) and value:
        items = ((str(i), item) for i, item in enumerate(value))
    else:
        text = "%.17g" % value if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
        return f"{path}={text}\n"
    return "".join(lines(item, f"{path}.{key}" if path else key) for key, item in items)


def tensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    for name, tensor in header.items():
        if name != "__metadata__":
            begin, end = tensor["data_offsets"]
            yield name, np.frombuffer(data[8 + length + begin:8 + length + end], "<f4").reshape(tensor["shape"])


def fingerprint(folder, work):
    settings = {key: value for key, value in work.items() if key not in OTHERS}
    hashed = hashlib.sha256(b"accelbench work 1\norder philox-1\n" + lines(settings).encode())
    hashed.update(f"classes={work.get('classes', 0)}\n".encode())
    arrays = [(name, np.load(folder / f"{name}.npy")) for name in ("x_train", "y_train", "x_val", "y_val")]
    for name, array in arrays + list(tensors(folder / "initial_weights.safetensors")):
        hashed.update(f"{name} {array.dtype} {list(array.shape)}".encode())
        if array.size > MOST_VALUES and name[0] in "xy":
            hashed.update(f" by {BLOCK_ROWS} rows\n".encode())
            for first in range(0, len(array), BLOCK_ROWS):
                hashed.update(hashlib.sha256(array[first:first + BLOCK_ROWS].tobytes()).digest())
        else:
            hashed.update(b"\n" + array.tobytes())
    return hashed.hexdigest()


def main():
    folder = pathlib.Path(sys.argv[1])
    work = json.loads((folder / "work.json").read_text(encoding="utf-8"))
    found = fingerprint(folder, work)
    print(found)
    if (folder / "order.npy").exists():
        for epoch, rows in enumerate(np.load(folder / "order.npy")):
            if not np.array_equal(rows, by_exchange(work["seed"], epoch, work["samples_train"])):
                sys.exit(f"epoch {epoch} has another order")
    if found != work["fingerprint"]:
        sys.exit(f"work.json says {work['fingerprint']}")


if __name__ == "__main__":
    main()
