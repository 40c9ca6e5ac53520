#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the sample data of this folder again, in the folder given (default: beside this file).

    make_samples.py [FOLDER] [--penguins SOURCE.csv]

shapes/: drawings as IDX packed by gzip; rings/: a NumPy archive with a validation set in it; waves/: NumPy
arrays. All of it is drawn here and belongs to nobody. penguins/ is made from a table of others (see its
SOURCE.md) and only with --penguins.
"""
import argparse
import csv
import gzip
import pathlib
import struct

import numpy as np


def idx(values):
    """The format's head and values; values are unsigned bytes."""
    head = struct.pack(">BBBB", 0, 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
    return head + values.astype(np.uint8).tobytes()


def draw_shape(kind, random, side=12):
    """A ring, a cross, a square or a bar of about 8 pixels, moved, bent in size and blurred by noise."""
    rows, columns = np.mgrid[0:side, 0:side] - (side - 1) / 2
    x, y = columns - random.uniform(-1.5, 1.5), rows - random.uniform(-1.5, 1.5)
    size, width = random.uniform(2.6, 4.0), 0.7
    distance = [
        np.abs(np.hypot(x, y) - size),
        np.where(np.maximum(np.abs(x), np.abs(y)) <= size, np.minimum(np.abs(x), np.abs(y)), side),
        np.abs(np.maximum(np.abs(x), np.abs(y)) - size),
        np.where(np.abs(x) <= size, np.abs(y), side),
    ][kind]
    ink = np.clip(1.5 - distance / width, 0, 1) * random.uniform(0.7, 1.0)
    return np.clip(255 * ink + random.normal(0, 20, ink.shape), 0, 255).round().astype(np.uint8)


def make_shapes(folder):
    random = np.random.RandomState(7)
    for name, samples in (("train", 600), ("validation", 200)):
        labels = random.randint(0, 4, samples)
        images = np.stack([draw_shape(kind, random) for kind in labels])
        for part, values in (("images", images), ("labels", labels)):
            packed = gzip.compress(idx(values), 9, mtime=0)
            (folder / f"{name}-{part}.idx.gz").write_bytes(packed)


def rings(random, samples):
    """Two rings around each other in the plane."""
    labels = np.arange(samples) % 2
    angle = random.uniform(0, 2 * np.pi, samples)
    radius = 0.5 + 0.5 * labels + random.normal(0, 0.08, samples)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).astype(np.float32), labels.astype(np.int32)


def make_rings(folder):
    random = np.random.RandomState(11)
    x, y = rings(random, 400)
    x_val, y_val = rings(random, 100)
    np.savez_compressed(folder / "rings.npz", x=x, y=y, x_val=x_val, y_val=y_val)


def make_waves(folder):
    """Two targets of three features: sums of sines."""
    random = np.random.RandomState(13)
    for name, samples in (("", 500), ("_val", 120)):
        x = random.uniform(-1, 1, (samples, 3)).astype(np.float32)
        y = np.stack([np.sin(3 * x[:, 0]) + x[:, 1] ** 2, np.cos(2 * x[:, 2]) * x[:, 0]], 1)
        np.save(folder / f"x{name}.npy", x)
        np.save(folder / f"y{name}.npy", (y + random.normal(0, 0.02, y.shape)).astype(np.float32))


def make_penguins(folder, source):
    """Words become columns of 0 and 1; rows with gaps are left out; the rest is shuffled once, as the source is
    sorted by species, and a fifth of it kept for validation."""
    with open(source, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "NA" not in row.values()]
    order = np.random.RandomState(17).permutation(len(rows))
    head = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "male", "chinstrap", "gentoo", "dream",
            "torgersen", "year", "body_mass_kg"]
    words = {"male": ("sex", "male"), "chinstrap": ("species", "Chinstrap"), "gentoo": ("species", "Gentoo"),
             "dream": ("island", "Dream"), "torgersen": ("island", "Torgersen")}
    for row in rows:
        row.update({name: str(int(row[column] == word)) for name, (column, word) in words.items()})
        row["body_mass_kg"] = str(int(row["body_mass_g"]) / 1000)
    lines = [[rows[i][name] for name in head] for i in order]
    split = len(lines) * 4 // 5
    for name, part in (("penguins.csv", lines[:split]), ("penguins-validation.csv", lines[split:])):
        text = "".join(",".join(line) + "\n" for line in [head] + part)
        (folder / name).write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent)
    parser.add_argument("--penguins", metavar="SOURCE.csv")
    arguments = parser.parse_args()
    makers = {"shapes": make_shapes, "rings": make_rings, "waves": make_waves}
    if arguments.penguins:
        makers["penguins"] = lambda folder: make_penguins(folder, arguments.penguins)
    for name, make in makers.items():
        folder = arguments.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        make(folder)


if __name__ == "__main__":
    main()
