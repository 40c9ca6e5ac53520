# SPDX-License-Identifier: GPL-3.0-or-later
"""The work bundle: a folder with everything that an engine needs to do the same work, checked while it is read."""
import json
import os
import pathlib
import struct

import numpy as np

from wire import Refused

LONGEST_HEADER = 100 << 20


def refuse(path, found, expected):
    raise Refused("failed", f"{path}: {found}, expected {expected}; write the bundle again")


def read_array(path, kind, shape):
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as problem:
        raise Refused("failed", f"{path}: {problem}; write the bundle again") from problem
    if array.dtype != kind or array.shape != shape:
        refuse(path, f"{array.dtype} {list(array.shape)}", f"{np.dtype(kind)} {list(shape)}")
    return np.ascontiguousarray(array)


def read_tensors(path):
    """Safetensors: eight bytes of header length, a JSON header, then the tensors' bytes. float32 alone."""
    raw = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", raw[:8]) if len(raw) >= 8 else (LONGEST_HEADER,)
    if length >= min(LONGEST_HEADER, len(raw)):
        refuse(path, f"a header of {length} bytes in a file of {len(raw)}", "a shorter one")
    header, body = json.loads(raw[8:8 + length]), raw[8 + length:]
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        if entry["dtype"] != "F32" or not 0 <= begin <= end <= len(body):
            refuse(path, f"{name}: {entry}", "F32 within the file")
        tensors[name] = np.frombuffer(body[begin:end], "<f4").reshape(entry["shape"])
    return tensors


def write_tensors(path, layers):
    """layers: [(weight [units, inputs], bias [units])]. Nothing half-written stays."""
    header, body, offset = {"__metadata__": {"format": "accelbench"}}, [], 0
    for k, parts in enumerate(layers):
        for name, array in zip(("weight", "bias"), parts):
            data = np.ascontiguousarray(array, "<f4").tobytes()
            header[f"layers.{k}.{name}"] = {"dtype": "F32", "shape": list(array.shape),
                                            "data_offsets": [offset, offset + len(data)]}
            body.append(data)
            offset += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    beside = f"{path}.part"
    with open(beside, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(body))
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


class Work:
    """All settings and data of a training; names as in work.json."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        try:
            self.settings = json.loads((folder / "work.json").read_text(encoding="utf-8"))
            self.read_settings(self.settings)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise Refused("failed", f"{folder / 'work.json'}: {problem!r}; write the bundle again") from problem
        self.x, self.y = self.read_part(folder, "train", self.samples)
        self.x_val, self.y_val = self.read_part(folder, "val", self.samples_val)
        self.initial = self.read_weights(folder / "initial_weights.safetensors")

    def read_settings(self, settings):
        self.fingerprint = settings["fingerprint"]
        self.samples, self.samples_val = settings["samples_train"], settings["samples_val"]
        self.features, self.classes = settings["features"], settings.get("classes") or 0
        self.targets = 0 if self.classes else settings["targets"]
        self.layers, self.frozen = settings["layers"], set(settings["frozen_layers"])
        self.loss, self.metrics = settings["loss"], settings["metrics"]
        self.optimizer = settings["optimizer"]
        self.batch_size, self.epochs, self.shuffle = settings["batch_size"], settings["epochs"], settings["shuffle"]
        self.schedule, self.callbacks = settings.get("schedule"), settings["callbacks"]
        self.clip_norm = settings.get("clip_norm")
        self.l1, self.l2 = settings.get("l1", 0.0), settings.get("l2", 0.0)
        if min(self.samples, self.features, self.batch_size, self.epochs, len(self.layers)) < 1:
            raise ValueError("samples, features, batch_size, epochs and layers must be at least 1")

    def read_part(self, folder, part, samples):
        if samples == 0:
            return None, None
        x = read_array(folder / f"x_{part}.npy", np.float32, (samples, self.features))
        if not self.classes:
            return x, read_array(folder / f"y_{part}.npy", np.float32, (samples, self.targets))
        y = read_array(folder / f"y_{part}.npy", np.int32, (samples,))
        if y.min() < 0 or y.max() >= self.classes:
            refuse(folder / f"y_{part}.npy", f"classes {y.min()} … {y.max()}", f"0 … {self.classes - 1}")
        return x, y

    def read_weights(self, path):
        tensors, inputs, layers = read_tensors(path), self.features, []
        for k, layer in enumerate(self.layers):
            weight, bias = (tensors.get(f"layers.{k}.{part}") for part in ("weight", "bias"))
            units = layer["units"]
            if weight is None or bias is None or weight.shape != (units, inputs) or bias.shape != (units,):
                refuse(path, f"layers.{k} missing or of another shape", f"[{units}, {inputs}] and [{units}]")
            layers.append((weight, bias))
            inputs = units
        return layers

    @property
    def outputs(self):
        return self.layers[-1]["units"]

    @property
    def steps_per_epoch(self):
        return -(-self.samples // self.batch_size)

    @property
    def parameters(self):
        return sum(weight.size + bias.size for weight, bias in self.initial)

    @property
    def flop_per_step(self):
        """Of a full batch: 4 B ΣW + 2 B Σ(W without the first layer)."""
        sizes = [weight.size for weight, _ in self.initial]
        return 4 * self.batch_size * sum(sizes) + 2 * self.batch_size * sum(sizes[1:])

    @property
    def has_dropout(self):
        return any(layer.get("dropout", 0.0) > 0.0 for layer in self.layers)

    def trained(self, per_layer):
        """Without the frozen layers."""
        return [item for k, item in enumerate(per_layer) if k not in self.frozen]
