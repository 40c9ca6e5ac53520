#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Accelbench and its peers interleaved on the same work and reports microseconds a step.

    compare_peers.py --cli build/default/app/cli/accelbench-cli --ceilings build/default/tests/bench/bench_ceilings \\
                     --output FOLDER [--launches 3] [--measure 2] [--shapes seed,wide] [--only jax,accelbench] [--short]

A round launches every entrant once, in random order from --seed; there are --launches rounds. FOLDER gets report.json,
report.md and peers.svg; --publish puts table and plot into the README and the guide. What could not run is reported as
skipped with its reason. tests/bench/README.md says what is measured.
"""
import argparse
import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import entrants
import environments
import machine
import publish
import report
import tables

HERE = pathlib.Path(__file__).resolve().parent
EXPERIMENTS = HERE.parent / "experiments"
SHAPES = ["seed", "mnist_like", "wide"]


def listed(text):
    return [item for item in text.split(",") if item]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", type=pathlib.Path, required=True, help="accelbench-cli, built with optimisation")
    parser.add_argument("--ceilings", type=pathlib.Path, required=True, help="bench_ceilings (target benches)")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="folder for the report")
    parser.add_argument("--environments", type=pathlib.Path, default=environments.default_folder())
    parser.add_argument("--launches", type=int, help="rounds (default 3; 1 with --short)")
    parser.add_argument("--measure", type=float, help="seconds of the steady window (default 2; 0.5 with --short)")
    parser.add_argument("--shapes", type=listed, default=SHAPES, help="of " + ",".join(SHAPES))
    parser.add_argument("--only", type=listed, help="entrants whose name begins with one of these: torch,jax-scan-all")
    parser.add_argument("--short", action="store_true", help="the strongest variants alone, one launch: some minutes")
    parser.add_argument("--time-limit", type=float, default=300, help="seconds of one launch")
    parser.add_argument("--minutes", type=float, default=600, help="begin no launch after so long")
    parser.add_argument("--seed", type=int, default=1, help="of the order within the rounds")
    parser.add_argument("--publish", action="store_true", help="write README section and picture of this repository")
    given = parser.parse_args()
    for shape in given.shapes:
        if shape not in SHAPES:
            parser.error(f"--shapes: {shape} is none of {', '.join(SHAPES)}")
    given.launches = given.launches or (1 if given.short else 3)
    given.measure = given.measure or (0.5 if given.short else 2.0)
    given.cli, given.ceilings = given.cli.resolve(), given.ceilings.resolve()
    return given


def bundles(cli, shapes, folder):
    """{shape: folder of its work bundle}: what every peer trains."""
    made = {}
    for shape in shapes:
        made[shape] = folder / shape
        subprocess.run([cli, "work", EXPERIMENTS / f"{shape}.accel.yaml", "--output", made[shape]], check=True,
                       stdout=subprocess.DEVNULL)
    return made


def chosen(given):
    everybody = [one for one in entrants.ENTRANTS if one.strong or not given.short]
    if given.only is None:
        return everybody
    return [one for one in everybody if any(one.name.startswith(start) for start in given.only)]


def launch_once(one, place, given, ready, reasons):
    """One launch of one entrant on one shape: its result, or {"skipped": reason}."""
    if one.environment in reasons:
        return {"skipped": reasons[one.environment]}
    try:
        return entrants.with_finite_losses(one.launch(place, given, ready.get(one.environment)))
    except subprocess.TimeoutExpired:
        return {"skipped": f"no result within {given.time_limit:g} s"}
    except entrants.Refused as refused:
        return {"skipped": str(refused)}


def queue_of_round(given, order):
    """Everybody once on each shape, in random order, so that no one always runs after the same neighbour."""
    queue = [(one, shape) for one in chosen(given) for shape in given.shapes if one.runs(shape)]
    order.shuffle(queue)
    return queue


def rounds(given, places, ready, reasons):
    """Yields all launches in the order in which they run; ends early, without half a launch, when time is up."""
    order, refused, begin = random.Random(given.seed), set(), time.monotonic()
    for number in range(given.launches):
        yield {"round": number, "entrant": "ceilings", "shape": None, **machine.load(), **entrants.ceilings(given)}
        for one, shape in queue_of_round(given, order):
            if (one.name, shape) in refused:  # what was refused once is not waited for again
                continue
            if time.monotonic() - begin > 60 * given.minutes:
                return
            before = machine.load()
            result = launch_once(one, places[shape], given, ready, reasons)
            if "skipped" in result:
                refused.add((one.name, shape))
            yield {"round": number, "entrant": one.name, "shape": shape, **before, **result}


def collected(launches):
    """The launches until the last one, or until Ctrl-C: what was measured by then is reported all the same."""
    done = []
    try:
        for launch in launches:
            done.append(launch)
            print(report.progress(launch), file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("interrupted: reporting what was measured", file=sys.stderr)
    return done


def works(places):
    """Of each shape, what its figures are computed from."""
    return {shape: json.loads((folder / "work.json").read_text()) for shape, folder in places.items()}


def main():
    given = arguments()
    given.output.mkdir(parents=True, exist_ok=True)
    needed = sorted({one.environment for one in chosen(given) if one.environment})
    ready, reasons = environments.make_all(given.environments, needed)
    with tempfile.TemporaryDirectory(prefix="accelbench-peers-") as scratch:
        places = bundles(given.cli, given.shapes, pathlib.Path(scratch))
        launches = collected(rounds(given, places, ready, reasons))
        document = {
            "format": 1,
            "created": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "settings": {"launches": given.launches, "measure_s": given.measure, "seed": given.seed,
                         "short": given.short},
            "machine": machine.description(),
            "works": works(places),
            "launches": launches,
        }
    document["figures"] = report.figures(document)
    tables.write(document, given.output)
    if given.publish:
        publish.publish(document, HERE.parents[2])
    print((given.output / "report.md").read_text())


if __name__ == "__main__":
    main()
