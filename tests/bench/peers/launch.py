# SPDX-License-Identifier: GPL-3.0-or-later
"""What every peer's program shares: the work bundle, the measuring loop, the JSON line at the end.

A peer's program gives main() a function prepare(bundle, variant) -> train, where train(epochs) trains whole epochs from
where it stands, waits for them, and returns the mean loss of each. Everything else is alike for all peers.
"""
import argparse
import json
import math
import os
import pathlib
import statistics
import struct
import sys
import time

import numpy as np

CHUNK_SECONDS = 0.1  # epochs handed out at a time last about this long, so that the clock and the call cost nothing
FEWEST_CHUNKS = 3


class Bundle:
    """A work bundle: data, initial weights and settings; see resources/guide/work.md."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.work = json.loads((folder / "work.json").read_text())
        self.x = np.load(folder / "x_train.npy")
        self.y = np.load(folder / "y_train.npy")
        self.layers = read_layers(folder / "initial_weights.safetensors")
        self.batch = min(self.work["batch_size"], len(self.x))
        self.optimizer = self.work["optimizer"]
        self.classes = self.work["loss"] == "categorical_crossentropy"
        check(self.work, len(self.x))
        self.steps = len(self.x) // self.batch

    def activations(self):
        return [layer["activation"] for layer in self.work["layers"]]


def check(work, samples):
    """The peers' programs know just what the three shapes need, and say so about anything else."""
    known = (work["optimizer"]["name"] == "adam" and work["loss"] in ("mse", "categorical_crossentropy")
             and all(layer["activation"] in ("relu", "linear") and not layer["dropout"] for layer in work["layers"])
             and samples % min(work["batch_size"], samples) == 0 and not work["callbacks"])
    if not known:
        sys.exit("the peers know adam, relu, mse or categorical_crossentropy and whole batches only")


def read_layers(path):
    """[(weight [units, inputs], bias [units])] from a safetensors file."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header, body = json.loads(raw[8:8 + length]), raw[8 + length:]

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        return np.frombuffer(body[begin:end], "<f4").reshape(header[name]["shape"])

    count = sum(name.endswith(".weight") for name in header)
    return [(tensor(f"layers.{k}.weight"), tensor(f"layers.{k}.bias")) for k in range(count)]


def processors():
    return len(os.sched_getaffinity(0))


def threads_of(variant):
    """Variants end in -1 or -all: how many threads they may use."""
    return 1 if variant.endswith("-1") else processors()


def timed(train, epochs):
    begin = time.perf_counter()
    losses = [float(loss) for loss in train(epochs)]
    return time.perf_counter() - begin, losses


def steady_chunks(train, seconds):
    """Warms up with the very call that is measured, then repeats it: (epochs a chunk, seconds of each chunk)."""
    once, _ = timed(train, 1)
    epochs = max(1, math.ceil(CHUNK_SECONDS / once))
    warm, _ = timed(train, epochs)
    if epochs > 1:  # the first guess held the cost of a call; a call of many epochs shows it no more
        warm, _ = timed(train, epochs)
    chunks, begin = [], time.perf_counter()
    while len(chunks) < FEWEST_CHUNKS or time.perf_counter() - begin < seconds:
        chunks.append(timed(train, epochs)[0])
    return epochs, chunks


def measure(train, bundle, seconds, origin):
    """The epochs that the work asks for, for their losses, then the steady window."""
    first_call, losses = timed(train, 1)
    first_step = time.monotonic() - origin
    if bundle.work["epochs"] > 1:
        losses += timed(train, bundle.work["epochs"] - 1)[1]
    epochs, chunks = steady_chunks(train, seconds)
    steps = epochs * bundle.steps
    return {
        "step_us": statistics.median(chunks) / steps * 1e6,
        "chunks_us": [chunk / steps * 1e6 for chunk in chunks],
        "steps_per_chunk": steps,
        "time_to_first_step_s": first_step,
        "compile_s": max(0.0, first_call - statistics.median(chunks) / epochs),
        "losses": losses,
    }


def main(prepare, versions):
    parser = argparse.ArgumentParser()
    parser.add_argument("--bundle", required=True)
    parser.add_argument("--variant", required=True)
    parser.add_argument("--measure", type=float, required=True)
    parser.add_argument("--origin", type=float, required=True, help="time.monotonic() when this process was asked for")
    arguments = parser.parse_args()
    bundle = Bundle(arguments.bundle)
    train = prepare(bundle, arguments.variant)
    result = measure(train, bundle, arguments.measure, arguments.origin)
    print(json.dumps({**result, "versions": versions()}))
