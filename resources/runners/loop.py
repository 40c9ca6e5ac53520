# SPDX-License-Identifier: GPL-3.0-or-later
"""The training as its parent sees it: epochs, validation, callbacks, commands, the measuring window, the result.

A trainer does the steps. It has run(loop) (the whole training), measure(loop, window) (more steps from the beginning),
snapshot(), restore(kept), set_learning_rate(rate), finite() and weights(): see steps.py and keras_runner.py.
"""
import math
import time

import bundle
import callbacks
from metrics import Judge
from order import Order
from wire import number

TOLD_EVALUATION_S = 0.05  # shorter evaluations are no phases of their own: they come by thousands
SHORTEST_WINDOW_S = 0.05  # says nothing that can be trusted below


class Stopped(Exception):
    """The parent asked for it; ends the training wherever it is."""


class Diverged(Exception):
    """Loss or weights are no numbers any more."""


def load(request, events):
    begin = time.monotonic()
    events.phase("load", True)
    work = bundle.Work(request.bundle)
    events.phase("load", False, time.monotonic() - begin)
    return work


check_monitors = callbacks.check_monitors


class StepClock:
    """Adds up what chunks of steps took; tells quantiles where each step was timed alone."""

    MOST_STAMPS = 100_000

    def __init__(self):
        self.steps, self.samples, self.elapsed_ns, self.stamps, self.alone = 0, 0, 0, [], True

    def add(self, steps, samples, elapsed_ns):
        self.steps += steps
        self.samples += samples
        self.elapsed_ns += elapsed_ns
        self.alone = self.alone and steps == 1
        if self.alone and len(self.stamps) < self.MOST_STAMPS:
            self.stamps.append(elapsed_ns)

    @property
    def seconds(self):
        return self.elapsed_ns * 1e-9

    def figures(self):
        """(samples a second, step_us), or None for a window that is too short."""
        if self.seconds < SHORTEST_WINDOW_S or self.steps == 0:
            return None
        quantiles = {"median": self.elapsed_ns * 1e-3 / self.steps, "p5": None, "p95": None}
        if self.alone:
            import numpy as np
            values = np.quantile(np.array(self.stamps) * 1e-3, [0.5, 0.05, 0.95])
            quantiles = dict(zip(("median", "p5", "p95"), map(float, values)))
        return self.samples / self.seconds, quantiles


class Loop:
    def __init__(self, request, work, events, control, summary):
        self.request, self.work, self.events = request, work, events
        self.control, self.summary, self.trainer = control, summary, None
        self.order = Order(request.seed, work.samples, work.shuffle, work.epochs)
        self.judge, self.callbacks = Judge(work), callbacks.make(work)
        self.learning_rate, self.stop_reason = work.optimizer["learning_rate"], ""
        self.steps, self.epochs, self.train_ns, self.epoch_ns, self.paused_s = 0, 0, 0, 0, 0.0
        self.changed_by_hand, self.last, self.measuring = [], None, False
        self.pausing = self.pauses_after_epoch = False
        self.first_step_s, self.evaluate_s, self.last_evaluation_s = None, None, TOLD_EVALUATION_S
        self.clock = StepClock()
        summary.note_progress = lambda: self.note(None)

    # -------- the whole

    def compiling(self, build):
        """Runs build() as the phase `compile`; what it returns is the trainer."""
        begin = time.monotonic()
        self.events.phase("compile", True)
        self.trainer = build()
        self.summary.values["compile_s"] = time.monotonic() - begin
        self.events.phase("compile", False, self.summary.values["compile_s"])
        return self.trainer

    def train(self, build):
        trainer = self.compiling(build)
        beginning = trainer.snapshot() if self.request.measure_s > 0 else None
        self.run_training(trainer)
        steady = self.clock.figures()
        status = self.summary.values["status"]
        if beginning is not None and status == "completed" and self.train_ns * 1e-9 < self.request.measure_s:
            steady = self.measure(trainer, beginning)
        self.control.seen.set()  # from here on a stop has nothing left to interrupt
        self.note(steady)
        if self.request.weights_out and status in ("completed", "stopped"):
            bundle.write_tensors(self.request.weights_out, trainer.weights())

    def run_training(self, trainer):
        trainer.set_learning_rate(self.learning_rate)
        self.events.phase("train", True)
        try:
            trainer.run(self)
            self.summary.end("completed", self.stop_reason)
        except Stopped:
            self.summary.end("stopped", f"stopped after {self.epochs} of {self.work.epochs} epochs")
        except Diverged as problem:
            self.summary.end("diverged", f"{problem}; try a smaller learning rate")
        self.events.phase("train", False, self.train_ns * 1e-9)
        for callback in self.callbacks:
            callback.after_training(self)

    def measure(self, trainer, beginning):
        """The training once more, as far as the window needs it: without validation, callbacks and events."""
        trained, window, begin = trainer.snapshot(), StepClock(), time.monotonic()
        self.measuring, self.window = True, window
        self.events.phase("measure", True)
        try:
            while window.seconds < self.request.measure_s:
                trainer.restore(beginning)
                trainer.set_learning_rate(self.work.optimizer["learning_rate"])
                trainer.measure(self, window)
        except Stopped:
            self.summary.end("stopped", "stopped in the measuring window; the training itself was complete")
        self.summary.values["measure_s"] = time.monotonic() - begin
        self.events.phase("measure", False, self.summary.values["measure_s"])
        trainer.restore(trained)
        return window.figures()

    def window_is_full(self):
        return self.window.seconds >= self.request.measure_s

    # -------- an epoch, called by the trainer

    def begin_epoch(self):
        self.epoch_ns = 0
        if self.work.schedule:
            self.use_learning_rate(callbacks.scheduled_rate(
                self.work.schedule, self.work.optimizer["learning_rate"], self.work.epochs, self.epochs))

    def count(self, steps, samples, elapsed_ns, losses=None):
        """After each chunk. losses: one a step, where known."""
        if self.first_step_s is None:
            self.first_step_s = self.events.t_s() - self.paused_s
        else:  # the first chunk pays for cold caches: it counts as training, not as steady
            self.clock.add(steps, samples, elapsed_ns)
        self.epoch_ns += elapsed_ns
        self.train_ns += elapsed_ns
        if self.request.events_every and losses is not None:
            for i in range(steps):
                if (self.steps + i + 1) % self.request.events_every == 0:
                    self.events.step(self.steps + i + 1, losses[i])
        self.steps += steps
        self.events.step_reached = self.steps

    def add_time(self, elapsed_ns):
        """What training took between its last chunk and the end of the epoch."""
        self.epoch_ns += elapsed_ns
        self.train_ns += elapsed_ns
        self.clock.elapsed_ns += elapsed_ns

    def check_loss(self, loss_sum, steps):
        if math.isfinite(loss_sum):
            return
        self.end_epoch({"loss": math.nan}, whole=False)
        raise Diverged(f"epoch {self.epochs + 1}, {self.steps_text(steps)}: the loss is not finite")

    def steps_text(self, steps):
        return f"step {self.steps}" if steps == 1 else f"steps {self.steps - steps + 1} to {self.steps}"

    def told_evaluation(self):
        return self.last_evaluation_s >= TOLD_EVALUATION_S

    def evaluated(self, seconds):
        self.last_evaluation_s = seconds
        self.evaluate_s = (self.evaluate_s or 0.0) + seconds

    def end_epoch(self, values, whole=True):
        """values: loss and metrics by name. Tells the epoch; a whole one runs the callbacks."""
        t_s = self.events.t_s()
        metrics = {part + name: number(values.get(part + name)) for name in self.work.metrics
                   for part in (("", "val_") if self.work.samples_val else ("",))}
        speed = self.work.samples / (self.epoch_ns * 1e-9) if self.epoch_ns and whole else None
        self.last = {"epoch": self.epochs + 1, "step": self.steps, "t_s": t_s, "loss": number(values["loss"]),
                     "val_loss": number(values.get("val_loss")), "metrics": metrics,
                     "learning_rate": self.learning_rate, "samples_per_second": speed,
                     "elapsed_s": self.train_ns * 1e-9}
        self.events.epoch(self.last)
        if whole:
            self.epochs += 1
            self.run_callbacks(t_s, values)

    def run_callbacks(self, t_s, values):
        before = self.learning_rate
        for callback in self.callbacks:
            callback.after_epoch(self.epochs, t_s, values, self)
        if self.learning_rate != before:
            self.trainer.set_learning_rate(self.learning_rate)
        if self.pauses_after_epoch:
            self.pauses_after_epoch, self.pausing = False, True

    def check_weights(self, values):
        """Before the epoch is told: a ReLU can hide what is no number from the loss."""
        if self.trainer.finite():
            return
        self.end_epoch(values, whole=False)
        raise Diverged(f"epoch {self.epochs + 1}, step {self.steps}: the weights, or the gradients of this step, "
                       "are not finite")

    @property
    def goes_on(self):
        return self.epochs < self.work.epochs and not self.stop_reason

    # -------- commands

    def attend(self):
        """Between two chunks: does what was asked, rests during a pause, ends at a stop."""
        if self.control.commands:
            self.obey_all()
        if self.pausing and not self.control.stopping:
            self.pause()
        if self.control.stopping:
            self.control.seen.set()
            raise Stopped

    def obey_all(self):
        while self.control.commands:
            name, value = self.control.commands.popleft()
            if self.measuring and name not in ("pause", "continue"):
                self.events.message("warning", f"{name} has no effect: the training is complete, it is measured")
            elif name == "set_learning_rate":
                self.set_by_hand(value)
            else:
                self.pausing, self.pauses_after_epoch = name == "pause", name == "step_epoch"

    def set_by_hand(self, value):
        self.use_learning_rate(value)
        if self.epochs + 1 not in self.changed_by_hand:
            self.changed_by_hand.append(self.epochs + 1)
        again = "; the schedule sets it again in the next" if self.work.schedule else ""
        self.events.message("info", f"epoch {self.epochs + 1}: learning rate set to {value:.6g} by hand{again}")

    def use_learning_rate(self, value):
        self.learning_rate = value
        self.trainer.set_learning_rate(value)

    def pause(self):
        begin = time.monotonic()
        self.events.message("info", f"paused in epoch {self.epochs + 1}, after step {self.steps}")
        while self.pausing and not self.control.stopping:
            self.control.changed.wait()
            self.control.changed.clear()
            self.obey_all()
        seconds = time.monotonic() - begin
        self.paused_s += seconds
        self.events.message("info", f"goes on after a pause of {seconds:.1f} s")

    # -------- the result

    def note(self, steady):
        values, work = self.summary.values, self.work
        self.summary.paused_s = self.paused_s
        values |= {"steps": self.steps, "epochs": self.epochs, "train_s": self.train_ns * 1e-9,
                   "time_to_first_step_s": self.first_step_s, "evaluate_s": self.evaluate_s}
        if self.changed_by_hand:
            self.summary.differs("learning rate changed by hand at epoch " + ", ".join(map(str, self.changed_by_hand)))
        if work.has_dropout:
            self.summary.differs("dropout masks are the framework's own")
        values["target"] = next((c.summary() for c in self.callbacks if isinstance(c, callbacks.Target)), None)
        if self.last:
            values["final"] = {name: self.last[name] for name in ("loss", "val_loss", "metrics")}
        if steady:
            values["samples_per_second"], values["step_us"] = steady
            values["achieved_flop_per_s"] = values["flop_per_step"] / work.batch_size * steady[0]
