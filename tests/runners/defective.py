# SPDX-License-Identifier: GPL-3.0-or-later
"""A runner with one defect, named by ACCELBENCH_RUNNER_DEFECT: what certificates must find. Stands in for main.py.

    wrong_epsilon       the optimizer's epsilon is 1e-3 (for plain SGD: the learning rate is 1 % higher)
    dropped_last_batch  an epoch leaves its short batch out
    other_order         a shuffle of another generator
    default_weights     the framework's usual initial weights instead of the work's
"""
import os
import pathlib
import sys

RUNNERS = os.environ.get("ACCELBENCH_SOUND_RUNNERS") or pathlib.Path(__file__).resolve().parents[2] / "resources" / "runners"
sys.path.insert(0, str(RUNNERS))

import main as product  # noqa: E402


def change_work(change):
    """After a work was read, change(work)."""
    import bundle
    sound = bundle.Work.__init__

    def changed(work, folder):
        sound(work, folder)
        change(work)
    bundle.Work.__init__ = changed


def wrong_epsilon(work):
    if "epsilon" in work.optimizer:
        work.optimizer["epsilon"] = 1e-3
    else:
        work.optimizer["learning_rate"] *= 1.01


def drop_last_batch(work):
    """The right order of all rows, without its end."""
    import order
    rows, sound = work.samples, order.Order.epoch
    work.samples -= rows % work.batch_size

    def shorter(self, number):
        kept, self.rows = self.rows, rows
        found = sound(self, number)
        self.rows = kept
        return found[:kept]
    order.Order.epoch = shorter


def default_weights(work):
    import numpy as np
    random = np.random.default_rng(1)
    limits = [1.0 / weight.shape[1] ** 0.5 for weight, _ in work.initial]
    work.initial = [tuple(random.uniform(-limit, limit, part.shape).astype(np.float32) for part in layer)
                    for layer, limit in zip(work.initial, limits)]


def use_other_order():
    import numpy as np
    import order
    order.Order.epoch = lambda self, number: np.random.default_rng([self.seed & 0xFFFFFFFF, number]).permutation(
        self.rows).astype(np.int32)


def plant(defect):
    changes = {"wrong_epsilon": wrong_epsilon, "dropped_last_batch": drop_last_batch,
               "default_weights": default_weights}
    if defect == "other_order":
        use_other_order()
    elif defect in changes:
        change_work(changes[defect])
    elif defect:
        raise SystemExit(f"ACCELBENCH_RUNNER_DEFECT={defect} is none of {sorted(changes)} and other_order")


# What the product does between reading the request and importing the engine decides about threads: the defect is
# planted after that, before the framework is imported.
sound_import = product.import_engine


def import_engine(request, events, summary):
    plant(os.environ.get("ACCELBENCH_RUNNER_DEFECT", ""))
    return sound_import(request, events, summary)


product.import_engine = import_engine

if __name__ == "__main__":
    sys.exit(product.main())
