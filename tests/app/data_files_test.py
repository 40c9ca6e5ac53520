#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds files of data and trained models to NumPy, which writes the files and computes the answers again.

    data_files_test.py --cli PROGRAM [--xml FILE]

Exit: 0 all agree, 1 something does not, 77 skipped (no NumPy).
"""
import argparse
import gzip
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"
SAMPLES = HERE.parent.parent / "resources" / "samples"
CLI = None

sys.dont_write_bytecode = True
sys.path[:0] = [str(PEERS), str(HERE.parent / "runners")]
import reports  # noqa: E402


def command(*arguments):
    words = [CLI, *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def experiment(data, units, loss):
    return (f"accelbench: 1\nname: t\nmodel: {{layers: [{{units: {units}, activation: linear}}]}}\n"
            f"data: {data}\ntraining: {{loss: {loss}, epochs: 1}}\n")


class Folder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def bundle(self, data, units, loss):
        """x_train, y_train, x_val, y_val as the program wrote them."""
        import numpy as np
        (self.folder / "t.accel.yaml").write_text(experiment(data, units, loss), encoding="utf-8")
        command("work", self.folder / "t.accel.yaml", "--output", self.folder / "bundle", "--force")
        return [np.load(self.folder / "bundle" / f"{name}.npy") for name in ("x_train", "y_train", "x_val", "y_val")]


class Formats(Folder):
    """What NumPy wrote is what the bundle holds."""

    def check_npz(self, save, dtype):
        import numpy as np
        random = np.random.RandomState(3)
        x, y = (10 * random.normal(size=(50, 7))).astype(dtype), random.normal(size=(50, 2)).astype(np.float32)
        xv, yv = (10 * random.normal(size=(20, 7))).astype(dtype), random.normal(size=(20, 2))
        save(self.folder / "d.npz", x=x, y=y, a=np.asfortranarray(xv), b=yv, words=np.array(["a", "b"]))
        found = self.bundle("{source: npz, path: d.npz, validation: {path: d.npz, x: a, y: b}}", 2, "mse")
        for mine, theirs in zip(found, (x, y, xv, yv)):
            np.testing.assert_array_equal(mine, theirs.astype(np.float32))

    def test_npz_stored(self):
        import numpy as np
        self.check_npz(np.savez, np.float64)

    def test_npz_deflated(self):
        import numpy as np
        self.check_npz(np.savez_compressed, np.float32)

    def test_npz_integers(self):
        import numpy as np
        self.check_npz(np.savez_compressed, np.int16)

    def test_idx(self):
        import numpy as np
        random = np.random.RandomState(4)
        images = random.randint(0, 256, (30, 5, 4))
        labels = np.arange(30) % 3
        for name, values in (("images", images), ("labels", labels)):
            head = struct.pack(">BBBB", 0, 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
            (self.folder / name).write_bytes(gzip.compress(head + values.astype(np.uint8).tobytes()))
        x, y, x_val, y_val = self.bundle(
            "{source: idx, images: images, labels: labels, standardize: false, validation_split: 0.2}", 3,
            "categorical_crossentropy")
        expected = (images.reshape(30, 20) / 255.0).astype(np.float32)
        np.testing.assert_array_equal(np.concatenate([x, x_val]), expected)
        np.testing.assert_array_equal(np.concatenate([y, y_val]), labels)

    def test_csv_validation(self):
        """Scaled by the training part; columns found by name."""
        import numpy as np
        random = np.random.RandomState(5)
        train, val = random.normal(3, 2, (40, 3)), random.normal(-1, 5, (9, 3))
        np.savetxt(self.folder / "t.csv", train, delimiter=",", header="a,b,y", comments="", fmt="%.17g")
        np.savetxt(self.folder / "v.csv", val[:, [2, 0, 1]], delimiter=";", header="y;a;b", comments="", fmt="%.17g")
        found = self.bundle("{source: csv, path: t.csv, standardize: true, validation: {path: v.csv}}", 1, "mse")
        x, xv = train[:, :2].astype(np.float32).astype(float), val[:, :2].astype(np.float32).astype(float)
        mean, deviation = x.mean(axis=0), x.std(axis=0)
        # float32 has 24 bits; the last of them may round otherwise where NumPy adds in another order.
        np.testing.assert_allclose(found[0], (x - mean) / deviation, rtol=2e-7, atol=1e-7)
        np.testing.assert_allclose(found[2], (xv - mean) / deviation, rtol=2e-7, atol=1e-7)
        np.testing.assert_array_equal(found[3][:, 0], val[:, 2].astype(np.float32))


class Models(Folder):
    """Answers and losses of the sample experiments, computed again from weights and formulas."""

    def model(self, name):
        from numpy_trainer import layers_of, read_safetensors
        file = self.folder / "w.safetensors"
        command("run", SAMPLES / f"{name}.accel.yaml", "--weights", file, "--set", "training.epochs=5", "--output",
                self.folder / "r.accelresults", "--force", "--no-progress")
        return file, layers_of(read_safetensors(file))

    def outputs(self, name, layers, activations):
        """Of the validation part, from the bundle's own arrays."""
        import numpy as np
        from numpy_network import activate
        command("work", SAMPLES / f"{name}.accel.yaml", "--output", self.folder / "bundle")
        x = np.load(self.folder / "bundle" / "x_val.npy").astype(np.float64)
        for (weight, bias), activation in zip(layers, activations):
            x = activate(activation, x @ weight.T + bias)
        return x, np.load(self.folder / "bundle" / "y_val.npy")

    def predictions(self, file, *data):
        import numpy as np
        lines = command("predict", file, *data).splitlines()[1:]
        return np.array([[float(cell) for cell in line.split(",")] for line in lines])

    def evaluation(self, file, name):
        found = json.loads(command("evaluate", file, "--data", SAMPLES / f"{name}.accel.yaml", "--json"))
        return found["evaluations"][1]

    def test_targets(self):
        import numpy as np
        file, layers = self.model("waves")
        outputs, y = self.outputs("waves", layers, ["tanh", "linear"])
        np.testing.assert_allclose(self.predictions(file, SAMPLES / "waves" / "x_val.npy"), outputs, rtol=1e-12,
                                   atol=1e-12)
        found = self.evaluation(file, "waves")
        self.assertAlmostEqual(found["loss"], float(((outputs - y) ** 2).mean()), delta=1e-12)
        self.assertAlmostEqual(found["metrics"]["mae"], float(np.abs(outputs - y).mean()), delta=1e-12)
        self.assertAlmostEqual(found["metrics"]["r2"],
                               1 - ((outputs - y) ** 2).sum() / ((y - y.astype(float).mean()) ** 2).sum(), delta=1e-7)
        worst = ((outputs - y) ** 2).mean(axis=1)
        self.assertEqual([entry["sample"] for entry in found["worst"]], list(np.argsort(-worst)[:5]))

    def test_standardized_table(self):
        """A column of the file is scaled by what the weights remember."""
        import numpy as np
        file, layers = self.model("penguins")
        outputs, _ = self.outputs("penguins", layers, ["relu", "relu", "linear"])
        found = self.predictions(file, SAMPLES / "penguins" / "penguins-validation.csv")
        np.testing.assert_allclose(found, outputs, rtol=1e-12, atol=1e-12)

    def test_classes(self):
        import numpy as np
        from numpy_network import softmax
        file, layers = self.model("shapes")
        outputs, y = self.outputs("shapes", layers, ["relu", "linear"])
        shares = softmax(outputs)
        found = self.predictions(file, SAMPLES / "shapes" / "validation-images.idx.gz", "--probabilities")
        np.testing.assert_array_equal(found[:, 0], shares.argmax(axis=1))
        np.testing.assert_allclose(found[:, 1], shares.max(axis=1), rtol=1e-12)
        np.testing.assert_allclose(found[:, 2:], shares, rtol=1e-10)
        evaluation = self.evaluation(file, "shapes")
        self.assertAlmostEqual(evaluation["loss"], float(-np.log(shares[np.arange(len(y)), y]).mean()), delta=1e-12)
        confusion = np.zeros((4, 4), int)
        np.add.at(confusion, (y, shares.argmax(axis=1)), 1)
        self.assertEqual(evaluation["confusion"], confusion.tolist())

    def test_binary(self):
        import numpy as np
        from numpy_network import sigmoid
        file, layers = self.model("rings")
        outputs, y = self.outputs("rings", layers, ["tanh", "linear"])
        share = sigmoid(outputs[:, 0])
        evaluation = self.evaluation(file, "rings")
        expected = -np.log(np.where(y == 1, share, 1 - share)).mean()
        self.assertAlmostEqual(evaluation["loss"], float(expected), delta=1e-12)
        self.assertAlmostEqual(evaluation["metrics"]["accuracy"], float(((share > 0.5) == y).mean()), delta=1e-12)


def main():
    global CLI
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--xml")
    arguments = parser.parse_args()
    CLI = str(pathlib.Path(arguments.cli).resolve())
    if not reports.has_numpy(arguments.xml, "data_files"):
        return reports.SKIPPED
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    return reports.finish(suite, arguments.xml, "data_files")


if __name__ == "__main__":
    sys.exit(main())
