# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire to the parent: its request and commands from descriptor 0, events as JSON lines to a private descriptor.

The training thread only appends to a queue; a writer thread formats and sends. Epochs that come faster than 100 a
second are sent together; a heartbeat goes out twice a second, also while a framework imports or compiles.
"""
import collections
import ctypes
import json
import math
import os
import signal
import sys
import threading
import time

VERSION = 1
CAPABILITIES = ["stop", "pause", "continue", "step_epoch", "set_learning_rate"]
LONGEST_LINE = 16 << 20
STOP_GRACE_S = 0.7  # then a stop ends the process, whatever the framework does


class Refused(Exception):
    """Ends the run with a status and a reason that tells the fix."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


def take_standard_output():
    """Descriptor 1 under a private number; what frameworks print goes to stderr from here on."""
    output = os.dup(1)
    os.dup2(2, 1)
    return output


def die_with_parent():
    """Linux: SIGKILL when the parent ends, however it ends. Elsewhere the end of stdin does it."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    except (OSError, AttributeError):
        pass


# -------- the request

class Lines:
    """Lines of descriptor 0."""

    def __init__(self):
        self.buffer = b""

    def next(self):
        """None at the end, and for a line that is too long."""
        while b"\n" not in self.buffer:
            part = os.read(0, 65536)
            if not part or len(self.buffer) > LONGEST_LINE:
                return None
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line


STDIN = Lines()


class Request:
    """One JSON object; every field checked, because whatever follows relies on them."""

    def __init__(self, json_object):
        take = Fields(json_object, "request")
        version = take("version", int)
        if version != VERSION:
            raise Refused("failed", f"request: version {version} found, expected {VERSION}")
        self.run, self.bundle = take("run", str), take("bundle", str)
        self.seed, self.origin_ns = take("seed", int), take("origin_ns", int)
        self.measure_s = float(take("measure_s", (int, float)))
        self.events_every = take("events_every", int)
        self.weights_out = take("weights_out", (str, type(None)), None)
        if take("resume_from", (str, type(None)), None):
            raise Refused("unavailable", "this engine resumes no checkpoint; run it from the beginning")
        self.read_accelerator(Fields(take("accelerator", dict), "request.accelerator"))

    def read_accelerator(self, take):
        self.accelerator, self.engine = take("id", str), take("engine", str)
        if self.engine not in ("keras", "pytorch", "jax"):
            raise Refused("unavailable", f"engine {self.engine!r} found, expected keras, pytorch or jax")
        usual = {"keras": "fit", "pytorch": "eager", "jax": "scan"}[self.engine]
        self.mode = take("mode", (str, type(None)), None) or usual
        self.backend = take("backend", (str, type(None)), None) or None
        self.precision = take("precision", str, "float32")
        self.devices = [str(device) for device in take("devices", (list, type(None)), None) or []]
        self.strict = take("determinism", str, "strict") == "strict"
        cores = len(os.sched_getaffinity(0))
        threads = take("threads", (int, str, type(None)), None)
        self.threads = threads if isinstance(threads, int) and threads > 0 else cores


class Fields:
    """Reads fields of a JSON object with their kind; tells place, what was found and what was expected."""

    def __init__(self, json_object, place):
        if not isinstance(json_object, dict):
            raise Refused("failed", f"{place}: found {type(json_object).__name__}, expected an object")
        self.object, self.place = json_object, place

    def __call__(self, key, kind, *default):
        value = self.object.get(key, *default) if default else self.object.get(key, Ellipsis)
        if not isinstance(value, kind) or isinstance(value, bool):
            wanted = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
            found = "nothing" if value is Ellipsis else type(value).__name__
            raise Refused("failed", f"{self.place}: {key}: found {found}, expected {wanted}")
        return value


def read_request():
    line = STDIN.next()
    if line is None:
        raise Refused("failed", "no request on stdin; send one JSON object on one line")
    try:
        return Request(json.loads(line))
    except ValueError as problem:
        raise Refused("failed", f"request: not a line of JSON: {problem}") from problem


# -------- events

def number(value):
    """A float that JSON can hold; None for what is not measured or no number."""
    return float(value) if value is not None and math.isfinite(value) else None


class Events:
    """Sends what any thread tells, in the order in which it was told."""

    WAKE_S, EPOCHS_S, HEARTBEAT_S, MOST_WAITING, MOST_EPOCHS = 0.02, 0.08, 0.5, 8192, 4096

    def __init__(self, request, output):
        self.run, self.origin_ns, self.output = request.run, request.origin_ns, output
        self.queue, self.epochs = collections.deque(), []
        self.sequence, self.dropped, self.last_t_s, self.step_reached = 0, 0, 0.0, 0
        self.last_sent = self.last_heartbeat = time.monotonic()
        self.ending = threading.Event()
        self.writing = threading.Lock()
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def t_s(self, at_ns=None):
        return ((time.monotonic_ns() if at_ns is None else at_ns) - self.origin_ns) * 1e-9

    def tell(self, kind, **fields):
        self.queue.append((self.t_s(), kind, fields))

    def message(self, level, text):
        self.tell("message", level=level, text=text)

    def phase(self, name, begin, seconds=None):
        ending = {} if begin else {"seconds": number(seconds)}
        self.tell("phase", phase=name, state="begin" if begin else "end", **ending)

    def started(self, summary, work):
        known = {key: summary.values[key] for key in
                 ("accelerator", "engine", "device", "precision", "fingerprint", "parameters")}
        self.tell("run_started", **known, capabilities=CAPABILITIES, steps_per_epoch=work.steps_per_epoch,
                  epochs=work.epochs)

    def step(self, step, loss):
        if len(self.queue) > self.MOST_WAITING // 2:
            self.dropped += 1
        else:
            self.queue.append((self.t_s(), "step", {"step": step, "loss": number(loss)}))

    def epoch(self, record):
        """record: the fields of an epoch event and t_s. Waits where a slow parent leaves thousands waiting."""
        while len(self.queue) > self.MOST_WAITING:
            time.sleep(0.001)
        self.queue.append((record["t_s"], "epoch", record))

    def work(self):
        while not self.ending.wait(self.WAKE_S):
            with self.writing:
                self.send_waiting(everything=False)

    def send_waiting(self, everything):
        while self.queue:
            t_s, kind, fields = self.queue.popleft()
            if kind == "epoch":
                self.epochs.append(fields)
            if self.epochs and (kind != "epoch" or len(self.epochs) >= self.MOST_EPOCHS):
                self.send_epochs()
            if kind != "epoch":
                self.send(t_s, kind, fields)
        if self.epochs and (everything or self.epochs_are_due()):
            self.send_epochs()
        if time.monotonic() - self.last_heartbeat >= self.HEARTBEAT_S:
            self.last_heartbeat = time.monotonic()
            self.send(self.t_s(), "heartbeat", {"step": self.step_reached})

    def epochs_are_due(self):
        waiting = self.t_s() - self.epochs[0]["t_s"]
        return waiting >= self.EPOCHS_S or (len(self.epochs) == 1 and time.monotonic() - self.last_sent >= 0.01)

    def send_epochs(self):
        """One record as `epoch`, several as `epochs`: arrays of the same fields."""
        records, self.epochs = self.epochs, []
        self.last_sent = time.monotonic()
        plain = ("epoch", "step", "loss", "val_loss", "learning_rate", "samples_per_second", "elapsed_s")
        metrics = records[0]["metrics"]
        if len(records) == 1:
            fields = {name: records[0][name] for name in plain} | {"metrics": metrics}
        else:
            fields = {name: [record[name] for record in records] for name in plain}
            fields["at_s"] = [record["t_s"] for record in records]
            fields["metrics"] = {name: [record["metrics"][name] for record in records] for name in metrics}
        self.send(records[-1]["t_s"], "epoch" if len(records) == 1 else "epochs", fields)

    def send(self, t_s, kind, fields):
        self.last_t_s = max(self.last_t_s, t_s)
        line = {"event": kind, "run": self.run, "seq": self.sequence, "t_s": self.last_t_s, **fields}
        self.sequence += 1
        data = json.dumps(line, allow_nan=False).encode() + b"\n"
        try:
            while data:
                data = data[os.write(self.output, data):]
        except OSError:
            os._exit(1)  # nobody reads: the parent is gone

    def finish(self, summary):
        """All that waits, then run_finished; nothing after it."""
        self.ending.set()
        self.writing.acquire()  # for good: the writer thread sends no more
        self.send_waiting(everything=True)
        summary.conclude(self)
        values = summary.values
        self.send(self.t_s(), "run_finished", {"status": values["status"], "reason": values["reason"],
                                               "dropped": self.dropped, "summary": values})


# -------- commands

class Control:
    """What the parent asks meanwhile; a thread of its own reads it. The end of stdin ends the process."""

    def __init__(self, events, summary):
        self.events, self.summary = events, summary
        self.commands, self.changed = collections.deque(), threading.Event()
        self.stopping, self.seen = False, threading.Event()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while (line := STDIN.next()) is not None:
            try:
                self.take(json.loads(line))
            except (ValueError, Refused) as problem:
                self.events.message("warning", f"command not understood: {problem}")
        os._exit(1)

    def take(self, command):
        take = Fields(command, "command")
        name = take("command", str)
        if name not in CAPABILITIES:
            raise Refused("failed", f"{name!r} found, expected one of {', '.join(CAPABILITIES)}")
        value = float(take("value", (int, float))) if name == "set_learning_rate" else None
        if value is not None and not (math.isfinite(value) and value > 0):
            raise Refused("failed", f"learning rate {value} found, expected a number above 0")
        if name == "stop":
            self.stop()
        else:
            self.commands.append((name, value))
            self.changed.set()

    def stop(self):
        """The training thread sees it between two chunks; where it does not, the process ends here."""
        if self.stopping:
            return
        self.stopping = True
        self.changed.set()
        threading.Thread(target=self.insist, daemon=True).start()

    def insist(self):
        if self.seen.wait(STOP_GRACE_S):
            return
        self.summary.note_progress()
        self.summary.end("stopped", "stopped while the framework was busy: the weights were not kept")
        self.events.finish(self.summary)
        os._exit(0)


# -------- the summary

class Summary:
    """`summary` of run_finished. Energy, devices and what lies before the runner's start are the parent's to fill."""

    def __init__(self, request):
        no_number = ("time_to_first_step_s", "launch_s", "import_s", "load_s", "compile_s", "train_s", "evaluate_s",
                     "measure_s", "total_s", "samples_per_second", "achieved_flop_per_s", "energy_j",
                     "energy_to_target_j", "gemm_ceiling_flop_per_s", "step_split", "target")
        self.values = {
            "accelerator": request.accelerator, "engine": request.engine,
            "device": f"cuda:{request.devices[0]}" if request.devices else "cpu", "precision": request.precision,
            "status": "completed", "reason": "", "fingerprint": "", "parameters": 0, "steps": 0, "epochs": 0,
            "flop_per_step": 0, **{name: None for name in no_number},
            "step_us": {"median": None, "p5": None, "p95": None},
            "final": {"loss": None, "val_loss": None, "metrics": {}}, "devices": [], "algorithm": "same",
            "path": f"{request.mode} on {request.backend}" if request.engine == "keras" else request.mode,
            "path_reason": "", "threads": request.threads, "energy_boundary": "", "energy_reason": "",
            "resumed_steps": 0}
        self.paused_s, self.note_progress = 0.0, lambda: None

    def describe(self, request, work):
        self.values |= {"fingerprint": work.fingerprint, "parameters": work.parameters,
                        "flop_per_step": work.flop_per_step}

    def differs(self, what):
        """Adds to what makes this another algorithm than the work asks for."""
        known = self.values["algorithm"]
        self.values["algorithm"] = what if known == "same" else f"{known}; {what}"

    def end(self, status, reason):
        self.values |= {"status": status, "reason": reason}

    def conclude(self, events):
        self.values["total_s"] = events.t_s() - self.paused_s


if sys.version_info < (3, 9):
    raise SystemExit(f"Python {sys.version_info.major}.{sys.version_info.minor} found, expected 3.9 or newer")
