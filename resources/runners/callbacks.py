# SPDX-License-Identifier: GPL-3.0-or-later
"""Callbacks at the end of an epoch and learning rates by epoch, with Keras' meaning: the same for every framework.

A callback sees the values of the epoch and the loop, of which it may change learning_rate and stop_reason.
"""
import math

from metrics import rises
from wire import Refused


def worst(monitor):
    return -math.inf if rises(monitor) else math.inf


def improves(monitor, value, best, min_delta):
    """Better by more than min_delta. What is no number is never better."""
    return value > best + min_delta if rises(monitor) else value < best - min_delta


class ReduceLrOnPlateau:
    def __init__(self, settings):
        self.settings, self.monitor = settings, settings["monitor"]
        self.best, self.wait, self.cooldown_left = worst(self.monitor), 0, 0

    def after_epoch(self, epoch, t_s, values, loop):
        value = values[self.monitor]
        if self.cooldown_left > 0:
            self.cooldown_left -= 1
            self.wait = 0
        if improves(self.monitor, value, self.best, self.settings["min_delta"]):
            self.best, self.wait = value, 0
        elif self.cooldown_left == 0:
            self.wait += 1
            if self.wait >= self.settings["patience"]:
                self.reduce(epoch, loop)

    def reduce(self, epoch, loop):
        """At min_lr nothing happens, and the waiting goes on, as in Keras."""
        least = self.settings["min_lr"]
        if loop.learning_rate <= least:
            return
        loop.learning_rate = max(loop.learning_rate * self.settings["factor"], least)
        self.cooldown_left, self.wait = self.settings["cooldown"], 0
        loop.events.message("info", f"epoch {epoch}: reduce_lr_on_plateau lowers the learning rate to "
                                    f"{loop.learning_rate:.6g}")

    def after_training(self, loop):
        pass


class EarlyStopping:
    def __init__(self, settings):
        self.settings, self.monitor = settings, settings["monitor"]
        self.best, self.wait, self.kept, self.kept_epoch = None, 0, None, 0

    def after_epoch(self, epoch, t_s, values, loop):
        if epoch <= self.settings["start_from_epoch"]:
            return
        # Without any epoch that counts as better, the weights of the first one watched are the best.
        if self.settings["restore_best_weights"] and self.kept is None:
            self.keep(epoch, loop)
        value = values[self.monitor]
        self.wait += 1
        best = worst(self.monitor) if self.best is None else self.best
        if self.best is None or improves(self.monitor, value, best, abs(self.settings["min_delta"])):
            self.best, self.wait = value, 0
            if self.settings["restore_best_weights"] and self.kept_epoch != epoch:
                self.keep(epoch, loop)
        elif self.wait >= self.settings["patience"] and epoch > 1:
            loop.stop_reason = (f"early_stopping: {self.monitor} has not improved for {self.wait} epochs "
                                f"(epoch {epoch})")

    def keep(self, epoch, loop):
        self.kept, self.kept_epoch = loop.trainer.snapshot(), epoch

    def after_training(self, loop):
        if self.kept is None:
            return
        loop.trainer.restore(self.kept)
        loop.events.message("info", f"early_stopping: the weights are those after epoch {self.kept_epoch}")


class Target:
    def __init__(self, settings):
        self.settings, self.monitor = settings, settings["monitor"]
        self.at_most, self.at_least = settings.get("at_most"), settings.get("at_least")
        self.reached, self.seconds = False, None

    def after_epoch(self, epoch, t_s, values, loop):
        value = values[self.monitor]
        here = value <= self.at_most if self.at_most is not None else value >= self.at_least
        if self.reached or not here:
            return
        self.reached, self.seconds = True, t_s - loop.paused_s
        if self.settings.get("stop"):
            loop.stop_reason = f"target: {self.monitor} is {value:.6g} (epoch {epoch})"

    def after_training(self, loop):
        pass

    def summary(self):
        bound = self.at_most if self.at_most is not None else self.at_least
        return {"monitor": self.monitor, "at_least" if rises(self.monitor) else "at_most": bound,
                "reached": self.reached, "seconds": self.seconds}


KINDS = {"reduce_lr_on_plateau": ReduceLrOnPlateau, "early_stopping": EarlyStopping, "target": Target}


def make(work):
    """One object a callback, in the order of the experiment."""
    return [KINDS[kind](settings) for entry in work.callbacks for kind, settings in entry.items()]


def check_monitors(work):
    """Before anything starts: each callback watches something that is measured."""
    measured = ["loss", *work.metrics]
    measured += [f"val_{name}" for name in measured] if work.samples_val else []
    for entry in work.callbacks:
        for kind, settings in entry.items():
            if kind not in KINDS:
                raise Refused("unavailable", f"training.callbacks: {kind} is not known to this runner")
            if settings["monitor"] not in measured:
                raise Refused("failed", f"training.callbacks.{kind}: monitor \"{settings['monitor']}\" is not "
                              f"measured in this training; measured are {', '.join(measured)}")


def scheduled_rate(schedule, base, epochs, epoch):
    """Learning rate of an epoch, from 0, by training.schedule."""
    (kind, settings), = schedule.items()
    if kind == "step":
        return base * settings["factor"] ** (epoch // settings["every_epochs"])
    if kind == "exponential":
        return base * settings["factor"] ** epoch
    warm_up, final = settings["warmup_epochs"], settings["final"]
    if epoch < warm_up:
        return base * (epoch + 1) / warm_up
    span = epochs - 1 - warm_up
    if span <= 0:
        return base if warm_up == 0 else final
    return final + (base - final) * (1 + math.cos(math.pi * (epoch - warm_up) / span)) / 2
