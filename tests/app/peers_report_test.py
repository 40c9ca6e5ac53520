#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the arithmetic and the texts of tests/bench/peers on launches made by hand; no peer and no network is needed.

    peers_report_test.py [--xml FILE]
"""
import json
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "bench" / "peers"), str(TESTS / "runners")]

import entrants  # noqa: E402
import environments  # noqa: E402
import publish  # noqa: E402
import report  # noqa: E402
import reports  # noqa: E402
import tables  # noqa: E402

SEED = {"features": 10, "samples_train": 96, "batch_size": 32,
        "layers": [{"units": 64}, {"units": 32}, {"units": 1}]}
WIDE = {"features": 1024, "samples_train": 4096, "batch_size": 512,
        "layers": [{"units": 2048}, {"units": 2048}, {"units": 1024}]}


def launch(entrant, shape, step_us, final=0.02, **more):
    return {"round": 0, "entrant": entrant, "shape": shape, "load_before": 0.5, "step_us": step_us,
            "time_to_first_step_s": 1.5, "compile_s": 0.25, "losses": [0.12, final], "versions": {"tool": "1"}, **more}


def document(*launches):
    ceilings = {"threads": 2, "fma_flop_per_s_1": 100e9, "gemm_float32_flop_per_s_all": 200e9,
                "gemm_bfloat16_flop_per_s_all": None}
    made = {"created": "2026-01-31T00:00:00Z", "settings": {"launches": 3, "measure_s": 2.0},
            "machine": {"cpu": "A processor", "cores": 2, "memory_bytes": 1, "system": "A system"},
            "works": {"seed": SEED, "wide": WIDE},
            "launches": [{"round": 0, "entrant": "ceilings", "shape": None, "load_before": 0.1, "ceilings": ceilings},
                         *launches]}
    made["figures"] = report.figures(made)
    return made


def row(made, shape, entrant):
    rows = next(each["rows"] for each in made["figures"]["shapes"] if each["shape"] == shape)
    return next(each for each in rows if each["entrant"] == entrant)


class Figures(unittest.TestCase):
    def test_flop_of_a_step_as_the_summary_of_a_run_has_it(self):
        # 4·32·(640 + 2048 + 32) + 2·32·(2048 + 32) and 4·512·8 388 608 + 2·512·6 291 456
        self.assertEqual(report.flop_per_step(SEED), 481280)
        self.assertEqual(report.flop_per_step(WIDE), 23622320128)

    def test_median_and_extremes_of_the_launches(self):
        made = document(*(launch("accelbench-float32-1", "seed", us) for us in (9.0, 7.0, 8.0)))
        self.assertEqual(row(made, "seed", "accelbench-float32-1")["step_us"],
                         {"median": 8.0, "low": 7.0, "high": 9.0})

    def test_ratios_to_the_limit_and_to_the_best_of_accelbench(self):
        made = document(launch("accelbench-float32-1", "seed", 8.0), launch("accelbench-float32-all", "seed", 10.0),
                        launch("jax-scan-1", "seed", 24.0))
        peer = row(made, "seed", "jax-scan-1")
        self.assertAlmostEqual(peer["to_accelbench"], 3.0)
        self.assertAlmostEqual(peer["of_limit"], 4.8128 / 24.0)  # 481 280 FLOP at 100 GFLOP/s

    def test_wide_is_held_against_products_on_all_cores(self):
        made = document(launch("accelbench-float32-all", "wide", 236223.20128))
        self.assertAlmostEqual(row(made, "wide", "accelbench-float32-all")["of_limit"], 0.5)

    def test_precision_without_accelbench_or_ceiling_has_no_ratio(self):
        made = document(launch("torch-bfloat16-all", "wide", 82000.0))
        peer = row(made, "wide", "torch-bfloat16-all")
        self.assertIsNone(peer["to_accelbench"])
        self.assertIsNone(peer["of_limit"])

    def test_a_ceiling_is_the_best_of_the_rounds(self):
        made = document({"round": 1, "entrant": "ceilings", "shape": None, "load_before": 0.1,
                         "ceilings": {"fma_flop_per_s_1": 112e9}})
        self.assertEqual(made["figures"]["ceilings"]["fma_flop_per_s_1"], 112e9)

    def test_who_trains_something_else_is_marked(self):
        # The losses fall from 0.12 to 0.02: a tenth of that is 0.01.
        made = document(launch("accelbench-float32-1", "seed", 8.0), launch("torch-eager-1", "seed", 400.0),
                        launch("jax-scan-1", "seed", 24.0, final=0.029),
                        launch("tensorflow-fit-all", "seed", 9000.0, final=0.04))
        self.assertTrue(row(made, "seed", "jax-scan-1")["alike"])
        self.assertFalse(row(made, "seed", "tensorflow-fit-all")["alike"])
        self.assertIn("0.04 (differs)", tables.markdown(made))

    def test_what_could_not_run_keeps_its_reason_and_no_number(self):
        made = document(launch("accelbench-float32-1", "seed", 8.0),
                        {"round": 0, "entrant": "torch-eager-1", "shape": "seed", "load_before": 0.1,
                         "skipped": "environment not made: no network"})
        self.assertEqual(set(row(made, "seed", "torch-eager-1")), {"shape", "entrant", "label", "precision", "skipped"})
        self.assertIn("| skipped: environment not made: no network |", tables.markdown(made))


class Texts(unittest.TestCase):
    def test_three_digits_with_a_readable_unit(self):
        found = [tables.microseconds(value) for value in (6.904, 23.84, 999.4, 999.6, 1817, 146000, 12.3e6, None)]
        self.assertEqual(found, ["6.90 µs", "23.8 µs", "999 µs", "1.00 ms", "1.82 ms", "146 ms", "12.3 s", "—"])

    def test_a_busy_machine_is_said(self):
        self.assertNotIn("do not cite", tables.markdown(document(launch("jax-scan-1", "seed", 24.0))))
        busy = document(launch("jax-scan-1", "seed", 24.0, load_before=7.0))
        self.assertIn("do not cite", tables.markdown(busy))

    def test_the_picture_is_well_formed_and_shows_every_figure(self):
        made = document(launch("accelbench-float32-1", "seed", 8.0), launch("jax-scan-1", "seed", 24.0))
        with tempfile.TemporaryDirectory() as name:
            tables.write(made, pathlib.Path(name))
            picture = ElementTree.fromstring((pathlib.Path(name) / "peers.svg").read_text(encoding="utf-8"))
            self.assertEqual(json.loads((pathlib.Path(name) / "report.json").read_text())["works"]["seed"], SEED)
        texts = [element.text for element in picture.iter() if element.tag.endswith("text")]
        for expected in ("8.00 µs", "24.0 µs", "limit float32 4.81 µs", "JAX scan, 1 thread"):
            self.assertIn(expected, texts)
        points = [element for element in picture.iter() if element.tag.endswith("circle")]
        self.assertEqual([point.get("class") for point in points], ["own", "peer"])
        self.assertLess(*(float(point.get("cx")) for point in points))

    def test_only_the_section_between_the_marks_is_replaced(self):
        readme = f"before\n{publish.BEGIN}\nold\n{publish.END}\nafter\n"
        found = publish.with_section(readme, "new\n")
        self.assertEqual(found, f"before\n{publish.BEGIN}\n\nnew\n\n{publish.END}\nafter\n")
        self.assertRaises(publish.NoMarks, publish.with_section, "no marks", "new")

    def test_the_readme_has_its_marks(self):
        readme = pathlib.Path(__file__).resolve().parents[2] / "README.md"
        publish.with_section(readme.read_text(encoding="utf-8"), "")


class Launches(unittest.TestCase):
    def test_losses_from_single_and_joined_epochs(self):
        with tempfile.TemporaryDirectory() as name:
            events = pathlib.Path(name) / "events.jsonl"
            events.write_text('{"event":"epoch","loss":0.5}\n{"event":"heartbeat"}\n'
                              '{"event":"epochs","loss":[0.25,0.125]}\n')
            self.assertEqual(entrants.losses_of(events), [0.5, 0.25, 0.125])

    def test_a_refused_run_is_no_figure(self):
        run = {"runs": [{"status": "unavailable", "reason": "no bfloat16 instructions"}]}
        with self.assertRaisesRegex(entrants.Refused, "^no bfloat16 instructions$"):
            entrants.figures_of(run, 1.0)

    def test_a_diverged_training_is_no_figure(self):
        good = {"losses": [0.5, 0.25]}
        self.assertIs(entrants.with_finite_losses(good), good)
        for bad in (float("nan"), float("inf"), None):
            with self.assertRaisesRegex(entrants.Refused, "epoch 2 is not"):
                entrants.with_finite_losses({"losses": [0.5, bad]})

    def test_names_are_unique_and_every_environment_can_be_made(self):
        names = [one.name for one in entrants.ENTRANTS]
        self.assertEqual(len(names), len(set(names)))
        for one in entrants.ENTRANTS:
            self.assertIn(one.environment, {"", *environments.REQUIREMENTS})


if __name__ == "__main__":
    report_file = sys.argv[sys.argv.index("--xml") + 1] if "--xml" in sys.argv else None
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    sys.exit(reports.finish(suite, report_file, "app-peers_report"))
