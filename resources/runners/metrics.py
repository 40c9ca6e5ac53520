# SPDX-License-Identifier: GPL-3.0-or-later
"""What loss and metrics need of the samples seen, in float64, and their values: the same for every framework."""
import math

import numpy as np


class Sums:
    """Sums over samples; those of parts add up to those of the whole. loss has the penalties in it."""

    __slots__ = ("samples", "loss", "correct", "absolute", "squared")

    def __init__(self, samples=0, loss=0.0, correct=0.0, absolute=0.0, squared=0.0):
        self.samples, self.loss = samples, loss
        self.correct, self.absolute, self.squared = correct, absolute, squared

    def __iadd__(self, other):
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def needed_sums(metrics):
    """Names of the sums that these metrics are made from, in a fixed order."""
    of = {"accuracy": "correct", "mae": "absolute", "mse": "squared", "rmse": "squared", "r2": "squared"}
    return [name for name in ("correct", "absolute", "squared") if name in {of[metric] for metric in metrics}]


def answered_right(loss, outputs, y):
    """Per sample, as Keras' accuracy: one output with a regression loss is right where it is y after rounding."""
    if loss == "binary_crossentropy":
        return (outputs[:, 0] > 0) == (y > 0)
    if loss == "categorical_crossentropy":
        return outputs.argmax(axis=1) == y
    if outputs.shape[1] == 1:
        return (outputs > 0.5)[:, 0] == y[:, 0]
    return outputs.argmax(axis=1) == y.argmax(axis=1)


def sums_of(work, outputs, y, loss_sum):
    """Of a part of the data: outputs [n, units], y as in the bundle; loss_sum over the n samples."""
    sums, needed = Sums(len(outputs), loss_sum), needed_sums(work.metrics)
    if "correct" in needed:
        sums.correct = float(answered_right(work.loss, outputs, y).sum())
    if "absolute" in needed or "squared" in needed:
        error = outputs.astype(np.float64) - y
        sums.absolute = float(np.abs(error).sum()) if "absolute" in needed else 0.0
        sums.squared = float((error * error).sum()) if "squared" in needed else 0.0
    return sums


class Judge:
    """Values of loss and metrics from sums; knows how much the targets of each part vary, which r2 needs."""

    def __init__(self, work):
        self.metrics, self.outputs = work.metrics, work.outputs
        self.variation = {}
        for part, y in (("", work.y), ("val_", work.y_val)):
            if "r2" in work.metrics and y is not None and not work.classes:
                wide = y.astype(np.float64)
                self.variation[part] = float((wide * wide).sum() - wide.sum() ** 2 / wide.size)

    def values(self, sums, part):
        """{"loss": …, "mae": …}, or with part "val_": {"val_loss": …, "val_mae": …}."""
        values = {part + "loss": sums.loss / sums.samples}
        for metric in self.metrics:
            values[part + metric] = self.value(metric, sums, part)
        return values

    def value(self, metric, sums, part):
        count = sums.samples * self.outputs
        if metric == "accuracy":
            return sums.correct / sums.samples
        if metric == "mae":
            return sums.absolute / count
        if metric == "mse":
            return sums.squared / count
        if metric == "rmse":
            return math.sqrt(sums.squared / count)
        return self.explained(sums.squared, self.variation[part])

    @staticmethod
    def explained(squared, variation):
        """1 - residual / variation; targets that do not vary leave nothing to explain."""
        if variation > 0:
            return 1.0 - squared / variation
        return math.nan if math.isnan(squared) else float(squared == 0)


def rises(monitor):
    """Whether more is better."""
    return monitor.removeprefix("val_") in ("accuracy", "r2")
