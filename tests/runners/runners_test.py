#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python runners against the float64 judge of tests/peers, and their manners as child processes.

    runners_test.py --cli PROGRAM [--engines FOLDER] [--engine keras|pytorch|jax] [--compiled] [--xml FILE]

FOLDER/NAME/bin/python is the interpreter of engine NAME (default: $ACCELBENCH_ENGINES, else the user's data folder).
What is not installed is skipped, with the reason. Exit: 0 all hold, 1 something does not, 77 nothing could be tested.
"""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import harness
import reports
from harness import CASES, HERE, SOURCE, SUFFIX, Runner, bundle_of, epochs_told, judged, python_of, request

sys.dont_write_bytecode = True
SEED = SOURCE / "resources" / "experiments" / "seed.accel.yaml"

# Over the first ten epochs float32 drifts from float64 by 1e-6 or so; another formula (Adam's epsilon outside of the
# corrected root, a mean of batch means) is off by 1e-3.
RELATIVE, FIRST_EPOCHS = 1e-4, 10


def cases():
    return sorted(path.name[:-len(SUFFIX)] for path in CASES.glob("*" + SUFFIX))


def differences(case, events, judge):
    """In words, what an engine told otherwise than the judge."""
    import numpy as np
    finished, told, wrong = events[-1], epochs_told(events), []
    if (finished["event"], finished.get("status")) != ("run_finished", judge.status):
        return [f"{case}: {finished.get('status')}: {finished.get('reason')}, expected {judge.status}"]
    if len(told) != len(judge.epochs):
        wrong.append(f"{case}: {len(told)} epochs, the judge has {len(judge.epochs)}")
    samples = {"": len(judge.bundle.x), "val_": len(judge.bundle.x_val) if judge.bundle.x_val is not None else 1}
    for found, expected in list(zip(told, judge.epochs))[:FIRST_EPOCHS]:
        values = {name: (found[name], expected[name]) for name in ("loss", "val_loss", "learning_rate")}
        values |= {name: (found["metrics"].get(name), expected["metrics"][name]) for name in expected["metrics"]}
        for name, (mine, theirs) in values.items():
            absolute = 1e-6
            if name.endswith("accuracy"):  # one sample may lie on the other side of the threshold
                absolute = 1.001 / samples["val_" if name.startswith("val_") else ""]
            if name.endswith("r2"):
                absolute = RELATIVE
            if (mine is None) != (theirs is None) or mine is not None and not np.isclose(
                    mine, theirs, rtol=RELATIVE, atol=absolute):
                wrong.append(f"{case} epoch {expected['epoch']} {name}: {mine}, the judge has {theirs}")
    return wrong


class Agreement:
    """Every case of tests/peers/cases: optimizers, losses, activations, schedules, callbacks, penalties, odd batches."""

    engine, mode, backend, home = None, None, None, None

    def test_all_cases(self):
        python = python_of(self.home or self.engine)
        folders = {case: bundle_of(CASES / (case + SUFFIX)) for case in self.cases()}
        requests = {case: request(folder, self.engine, mode=self.mode, backend=self.backend)
                    for case, folder in folders.items()}
        told = harness.run_together(self.engine, requests, python)
        wrong = [text for case, folder in folders.items() for text in differences(case, told[case], judged(folder))]
        self.assertEqual(wrong[:12], [], f"the first of {len(wrong)}")

    def cases(self):
        return cases()


class Manners:
    """What the parent relies on, with the seed experiment."""

    engine, mode, backend = None, None, None

    def runner(self, folder=None, script="main.py", environment=None, **changes):
        asked = request(folder or bundle_of(SEED), self.engine, **({"mode": self.mode} | changes))
        runner = Runner(python_of(self.engine), asked, script, **(environment or {}))
        self.addCleanup(runner.close)
        return runner

    def test_the_stream_is_what_the_contract_says(self):
        weights = pathlib.Path(harness.TEMPORARY.name) / f"{self.engine}.safetensors"
        events = self.runner(measure_s=0.2, weights_out=str(weights)).all()
        self.assertEqual([event["seq"] for event in events], list(range(len(events))))
        times = [event["t_s"] for event in events]
        self.assertEqual(times, sorted(times))
        started = next(event for event in events if event["event"] == "run_started")
        self.assertEqual((started["steps_per_epoch"], started["epochs"], started["parameters"]), (3, 100, 2817))
        phases = [(event["phase"], event["state"]) for event in events if event["event"] == "phase"]
        for name in ("load", "compile", "train"):
            self.assertEqual([state for phase, state in phases if phase == name], ["begin", "end"])
        self.check_summary(events[-1]["summary"])
        self.check_weights(weights)

    def check_summary(self, summary):
        self.assertEqual((summary["status"], summary["algorithm"], summary["steps"], summary["epochs"]),
                         ("completed", "same", 300, 100))
        self.assertEqual(summary["flop_per_step"], 481280)
        self.assertEqual((summary["energy_j"], summary["devices"]), (None, []))
        for name in ("compile_s", "train_s", "total_s", "time_to_first_step_s", "samples_per_second"):
            self.assertGreater(summary[name], 0.0, name)
        self.assertGreater(summary["step_us"]["median"], 0.0)

    def check_weights(self, path):
        """After 100 epochs float32 has drifted by a percent at most; the initial weights are far away."""
        import numpy as np
        from numpy_trainer import layers_of, read_safetensors
        for (mine, _), (theirs, _) in zip(layers_of(read_safetensors(path)), judged(bundle_of(SEED)).layers):
            self.assertLess(np.linalg.norm(mine - theirs), 0.05 * np.linalg.norm(theirs))

    def test_each_step_tells_its_own_loss(self):
        """Against the judge's batches of the first epoch: not a running mean."""
        import numpy as np
        folder = bundle_of(SEED, "training.epochs=2")
        steps = [event for event in self.runner(folder, events_every=1).all() if event["event"] == "step"]
        self.assertEqual([event["step"] for event in steps], list(range(1, 7)))
        expected = first_losses(folder, 6)
        np.testing.assert_allclose([event["loss"] for event in steps], expected, rtol=1e-4)

    def test_a_stop_is_seen(self):
        runner = self.runner(bundle_of(SEED, "training.epochs=100000"))
        runner.until("phase", phase="train", state="begin")
        time.sleep(0.3)
        runner.say({"command": "stop"})
        finished = runner.all()[-1]
        self.assertEqual(finished["status"], "stopped")
        self.assertRegex(finished["reason"], "stopped after|while the framework was busy")  # or by force, when it is
        self.assertLess(finished["summary"]["epochs"], 100000)

    def test_commands(self):
        runner = self.runner(bundle_of(SEED, "training.epochs=100000"))
        runner.until("phase", phase="train", state="begin")
        for command in ({"command": "set_learning_rate", "value": 0.01}, {"command": "dance"}, {"command": "pause"}):
            runner.say(command)
        texts = [event.get("text", "") for event in runner.until("message", level="warning")]
        paused = runner.until("message")[-1]["text"] if not any("paused" in text for text in texts) else ""
        while "paused" not in paused and not any("paused" in text for text in texts):
            paused = runner.until("message")[-1]["text"]
        runner.say({"command": "step_epoch"})
        again = [event.get("text", "") for event in runner.until("message")]
        runner.say({"command": "continue"})
        runner.say({"command": "stop"})
        finished = runner.all()[-1]
        self.assertTrue(again)
        self.assertEqual(finished["status"], "stopped")
        self.assertIn("learning rate changed by hand", finished["summary"]["algorithm"])

    def test_it_ends_with_its_parent(self):
        """The end of stdin, as after a SIGKILL of the parent."""
        runner = self.runner(bundle_of(SEED, "training.epochs=100000"))
        runner.until("phase", phase="train", state="begin")
        runner.process.stdin.close()
        self.assertEqual(runner.process.wait(10), 1)

    def test_it_dies_when_its_parent_is_killed(self):
        """stdin stays open here: the kernel's signal alone must do it."""
        asked = request(bundle_of(SEED, "training.epochs=100000"), self.engine, mode=self.mode)
        middle = [sys.executable, str(HERE / "middle.py"), python_of(self.engine), str(harness.RUNNERS / "main.py")]
        import json
        with subprocess.Popen(middle, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL, cwd=harness.TEMPORARY.name) as parent:
            parent.stdin.write(json.dumps(asked) + "\n")
            parent.stdin.flush()
            pid = int(parent.stdout.readline())
            parent.stdout.readline()  # the first event: it runs
            parent.send_signal(signal.SIGKILL)
            parent.wait()
            self.assertTrue(gone(pid), f"runner {pid} outlived its parent")

    def test_what_diverges_is_told(self):
        events = self.runner(bundle_of(SEED, "training.optimizer={name: sgd, learning_rate: 1e6}",
                                       "training.epochs=5")).all()
        self.assertEqual(events[-1]["status"], "diverged")
        self.assertIn("not finite; try a smaller learning rate", events[-1]["reason"])
        self.assertIsNone(events[-1]["summary"]["final"]["loss"])

    def test_bfloat16_trains_close_to_float32(self):
        """8 bits of mantissa: the loss of the tenth epoch within some percent."""
        folder = bundle_of(SEED, "training.epochs=10")
        found = epochs_told(self.runner(folder, precision="bfloat16").all())[-1]["loss"]
        expected = judged(folder).epochs[-1]["loss"]
        self.assertNotEqual(round(found, 9), round(expected, 9))
        self.assertLess(abs(found - expected), 0.1 * expected)

    def test_what_it_cannot_do_is_refused_with_the_fix(self):
        finished = self.runner(precision="float64").all()[-1]
        self.assertEqual(finished["status"], "unavailable")
        self.assertIn("float32", finished["reason"])
        finished = self.missing_bundle()
        self.assertEqual(finished["status"], "failed")
        self.assertIn("work.json", finished["reason"])

    def missing_bundle(self):
        asked = request(bundle_of(SEED), self.engine, mode=self.mode) | {"bundle": harness.TEMPORARY.name + "/none"}
        with Runner(python_of(self.engine), asked) as runner:
            return runner.all()[-1]

    def test_defects_show_in_the_first_losses(self):
        """What the certificate will compare: each planted defect moves the first steps' losses."""
        import numpy as np
        folder = bundle_of(SEED, "training.epochs=3")
        expected = first_losses(folder, 9)
        for defect in ("wrong_epsilon", "dropped_last_batch", "other_order", "default_weights"):
            runner = self.runner(folder, HERE / "defective.py", {"ACCELBENCH_RUNNER_DEFECT": defect}, events_every=1)
            found = [event["loss"] for event in runner.all() if event["event"] == "step"][:9]
            same = len(found) == 9 and np.allclose(found, expected, rtol=1e-4)
            self.assertFalse(same, defect)

    def test_a_cosine_to_zero_and_a_large_epoch_in_chunks(self):
        """More rows than one chunk, an odd batch, dropout: told as another algorithm."""
        folder = bundle_of(SEED, "data.samples=70011", "training.batch_size=1000", "training.epochs=2",
                           "model.layers.0.dropout=0.5", "training.schedule={cosine: {warmup_epochs: 1, final: 0.0}}",
                           "training.callbacks=[]")
        finished = self.runner(folder).all()[-1]
        self.assertEqual((finished["status"], finished["summary"]["steps"]), ("completed", 128))
        self.assertIn("dropout", finished["summary"]["algorithm"])


def first_losses(folder, steps):
    """Of the judge, batch by batch."""
    from numpy_trainer import Bundle, Run
    run, losses = Run(Bundle(folder)), []
    size, samples = run.work["batch_size"], len(run.bundle.x)
    for order in run.bundle.order:
        losses += [float(run.train_batch(order[begin:begin + size])[0].mean()) for begin in range(0, samples, size)]
    return losses[:steps]


def gone(pid, seconds=30.0):
    """True once the process is not there any more; a zombie that nobody waits for counts as gone."""
    for _ in range(int(seconds / 0.05)):
        try:
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


class OrderOfRows(unittest.TestCase):
    """The published vectors, those of tests/core/work/order_test.cpp; no engine is needed."""

    def order(self, seed, epoch, rows):
        from order import Order
        return Order(seed, rows, True, epoch + 1).epoch(epoch).tolist()

    def test_by_exchange(self):
        self.assertEqual(self.order(42, 0, 1), [0])
        self.assertEqual(self.order(42, 0, 2), [1, 0])
        self.assertEqual(self.order(42, 1, 2), [0, 1])
        self.assertEqual(self.order(42, 0, 10), [5, 7, 9, 0, 6, 1, 2, 3, 8, 4])
        self.assertEqual(self.order(42, 1, 10), [3, 8, 4, 6, 1, 9, 5, 0, 2, 7])
        self.assertEqual(self.order(42, 99, 90)[:8], [28, 68, 1, 23, 37, 64, 40, 73])
        self.assertEqual(self.order((1 << 63) + 5, 3, 65536)[:8],
                         [13304, 35589, 1912, 49753, 46152, 42301, 29598, 4619])

    def test_many_epochs_together_are_the_same(self):
        from order import Order
        together = Order(42, 90, True, 300)
        self.assertEqual(together.epoch(0).tolist(), self.order(42, 0, 90))
        self.assertEqual(together.epoch(99)[:8].tolist(), [28, 68, 1, 23, 37, 64, 40, 73])
        self.assertEqual(together.epoch(299).tolist(), self.order(42, 299, 90))

    def test_by_network(self):
        from order import network_rows
        self.assertEqual(network_rows(42, 0, 17, range(17)).tolist(),
                         [4, 12, 10, 1, 16, 9, 5, 7, 15, 13, 11, 2, 0, 14, 8, 6, 3])
        self.assertEqual(self.order(42, 0, 65537)[:8], [39367, 31044, 7771, 11774, 25194, 3905, 55594, 6327])
        self.assertEqual(network_rows(42, 7, 10_000_000, range(9_999_996, 10_000_000)).tolist(),
                         [3666592, 6579212, 6999890, 7768497])

    def test_without_shuffle(self):
        from order import Order
        self.assertEqual(Order(42, 4, False, 1).epoch(0).tolist(), [0, 1, 2, 3])


class Backends(unittest.TestCase):
    """Which back end a Keras row takes that names none."""

    def chosen(self, found, variable="", settings=None):
        from unittest import mock
        import backends
        with tempfile.TemporaryDirectory() as home:
            if settings is not None:
                (pathlib.Path(home) / "keras.json").write_text(settings, encoding="utf-8")
            with mock.patch.dict(os.environ, {"KERAS_HOME": home, "KERAS_BACKEND": variable}):
                return backends.chosen({name: "1.0" for name in found})

    def test_what_the_user_named_comes_first(self):
        everything = ("tensorflow", "torch", "jax")
        self.assertEqual(self.chosen(everything), "tensorflow")
        self.assertEqual(self.chosen(everything, settings='{"backend": "jax"}'), "jax")
        self.assertEqual(self.chosen(everything, "torch", '{"backend": "jax"}'), "torch")
        self.assertEqual(self.chosen(("jax",), "tensorflow"), "tensorflow")  # refused then: it is not there

    def test_without_a_name_it_is_one_that_is_there(self):
        self.assertEqual(self.chosen(("torch", "jax")), "torch")
        self.assertEqual(self.chosen(("jax",)), "jax")
        self.assertEqual(self.chosen(("torch", "jax"), settings='{"backend": "tensorflow"}'), "torch")
        for settings in ("{", "[]", '{"backend": 3}', '{"backend": "numpy"}'):
            self.assertEqual(self.chosen(("jax",), settings=settings), "jax", settings)


class Bundles(unittest.TestCase):
    """What a stranger's files may hold."""

    def test_malformed_files_are_refused(self):
        import shutil
        import bundle
        from wire import Refused
        good = bundle_of(SEED)
        changes = {"work.json": b"{", "x_train.npy": b"no array", "y_val.npy": b"",
                   "initial_weights.safetensors": b"\xff" * 16}
        for name, content in changes.items():
            folder = pathlib.Path(harness.TEMPORARY.name) / f"broken-{name}"
            shutil.copytree(good, folder)
            (folder / name).write_bytes(content)
            with self.assertRaises(Refused, msg=name) as caught:
                bundle.Work(folder)
            self.assertIn(name, str(caught.exception))

    def test_weights_come_back(self):
        import numpy as np
        import bundle
        path = pathlib.Path(harness.TEMPORARY.name) / "back.safetensors"
        layers = [(np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(2, np.float32))]
        bundle.write_tensors(path, layers)
        tensors = bundle.read_tensors(path)
        np.testing.assert_array_equal(tensors["layers.0.weight"], layers[0][0])
        np.testing.assert_array_equal(tensors["layers.0.bias"], layers[0][1])


# -------- one class an engine and mode

ROWS = [  # name, engine, mode, back end, environment, kinds of tests
    ("KerasFit", "keras", "fit", None, "keras", (Agreement, Manners)),
    ("KerasTuned", "keras", "tuned", None, "keras", (Agreement,)),
    ("KerasOnJax", "keras", "fit", "jax", "jax", (Agreement,)),
    ("KerasOnTorch", "keras", "fit", "torch", "pytorch", (Agreement,)),
    ("PyTorchEager", "pytorch", "eager", None, "pytorch", (Agreement, Manners)),
    ("JaxScan", "jax", None, None, "jax", (Agreement, Manners)),
]
FEW = ("seed_adam", "restrained_adamw", "spirals_early_stopping")


class Compiled(Agreement):
    """A compiler runs for each: one case is enough for what differs from eager."""

    def cases(self):
        return ["restrained_adamw"]


def suite(only, compiled):
    load, tests = unittest.defaultTestLoader.loadTestsFromTestCase, unittest.TestSuite()
    for plain in (OrderOfRows, Backends, Bundles):
        tests.addTests(load(plain))
    rows = ROWS + ([("PyTorchCompiled", "pytorch", "compiled", None, "pytorch", (Compiled,))] if compiled else [])
    skipped = []
    for name, engine, mode, backend, home, kinds in rows:
        if only and only != engine:
            continue
        if not harness.imports(home, {"keras": "keras", "pytorch": "torch", "jax": "jax"}[engine]):
            skipped.append(f"{name}: {engine} is not installed in {harness.SETTINGS['engines']}/{home}")
            continue
        for kind in kinds:
            row = {"engine": engine, "mode": mode, "backend": backend, "home": home}
            if backend:
                row["cases"] = lambda self: list(FEW)
            tests.addTests(load(type(f"{name}{kind.__name__}", (kind, unittest.TestCase), row)))
    return tests, skipped


def default_engines():
    data = os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local" / "share"
    return os.environ.get("ACCELBENCH_ENGINES") or str(pathlib.Path(data) / "accelbench" / "engines")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cli", required=True, help="accelbench-cli, which writes the bundles")
    parser.add_argument("--engines", default=default_engines(), help="folder of the engines' environments")
    parser.add_argument("--engine", choices=("keras", "pytorch", "jax"), help="this one only")
    parser.add_argument("--compiled", action="store_true", help="PyTorch's compiled mode, too: a minute")
    parser.add_argument("--xml", help="write a JUnit report here")
    parser.add_argument("--only", help="tests whose name holds this text")
    arguments = parser.parse_args()
    harness.SETTINGS.update(cli=str(pathlib.Path(arguments.cli).resolve()), engines=arguments.engines)
    if not reports.has_numpy(arguments.xml, "runners"):
        return reports.SKIPPED
    tests, skipped = suite(arguments.engine, arguments.compiled)
    if arguments.only:
        tests = unittest.TestSuite(test for test in tests if arguments.only in test.id())
    return reports.finish(tests, arguments.xml, "runners", skipped)


if __name__ == "__main__":
    sys.exit(main())
