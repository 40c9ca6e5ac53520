#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the float64 CPU engine to an independent NumPy trainer on every experiment of tests/peers/cases.

    numpy_trainer_test.py --cli PROGRAM [--xml FILE] [--case NAME]

For each case: `work` writes the bundle, NumPy trains it, `run` trains the experiment; every epoch's losses,
metrics and learning rate and the final weights must agree. The judge is judged as well.
Exit: 0 all agree, 1 something does not, 77 skipped (no NumPy).
"""
import argparse
import csv
import functools
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"
CASES = PEERS / "cases"
SUFFIX = ".accel.yaml"

# Both sides compute in float64 from the same float32 numbers; they differ only in the order of their sums and
# in the last bits of exp, tanh, erf: about 1e-16 a step, carried on by some hundred steps. A wrong formula is
# off by 1e-3 or more, a float32 in the chain by 1e-7. The absolute part is for weights and errors close to 0.
RELATIVE, ABSOLUTE = 1e-9, 1e-12

sys.dont_write_bytecode = True
sys.path[:0] = [str(PEERS), str(HERE.parent / "runners")]
import reports  # noqa: E402

CLI = None
worst_of_case = {}


def command(*arguments):
    """Runs accelbench-cli; anything but success is a failed check that shows what the program said."""
    words = [CLI, *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def epochs_of_case(path):
    """The one number that must be known before the bundle is there."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("  epochs:"))


@functools.lru_cache(maxsize=None)
def bundle_of(case):
    from numpy_trainer import Bundle
    path = CASES / (case + SUFFIX)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "bundle"
        command("work", path, "--output", folder, "--epochs", epochs_of_case(path))
        return Bundle(folder)


def one_by_one(event):
    """The epochs of an `epoch` event, or of an `epochs` event that holds arrays of the same fields."""
    if event["event"] == "epoch":
        return [event]
    fields = ("epoch", "loss", "val_loss", "learning_rate")
    return [{**{field: event[field][i] for field in fields},
             "metrics": {name: values[i] for name, values in event["metrics"].items()}}
            for i in range(len(event["epoch"]))]


def run_case(case, folder):
    """(epochs, weights, summary) as the program reports them."""
    from numpy_trainer import layers_of, read_safetensors
    events, weights = folder / "events.jsonl", folder / "weights.safetensors"
    answer = command("run", CASES / (case + SUFFIX), "--accelerator", "reference", "--events", events,
                     "--weights", weights, "--output", folder / "run.accelresults", "--json")
    lines = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    epochs = [epoch for line in lines if line["event"] in ("epoch", "epochs") for epoch in one_by_one(line)]
    tensors = read_safetensors(weights)
    assert all(tensor.dtype == "float64" for tensor in tensors.values()), "a float64 run wrote other weights"
    return epochs, layers_of(tensors), json.loads(answer)["runs"][0]


class Comparison:
    """Collects what differs and how far the worst pair of numbers lies apart, in units of the tolerance."""

    def __init__(self):
        self.differences, self.worst = [], 0.0

    def numbers(self, what, found, expected):
        import numpy as np
        found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
        if found.shape != expected.shape:
            self.differences.append(f"{what}: shape {found.shape}, NumPy has {expected.shape}")
            return
        distance = np.abs(found - expected) / (ABSOLUTE + RELATIVE * np.abs(expected))
        self.worst = max(self.worst, float(distance.max(initial=0.0)))
        if not (distance <= 1.0).all():
            at = np.unravel_index(np.nanargmax(distance), distance.shape)
            self.differences.append(f"{what}{list(at) or ''}: {found[at]!r}, NumPy has {expected[at]!r}")

    def same(self, what, found, expected):
        if found != expected:
            self.differences.append(f"{what}: {found!r}, NumPy has {expected!r}")

    def epoch(self, found, expected):
        where = f"epoch {expected['epoch']} "
        self.same(where + "number", found["epoch"], expected["epoch"])
        self.same(where + "val_loss is there", found["val_loss"] is None, expected["val_loss"] is None)
        self.same(where + "metrics", sorted(found["metrics"]), sorted(expected["metrics"]))
        for name in ("loss", "val_loss", "learning_rate"):
            if expected[name] is not None and found[name] is not None:
                self.numbers(where + name, found[name], expected[name])
        for name in set(found["metrics"]) & set(expected["metrics"]):
            self.numbers(where + name, found["metrics"][name], expected["metrics"][name])

    def layers(self, found, expected):
        self.same("number of layers", len(found), len(expected))
        for k, (mine, theirs) in enumerate(zip(found, expected)):
            self.numbers(f"layers.{k}.weight", mine[0], theirs[0])
            self.numbers(f"layers.{k}.bias", mine[1], theirs[1])


class Agreement(unittest.TestCase):
    """One test a case; the methods are added below."""

    def check(self, case):
        from numpy_trainer import Run
        judge, comparison = Run(bundle_of(case)).train(), Comparison()
        with tempfile.TemporaryDirectory() as name:
            epochs, layers, summary = run_case(case, pathlib.Path(name))
        comparison.same("fingerprint", summary["fingerprint"], judge.work["fingerprint"])
        comparison.same("number of epochs", len(epochs), len(judge.epochs))
        for found, expected in zip(epochs, judge.epochs):
            comparison.epoch(found, expected)
        comparison.layers(layers, judge.layers)
        worst_of_case[case] = (comparison.worst, len(judge.epochs))
        self.check_callbacks_acted(judge)
        count = len(comparison.differences)
        self.assertEqual(comparison.differences[:8], [], f"the first of {count} differences")
        self.check_summary(summary, judge)

    def check_callbacks_acted(self, judge):
        """A case whose callbacks never do anything would prove nothing about them."""
        kinds = {kind for entry in judge.work["callbacks"] for kind in entry}
        if "reduce_lr_on_plateau" in kinds:
            self.assertGreater(len({epoch["learning_rate"] for epoch in judge.epochs}), 1)
        if "early_stopping" in kinds:
            self.assertLess(len(judge.epochs), judge.work["epochs"])
        for target in judge.targets:
            self.assertIsNotNone(target["reached_epoch"])

    def check_summary(self, summary, judge):
        self.assertEqual(summary["epochs"], len(judge.epochs))
        self.assertAlmostEqual(summary["final"]["loss"], judge.epochs[-1]["loss"], delta=ABSOLUTE + RELATIVE)
        for target in judge.targets[:1]:
            self.assertEqual(bool(summary["target"]["reached"]), target["reached_epoch"] is not None)


class Bundles(unittest.TestCase):
    """What the files of a bundle hold, against the sources that they come from."""

    def check_features(self, bundle, raw):
        """Standardised with the training part's mean and population deviation; float32 keeps 7 digits."""
        import numpy as np
        train = raw[:len(bundle.x)]
        deviation = train.std(axis=0)
        expected = (raw - train.mean(axis=0)) / np.where(deviation > 0.0, deviation, 1.0)
        found = np.concatenate([bundle.x, bundle.x_val])
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)

    def test_csv(self):
        import numpy as np
        with open(CASES / "weather.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        bundle, labels = bundle_of("csv_labels"), sorted({row["station"] for row in rows})
        self.assertEqual((len(bundle.x), len(bundle.x_val)), (72, 18))
        features = [name for name in rows[0] if name != "station"]
        self.check_features(bundle, np.array([[float(row[name]) for name in features] for row in rows]))
        found = [*bundle.y, *bundle.y_val]
        self.assertEqual([labels[k] for k in found], [row["station"] for row in rows])

    def test_npy(self):
        import numpy as np
        bundle = bundle_of("npy_arrays")
        self.assertEqual((len(bundle.x), len(bundle.x_val)), (54, 18))
        self.check_features(bundle, np.load(CASES / "waves_x.npy"))
        found = np.concatenate([bundle.y, bundle.y_val])
        np.testing.assert_array_equal(found[:, 0], np.load(CASES / "waves_y.npy"))

    def test_initial_weights(self):
        """Glorot: uniform within √(6 / (inputs + units)); biases 0."""
        bundle = bundle_of("seed_adam")
        self.assertEqual([weight.shape for weight, _ in bundle.layers], [(64, 10), (32, 64), (1, 32)])
        for weight, bias in bundle.layers:
            limit = (6.0 / sum(weight.shape)) ** 0.5
            self.assertTrue((abs(weight) <= limit).all() and abs(weight).max() > 0.8 * limit)
            self.assertEqual(abs(bias).max(), 0.0)

    def test_weights_to_start_from(self):
        """The layers asked for come from the file bit for bit, the others are drawn as always."""
        from numpy_trainer import layers_of, read_safetensors
        file = layers_of(read_safetensors(CASES / "pretrained.safetensors"))
        bundle = bundle_of("start_from_frozen")
        for (weight, bias), (file_weight, file_bias) in zip(bundle.layers, file):
            self.assertTrue((weight == file_weight).all() and (bias == file_bias).all())
        self.assertEqual(bundle.work["frozen_layers"], [0])
        self.assertEqual([bundle.layers[2][0].shape, abs(bundle.layers[2][1]).max()], [(2, 5), 0.0])

    def test_the_cases_cover_all_that_the_judge_knows(self):
        from numpy_network import ACTIVATIONS, LOSSES
        works = [bundle_of(case).work for case in all_cases()]
        used = {layer["activation"] for work in works for layer in work["layers"]}
        self.assertEqual(used, {*ACTIVATIONS, "softmax"})
        self.assertEqual({work["loss"] for work in works}, set(LOSSES))
        self.assertEqual({work["optimizer"]["name"] for work in works}, {"adam", "adamw", "sgd", "rmsprop"})
        metrics = {name for work in works for name in work["metrics"]}
        self.assertEqual(metrics, {"accuracy", "mae", "mse", "rmse", "r2"})
        self.assertEqual({kind for work in works for entry in work["callbacks"] for kind in entry},
                         {"reduce_lr_on_plateau", "early_stopping", "target"})


def all_cases():
    return sorted(path.name[:-len(SUFFIX)] for path in CASES.glob("*" + SUFFIX))


def add_test_of(case):
    setattr(Agreement, f"test_{case}", lambda self: self.check(case))


def suite_of(only):
    load, suite = unittest.defaultTestLoader.loadTestsFromTestCase, unittest.TestSuite()
    for case in [only] if only else all_cases():
        add_test_of(case)
    suite.addTests(load(Agreement))
    if not only:
        import numpy_trainer_self_check
        suite.addTests(load(Bundles))
        suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(numpy_trainer_self_check))
    return suite


def print_distances():
    print(f"largest difference, in tolerances ({RELATIVE:g} relative + {ABSOLUTE:g}):")
    for case, (worst, epochs) in worst_of_case.items():
        print(f"  {case:24} {worst:9.2e}  ({epochs} epochs)")


def main():
    global CLI
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cli", required=True, help="accelbench-cli")
    parser.add_argument("--xml", help="write a JUnit report here")
    parser.add_argument("--case", help="one experiment of tests/peers/cases, without " + SUFFIX)
    arguments = parser.parse_args()
    if not reports.has_numpy(arguments.xml, "numpy_trainer"):
        return reports.SKIPPED
    CLI = str(pathlib.Path(arguments.cli).resolve())
    return reports.finish(suite_of(arguments.case), arguments.xml, "numpy_trainer", conclude=print_distances)


if __name__ == "__main__":
    sys.exit(main())
