#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An independent judge of Accelbench's arithmetic: trains a work bundle in float64 with NumPy alone.

It is written from the description of the work bundle and from the formulas that Keras documents, and shares
no line with the engines it judges. Where speed and plainness differ it takes plainness: metrics are computed
from all predictions of an epoch at once, not from running sums.

    numpy_trainer.py BUNDLE [--weights OUT.npz]    train, print JSON: what every epoch reported
    numpy_trainer.py --self-check                  judge the judge: its gradients against finite differences

Dropout is not covered: its masks are a choice of the program, no formula of Keras tells them. A bundle that
asks for dropout is refused (exit 2), never trained wrongly.
"""
import argparse
import json
import math
import pathlib
import struct
import sys

import numpy as np

from numpy_network import LOSSES, Optimizer, Refused, backward, forward, metric, require


# -------- the work bundle

def read_safetensors(path):
    """Eight bytes of header length (little endian), a JSON header, then the tensors' bytes."""
    raw = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header, body = json.loads(raw[8:8 + length]), raw[8 + length:]
    kinds = {"F32": "<f4", "F64": "<f8"}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            tensors[name] = np.frombuffer(body[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def layers_of(tensors):
    """[(weight [units, inputs], bias [units])] in float64, from tensors layers.K.weight and layers.K.bias."""
    count = len(tensors) // 2
    expected = {f"layers.{k}.{part}" for k in range(count) for part in ("weight", "bias")}
    if set(tensors) != expected:
        raise Refused(f"tensors are named {sorted(tensors)}, expected {sorted(expected)}")
    return [tuple(tensors[f"layers.{k}.{part}"].astype(np.float64) for part in ("weight", "bias"))
            for k in range(count)]


def check_array(array, kind, shape, name):
    require(array.dtype == kind and array.shape == shape,
            f"{name}: {array.dtype} {array.shape}, expected {np.dtype(kind)} {shape}")


class Bundle:
    """A work bundle folder, read whole and checked against its own work.json."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.work = json.loads((folder / "work.json").read_text(encoding="utf-8"))
        self.x, self.y = self.read_part(folder, "train")
        self.x_val, self.y_val = self.read_part(folder, "val")
        self.tensors = read_safetensors(folder / "initial_weights.safetensors")
        self.layers = layers_of(self.tensors)
        self.order = np.load(folder / "order.npy", allow_pickle=False)
        self.check_work()
        self.check_weights()
        self.check_order()

    def read_part(self, folder, part):
        """x [samples, features]; y [samples, targets], or classes [samples]; none without validation."""
        samples = self.work[f"samples_{part}"]
        if part == "val" and samples == 0:
            return None, None
        x, y = (np.load(folder / f"{axis}_{part}.npy", allow_pickle=False) for axis in "xy")
        check_array(x, np.float32, (samples, self.work["features"]), f"x_{part}")
        if not self.work.get("classes"):
            check_array(y, np.float32, (samples, self.work["targets"]), f"y_{part}")
            return x.astype(np.float64), y.astype(np.float64)
        check_array(y, np.int32, (samples,), f"y_{part}")
        require(y.min() >= 0 and y.max() < self.work["classes"], f"y_{part}: a class that does not exist")
        return x.astype(np.float64), y.astype(np.int64)

    def check_work(self):
        require(not any(layer["dropout"] for layer in self.work["layers"]), "work.json asks for dropout")

    def check_weights(self):
        inputs = self.work["features"]
        require(2 * len(self.work["layers"]) == len(self.tensors), "weights and layers differ in number")
        for k, layer in enumerate(self.work["layers"]):
            units = layer["units"]
            check_array(self.tensors[f"layers.{k}.weight"], np.float32, (units, inputs), f"layers.{k}.weight")
            check_array(self.tensors[f"layers.{k}.bias"], np.float32, (units,), f"layers.{k}.bias")
            inputs = units

    def check_order(self):
        rows = np.arange(len(self.x))
        check_array(self.order, np.int64, (self.work["epochs"], len(rows)), "order")
        require((np.sort(self.order, axis=1) == rows).all(), "order: an epoch does not visit each row once")
        require(self.work["shuffle"] or (self.order == rows).all(), "order: rows are moved without shuffle")


# -------- the learning rate of an epoch (from 0) by training.schedule, set at its beginning

def scheduled_rate(schedule, base, epochs, epoch):
    (kind, options), = schedule.items()
    if kind == "step":
        return base * options["factor"] ** (epoch // options["every_epochs"])
    if kind == "exponential":
        return base * options["factor"] ** epoch
    require(kind == "cosine", f"work.json asks for a schedule {kind!r}, which this judge does not know")
    warm_up, final = options["warmup_epochs"], options["final"]
    if epoch < warm_up:
        return base * (epoch + 1) / warm_up
    span = epochs - 1 - warm_up
    part = (epoch - warm_up) / span if span > 0 else float(warm_up > 0)
    return final + (base - final) * (1 + math.cos(math.pi * part)) / 2


# -------- callbacks: at the end of each epoch, in file order

def is_maximised(monitor):
    return monitor.removeprefix("val_") in ("accuracy", "r2")


def is_better(monitor, value, best, margin):
    return value - margin > best if is_maximised(monitor) else value + margin < best


def worst(monitor):
    return -math.inf if is_maximised(monitor) else math.inf


class ReduceLrOnPlateau:
    def __init__(self, options):
        self.options, self.best, self.wait, self.cooldown = options, worst(options["monitor"]), 0, 0

    def epoch_end(self, run, epoch, logs):
        value = logs[self.options["monitor"]]
        if self.cooldown > 0:
            self.cooldown, self.wait = self.cooldown - 1, 0
        if is_better(self.options["monitor"], value, self.best, self.options["min_delta"]):
            self.best, self.wait = value, 0
        elif self.cooldown == 0:
            self.wait += 1
            if self.wait >= self.options["patience"] and run.optimizer.learning_rate > self.options["min_lr"]:
                self.reduce(run.optimizer)

    def reduce(self, optimizer):
        reduced = optimizer.learning_rate * self.options["factor"]
        optimizer.learning_rate = max(reduced, self.options["min_lr"])
        self.cooldown, self.wait = self.options["cooldown"], 0

    def train_end(self, run):
        pass


class EarlyStopping:
    def __init__(self, options):
        self.options, self.best, self.wait, self.kept = options, worst(options["monitor"]), 0, None

    def epoch_end(self, run, epoch, logs):
        """`epoch` counts from 0 here, as in Keras."""
        if epoch < self.options["start_from_epoch"]:
            return
        value = logs[self.options["monitor"]]
        better = is_better(self.options["monitor"], value, self.best, self.options["min_delta"])
        if better or self.kept is None:
            self.kept = [(weight.copy(), bias.copy()) for weight, bias in run.layers]
        self.wait += 1
        if better:
            self.best, self.wait = value, 0
        elif self.wait >= self.options["patience"] and epoch > 0:
            run.stopping = True

    def train_end(self, run):
        if self.options["restore_best_weights"] and self.kept is not None:
            run.layers = self.kept


class Target:
    def __init__(self, options):
        self.options, self.reached_epoch = options, None

    def reaches(self, value):
        at_most, at_least = self.options.get("at_most"), self.options.get("at_least")
        return value <= at_most if at_most is not None else value >= at_least

    def epoch_end(self, run, epoch, logs):
        if self.reached_epoch is None and self.reaches(logs[self.options["monitor"]]):
            self.reached_epoch = epoch + 1
            run.stopping = run.stopping or bool(self.options.get("stop"))

    def train_end(self, run):
        run.targets.append({**self.options, "reached_epoch": self.reached_epoch})


CALLBACKS = {"reduce_lr_on_plateau": ReduceLrOnPlateau, "early_stopping": EarlyStopping, "target": Target}


# -------- the training

def flat(pairs):
    return [array for pair in pairs for array in pair]


class Run:
    """One training of the whole work; `epochs` and `targets` hold what it reports, `layers` the weights."""

    def __init__(self, bundle):
        self.bundle, self.work = bundle, bundle.work
        self.layers = [(weight.copy(), bias.copy()) for weight, bias in bundle.layers]
        self.names = [layer["activation"] for layer in self.work["layers"]]
        self.loss, self.optimizer = LOSSES[self.work["loss"]], Optimizer(self.work["optimizer"])
        self.callbacks = [CALLBACKS[kind](options) for entry in self.work["callbacks"]
                          for kind, options in entry.items()]
        self.status, self.stopping, self.epochs, self.targets = "completed", False, [], []

    def train_batch(self, rows):
        x, y = self.bundle.x[rows], self.bundle.y[rows]
        trace, outputs = forward(self.layers, self.names, x)
        losses, gradient = self.loss(outputs, y)
        losses = losses + self.penalty()  # of the weights that the batch sees
        gradients = backward(self.layers, self.names, trace, gradient / len(rows))
        gradients = self.restrained(self.trained(gradients))
        self.optimizer.step(flat(self.trained(self.layers)), flat(gradients))
        return losses, outputs

    def penalty(self):
        """Keras' kernel_regularizer: l1 Σ|w| + l2 Σw² over the trained layers' weights, not their biases."""
        return sum(self.work["l1"] * np.abs(weight).sum() + self.work["l2"] * (weight ** 2).sum()
                   for weight, _ in self.trained(self.layers))

    def restrained(self, gradients):
        """With the slopes of the penalties, then clipped as Keras' global_clipnorm."""
        slopes = [self.work["l1"] * np.sign(weight) + 2.0 * self.work["l2"] * weight
                  for weight, _ in self.trained(self.layers)]
        gradients = [(by_weight + slope, by_bias) for (by_weight, by_bias), slope in zip(gradients, slopes)]
        norm = math.sqrt(sum((gradient ** 2).sum() for gradient in flat(gradients)))
        factor = min(1.0, self.work["clip_norm"] / norm) if self.work["clip_norm"] and norm > 0.0 else 1.0
        return [(by_weight * factor, by_bias * factor) for by_weight, by_bias in gradients]

    def trained(self, per_layer):
        """Without the layers that the work freezes: neither their gradients nor weight decay touch them."""
        return [pair for k, pair in enumerate(per_layer) if k not in self.work["frozen_layers"]]

    def report(self, prefix, losses, outputs, y):
        values = {name: metric(name, outputs, y, self.work["loss"]) for name in self.work["metrics"]}
        return {prefix + name: float(value) for name, value in {"loss": losses.mean(), **values}.items()}

    def train_epoch(self, epoch):
        order, size = self.bundle.order[epoch], self.work["batch_size"]
        seen = [self.train_batch(order[begin:begin + size]) for begin in range(0, len(order), size)]
        losses, outputs = (np.concatenate(parts) for parts in zip(*seen))
        logs = self.report("", losses, outputs, self.bundle.y[order])
        if self.bundle.x_val is not None:
            _, outputs = forward(self.layers, self.names, self.bundle.x_val)
            losses = self.loss(outputs, self.bundle.y_val)[0] + self.penalty()
            logs |= self.report("val_", losses, outputs, self.bundle.y_val)
        return logs

    def finite(self, logs):
        return math.isfinite(logs["loss"]) and all(np.isfinite(array).all() for array in flat(self.layers))

    def train(self):
        base = self.optimizer.learning_rate
        for epoch in range(self.work["epochs"]):
            if self.work.get("schedule"):
                self.optimizer.learning_rate = scheduled_rate(self.work["schedule"], base, self.work["epochs"], epoch)
            rate, logs = self.optimizer.learning_rate, self.train_epoch(epoch)
            self.epochs.append({"epoch": epoch + 1, "loss": logs["loss"], "val_loss": logs.get("val_loss"),
                                "metrics": {name: value for name, value in logs.items()
                                            if name not in ("loss", "val_loss")}, "learning_rate": rate})
            if not self.finite(logs):
                self.status = "diverged"
                break
            for callback in self.callbacks:
                callback.epoch_end(self, epoch, logs)
            if self.stopping:
                break
        for callback in self.callbacks:
            callback.train_end(self)
        return self


def weights_as_tensors(layers):
    return {f"layers.{k}.{part}": array for k, layer in enumerate(layers)
            for part, array in zip(("weight", "bias"), layer)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("bundle", nargs="?", help="as written by accelbench-cli work … --epochs N")
    parser.add_argument("--weights", help="write the final weights (float64) to this .npz file")
    parser.add_argument("--self-check", action="store_true", help="judge the judge: gradients and rules")
    arguments = parser.parse_args()
    if arguments.self_check:
        import numpy_trainer_self_check
        return numpy_trainer_self_check.main()
    if arguments.bundle is None:
        parser.error("a bundle folder is missing")
    try:
        run = Run(Bundle(arguments.bundle)).train()
    except (Refused, OSError, KeyError, ValueError) as problem:
        print(f"numpy_trainer: {arguments.bundle}: {problem!r}", file=sys.stderr)
        return 2
    if arguments.weights:
        np.savez(arguments.weights, **weights_as_tensors(run.layers))
    print(json.dumps({"fingerprint": run.work["fingerprint"], "status": run.status, "epochs": run.epochs,
                      "targets": run.targets}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
