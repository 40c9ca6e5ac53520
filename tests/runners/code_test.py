#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that `accelbench-cli code` shows: each is run as it stands and must end with the judge's loss.

    code_test.py --cli PROGRAM [--engines FOLDER] [--engine NAME] [--xml FILE]

What is not installed is skipped, with the reason. Exit: 0 all hold, 1 something does not, 77 nothing could be tested.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import harness
import reports
from harness import CASES, SUFFIX, bundle_of, judged, python_of
from runners_test import SEED, default_engines

sys.dont_write_bytecode = True

# Ten epochs of float32 against float64, as in runners_test.py; a wrong formula is off by 1e-3 or more.
RELATIVE = 1e-4
SEED_TEN = (str(SEED), "training.epochs=10")
PENALISED = (str(CASES / ("restrained_adamw" + SUFFIX)),)
CLASSES = (str(CASES / ("spirals_early_stopping" + SUFFIX)),)
SCHEDULE = (str(CASES / ("schedule_cosine" + SUFFIX)),)
CLIPPED = (str(CASES / ("clipped_classes" + SUFFIX)),)
RMSPROP = (str(CASES / ("rmsprop_blobs" + SUFFIX)),)
FROZEN = (str(CASES / ("start_from_frozen" + SUFFIX)),)
BINARY = (str(CASES / ("blobs_binary" + SUFFIX)),)
SCHEDULE_AND_TARGET = (*SCHEDULE, "training.callbacks=[{target: {monitor: loss, at_most: 1e-9, stop: true}}]")
EVERYTHING = (SEED_TEN, PENALISED, CLASSES, SCHEDULE, SCHEDULE_AND_TARGET, CLIPPED, RMSPROP, FROZEN, BINARY)


def program_of(experiment, settings, engine, *words):
    command = [harness.SETTINGS["cli"], "code", experiment, "--engine", engine, *words]
    command += [word for setting in settings for word in ("--set", setting)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def final_loss(python, program, folder):
    """Runs it in a folder of its own with the bundle as its only argument."""
    place = pathlib.Path(harness.TEMPORARY.name) / f"program-{abs(hash((python, program)))}"
    place.mkdir()
    (place / "program.py").write_text(program, encoding="utf-8")
    done = subprocess.run([python, "-I", "-B", "program.py", str(folder)], cwd=place, capture_output=True, text=True,
                          check=False, timeout=300, env=os.environ | {"KERAS_HOME": str(place)})
    found = re.search(r"^final loss (\S+)$", done.stdout, re.MULTILINE)
    if done.returncode != 0 or not found:
        raise AssertionError(f"exit {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return float(found.group(1))


class Programs(unittest.TestCase):
    engine, home, words, works = None, None, (), EVERYTHING

    def test_they_reach_the_judges_loss(self):
        for experiment, *settings in self.works:
            with self.subTest(pathlib.Path(experiment).name):
                folder = bundle_of(experiment, *settings)
                found = final_loss(python_of(self.home), program_of(experiment, settings, self.engine, *self.words),
                                   folder)
                expected = judged(folder).epochs[-1]["loss"]
                self.assertLess(abs(found - expected), RELATIVE * abs(expected) + 1e-6, f"{found} {expected}")


class Shown(unittest.TestCase):
    """Of the text alone; nothing needs to be installed."""

    def test_every_program_is_python(self):
        for engine in ("keras", "pytorch", "jax"):
            for experiment in sorted(CASES.glob("*" + SUFFIX)):
                compile(program_of(str(experiment), (), engine), f"{experiment.name} for {engine}", "exec")

    def test_h2o_shows_its_configuration(self):
        text = program_of(str(SEED), (), "h2o")
        compile(text, "h2o", "exec")
        self.assertIn("hidden=[64,32]", text)
        self.assertIn("Algorithm: ADADELTA in place of adam", text)

    def test_a_hostile_name_stays_a_comment(self):
        name = 'name="\\"\\"\\"\\nimport os; os.abort()"'
        for engine in ("keras", "pytorch", "jax", "h2o"):
            text = program_of(str(SEED), (name,), engine)
            compile(text, engine, "exec")
            self.assertNotIn("\nimport os; os.abort()", text)


def suite(only):
    load, tests, skipped = unittest.defaultTestLoader.loadTestsFromTestCase, unittest.TestSuite(), []
    tests.addTests(load(Shown))
    for engine, module in (("keras", "keras"), ("pytorch", "torch"), ("jax", "jax")):
        if only and only != engine:
            continue
        if not harness.imports(engine, module):
            skipped.append(f"{engine} is not installed in {harness.SETTINGS['engines']}/{engine}")
            continue
        tests.addTests(load(type(f"Programs_{engine}", (Programs,), {"engine": engine, "home": engine})))
    if (not only or only == "h2o") and shutil.which("java") and all(
            harness.imports("h2o", module) for module in ("h2o", "numpy", "requests", "tabulate")):
        tests.addTests(load(type("Programs_h2o", (H2oProgram,), {})))
    elif not only or only == "h2o":
        skipped.append("h2o: no Java, or no environment with h2o, numpy, requests and tabulate")
    return tests, skipped


class H2oProgram(unittest.TestCase):
    def test_exact_work_reaches_the_judges_loss(self):
        """SGD, batch 1, file order, our weights: H2O tells the loss of the weights after the epoch, ours while it
        trains, so they are near each other, not equal."""
        settings = ("training.optimizer={name: sgd, learning_rate: 0.01}", "training.batch_size=1",
                    "training.shuffle=false", "training.callbacks=[]", "training.epochs=10",
                    "accelerators=[{id: h2o, engine: h2o, exact_work: true, threads: 1}]")
        folder = bundle_of(str(SEED), *settings)
        found = final_loss(python_of("h2o"), program_of(str(SEED), settings, "h2o"), folder)
        expected = judged(folder).epochs[-1]["loss"]
        self.assertLess(abs(found - expected), 0.1 * expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cli", required=True, help="accelbench-cli")
    parser.add_argument("--engines", default=default_engines(), help="folder of the engines' environments")
    parser.add_argument("--engine", help="this one only")
    parser.add_argument("--xml", help="write a JUnit report here")
    arguments = parser.parse_args()
    harness.SETTINGS.update(cli=str(pathlib.Path(arguments.cli).resolve()), engines=arguments.engines)
    if not reports.has_numpy(arguments.xml, "runners-code"):
        return reports.SKIPPED
    tests, skipped = suite(arguments.engine)
    return reports.finish(tests, arguments.xml, "runners-code", skipped)


if __name__ == "__main__":
    sys.exit(main())
