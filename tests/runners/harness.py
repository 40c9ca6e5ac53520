# SPDX-License-Identifier: GPL-3.0-or-later
"""For the tests of the runners: environments of the engines, requests, runs, and the float64 judge of tests/peers."""
import functools
import json
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
RUNNERS = SOURCE / "resources" / "runners"
CASES = SOURCE / "tests" / "peers" / "cases"
SUFFIX = ".accel.yaml"
sys.path[:0] = [str(SOURCE / "tests" / "peers"), str(RUNNERS)]

SETTINGS = {"cli": None, "engines": None}


def python_of(engine):
    """The interpreter of an engine's environment, or None."""
    python = pathlib.Path(SETTINGS["engines"]) / engine / "bin" / "python"
    return str(python) if python.exists() else None


@functools.lru_cache(maxsize=None)
def imports(engine, module):
    """Whether the environment of this engine has that module, too."""
    python = python_of(engine)
    found = f"import importlib.util as u; raise SystemExit(u.find_spec('{module}') is None)"
    return python is not None and subprocess.run([python, "-I", "-c", found], check=False).returncode == 0


def epochs_of(experiment):
    lines = pathlib.Path(experiment).read_text(encoding="utf-8").splitlines()
    return next(line.split(":")[1].split("#")[0].strip() for line in lines if line.startswith("  epochs:"))


TEMPORARY = tempfile.TemporaryDirectory()


@functools.lru_cache(maxsize=None)
def bundle_of(experiment, *settings):
    """Folder of the work bundle of an experiment file, with the orders that the judge needs."""
    folder = pathlib.Path(TEMPORARY.name) / f"bundle-{abs(hash((str(experiment), settings)))}"
    epochs = next((s.split("=")[1] for s in settings if s.startswith("training.epochs=")), epochs_of(experiment))
    changes = [word for setting in settings for word in ("--set", setting)]
    copy = pathlib.Path(TEMPORARY.name) / (folder.name + ".accel.yaml")
    command = [SETTINGS["cli"], "work", str(experiment), "--output", str(folder), "--epochs", epochs, *changes]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    copy.unlink(missing_ok=True)
    return folder


@functools.lru_cache(maxsize=None)
def judged(folder):
    """What the float64 judge makes of a bundle."""
    from numpy_trainer import Bundle, Run
    return Run(Bundle(folder)).train()


def request(folder, engine, **changes):
    accelerator = {"id": engine, "engine": engine, "mode": None, "backend": None, "precision": "float32",
                   "threads": 1, "devices": [], "determinism": "strict"}
    accelerator |= {key: changes.pop(key) for key in list(changes) if key in accelerator}
    work = json.loads((pathlib.Path(folder) / "work.json").read_text())
    return {"version": 1, "run": "test", "bundle": str(folder), "accelerator": accelerator, "seed": work["seed"],
            "origin_ns": time.monotonic_ns(), "measure_s": 0.0, "events_every": 0, "weights_out": None,
            "resume_from": None} | changes


def epochs_told(events):
    """One dictionary an epoch, from `epoch` and `epochs` events."""
    told = []
    for event in events:
        if event["event"] == "epoch":
            told.append(event)
        if event["event"] == "epochs":
            fields = ("epoch", "loss", "val_loss", "learning_rate")
            told += [{**{field: event[field][i] for field in fields},
                      "metrics": {name: values[i] for name, values in event["metrics"].items()}}
                     for i in range(len(event["epoch"]))]
    return told


class Runner:
    """One runner process; its events come by `next`, `until` and `all`."""

    def __init__(self, python, request_object, script="main.py", **environment):
        self.folder = tempfile.mkdtemp(dir=TEMPORARY.name)
        script = script if os.path.isabs(str(script)) else RUNNERS / script
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen([python, "-I", "-B", "-u", str(script)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=self.folder,
                                        env=os.environ | environment)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        if request_object is not None:
            self.say(request_object)

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))
        self.lines.put(None)

    def say(self, json_object):
        self.process.stdin.write(json.dumps(json_object) + "\n")
        self.process.stdin.flush()

    def next(self, timeout=200):
        event = self.lines.get(timeout=timeout)
        if event is None:
            raise AssertionError(f"the runner ended: {self.log_text()[-2000:]}")
        return event

    def until(self, kind, **fields):
        """All events up to the first of this kind with these fields."""
        seen = []
        while True:
            seen.append(self.next())
            if seen[-1]["event"] == kind and all(seen[-1].get(key) == value for key, value in fields.items()):
                return seen

    def all(self):
        events = self.until("run_finished")
        self.process.wait(20)
        return events

    def log_text(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text(encoding="utf-8", errors="replace")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(20)
        self.process.stdin.close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def run_together(engine, requests, python):
    """{name: events} of several requests in one process."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=TEMPORARY.name))
    (folder / "requests.json").write_text(json.dumps(requests))
    done = subprocess.run([python, "-I", "-B", str(HERE / "in_process.py"), str(RUNNERS),
                           str(folder / "requests.json"), str(folder)], cwd=folder, capture_output=True, text=True,
                          check=False, timeout=500)
    found = {}
    for name in requests:
        path = folder / f"{name}.jsonl"
        found[name] = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    if done.returncode != 0:
        raise AssertionError(f"{engine}: exit {done.returncode}: {done.stderr[-2000:]}")
    return found
