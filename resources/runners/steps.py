# SPDX-License-Identifier: GPL-3.0-or-later
"""Trainers that take steps when told: the training and the measuring window in chunks between which commands are seen.

Such a trainer has begin_epoch(order), run_steps(done, count) -> (losses, sums), evaluate(begin, end) -> sums, beside
what loop.py asks of all.
"""
import math
import time

import numpy as np

from metrics import Sums

LONGEST_CHUNK_NS = 50e6


class ChunkSize:
    """As many steps as are predicted to last 50 ms; the first one alone tells how long a step is."""

    def __init__(self):
        self.step_ns = 0.0

    def next(self, left):
        return min(left, max(1, int(LONGEST_CHUNK_NS / self.step_ns))) if self.step_ns else 1

    def learn(self, steps, elapsed_ns):
        self.step_ns = max(1.0, elapsed_ns / steps)


class StepTrainer:
    """The order of things in an epoch, for trainers that are told each chunk."""

    EVALUATED_AT_ONCE = 1 << 22  # values of x: 16 MiB

    def __init__(self, work):
        self.work, self.chunk_size = work, ChunkSize()
        self.sizes = np.full(work.steps_per_epoch, work.batch_size)
        self.sizes[-1] = work.samples - work.batch_size * (work.steps_per_epoch - 1)

    def next_chunk(self, done):
        return self.chunk_size.next(self.work.steps_per_epoch - done)

    def timed_chunk(self, loop, epoch, done):
        """(steps, samples, nanoseconds, losses, sums); the order of an epoch is part of its first chunk."""
        steps, begin = self.next_chunk(done), time.monotonic_ns()
        if done == 0:
            self.begin_epoch(loop.order.epoch(epoch))
        losses, sums = self.run_steps(done, steps)
        elapsed = time.monotonic_ns() - begin
        self.chunk_size.learn(steps, elapsed)
        return steps, sums.samples, elapsed, losses, sums

    def run(self, loop):
        while loop.goes_on:
            loop.begin_epoch()
            sums, done = Sums(), 0
            while done < self.work.steps_per_epoch:
                loop.attend()
                steps, samples, elapsed, losses, part = self.timed_chunk(loop, loop.epochs, done)
                done += steps
                sums += part
                loop.count(steps, samples, elapsed, losses)
                loop.check_loss(sums.loss, steps)
            values = loop.judge.values(sums, "")
            loop.check_weights(values)
            if self.work.samples_val:
                values |= loop.judge.values(self.see_validation_set(loop), "val_")
            loop.end_epoch(values)

    def rows_evaluated(self):
        return max(1, self.EVALUATED_AT_ONCE // self.work.features)

    def see_validation_set(self, loop):
        begin, told, sums = time.monotonic(), loop.told_evaluation(), Sums()
        if told:
            loop.events.phase("evaluate", True)
        rows = self.rows_evaluated()
        for first in range(0, self.work.samples_val, rows):
            if first:
                loop.attend()
            sums += self.evaluate(first, min(first + rows, self.work.samples_val))
        loop.evaluated(time.monotonic() - begin)
        if told:
            loop.events.phase("evaluate", False, loop.last_evaluation_s)
        return sums

    def measure(self, loop, window):
        """One pass over the epochs at most; what diverges without its callbacks begins again."""
        for epoch in range(self.work.epochs):
            done = 0
            while done < self.work.steps_per_epoch:
                if loop.window_is_full():
                    return
                loop.attend()
                steps, samples, elapsed, _, sums = self.timed_chunk(loop, epoch, done)
                window.add(steps, samples, elapsed)
                done += steps
                if not math.isfinite(sums.loss):
                    return
