# SPDX-License-Identifier: GPL-3.0-or-later
"""A runner that does what the id of its accelerator says: a training of made-up losses, or one of the ways to fail."""
import json
import os
import signal
import sys
import threading
import time

REQUEST = json.loads(sys.stdin.readline())
HOW = REQUEST["accelerator"]["id"]
WORK = json.load(open(os.path.join(REQUEST["bundle"], "work.json"), encoding="utf-8"))
STEPS = -(-WORK["samples_train"] // WORK["batch_size"])
SEQUENCE = iter(range(10 ** 12))


def now_s():
    return (time.monotonic_ns() - REQUEST["origin_ns"]) * 1e-9


def tell(kind, **fields):
    line = {"event": kind, "run": REQUEST["run"], "seq": next(SEQUENCE), "t_s": now_s(), **fields}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def epoch(number, loss=0.5):
    tell("epoch", epoch=number, step=number * STEPS, loss=loss, val_loss=None, metrics={}, learning_rate=0.001,
         samples_per_second=1000.0, elapsed_s=0.01 * number)


def finish(status="completed", reason="", epochs=None, loss=0.5, **changed):
    epochs = WORK["epochs"] if epochs is None else epochs
    nothing = dict.fromkeys(["time_to_first_step_s", "compile_s", "train_s", "total_s", "samples_per_second",
                             "achieved_flop_per_s", "target", "energy_j"])
    summary = {"accelerator": HOW, "engine": "?", "device": "?", "precision": "?", "status": status, "reason": reason,
               "fingerprint": WORK["fingerprint"], "parameters": 1, "steps": epochs * STEPS, "epochs": epochs,
               "flop_per_step": 0, **nothing, "step_us": dict.fromkeys(["median", "p5", "p95"]),
               "final": {"loss": loss, "val_loss": None, "metrics": {}}, "devices": [], "algorithm": "same", **changed}
    summary["total_s"] = now_s()
    tell("run_finished", status=status, reason=reason, dropped=0, summary=summary)


def begin():
    tell("phase", phase="load", state="begin")
    tell("phase", phase="load", state="end", seconds=0.001)
    tell("run_started", accelerator=HOW, engine="?", capabilities=["stop"], device="?", precision="?",
         fingerprint=WORK["fingerprint"], parameters=1, steps_per_epoch=STEPS, epochs=WORK["epochs"])
    tell("phase", phase="train", state="begin")


def good():
    begin()
    for number in range(1, WORK["epochs"] + 1):
        epoch(number)
    tell("phase", phase="train", state="end", seconds=0.01)
    finish()
    sys.stdin.read()  # its memory can be read until all it told was


def garbage():
    begin()
    print("WARNING: All log messages before absl::InitializeLog() is called are written to STDERR")


def in_the_middle():
    begin()
    epoch(1)
    sys.stdout.write('{"event": "epo')
    print("a library's words")


def exits():
    begin()
    epoch(1)
    print("a line before\nsomething went wrong here", file=sys.stderr)
    sys.exit(3)


def dies():
    begin()
    print("about to die", file=sys.stderr)
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGSEGV)


def sleeps():
    begin()
    time.sleep(1000)


def floods():
    begin()
    while True:
        tell("message", level="info", text="x" * 1000)
        tell("step", step=1, loss=0.5)


def floods_messages():
    begin()
    while True:
        tell("message", level="info", text="x")


def nan():
    begin()
    epoch(1, float("nan"))


def null_loss():
    begin()
    for number in range(1, WORK["epochs"] + 1):
        epoch(number, None)
    finish(loss=None)


def wrong_version():
    print("runner: request: version 1 found, expected 7", file=sys.stderr)
    sys.exit(2)


def other_run():
    REQUEST["run"] = "somebody else"
    begin()


def epoch_left_out():
    begin()
    epoch(1)
    epoch(3)


def no_weights():
    begin()
    finish(epochs=0)


def unavailable():
    finish("unavailable", "this runner has no framework", epochs=0, loss=None)


def heartbeats(until_stop):
    begin()
    with open(os.environ.get("ACCELBENCH_TEST_PID", os.devnull), "w", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    stopped = threading.Event()

    def listen():
        for line in sys.stdin:
            if json.loads(line)["command"] == "stop":
                stopped.set()

    threading.Thread(target=listen, daemon=True).start()
    while not (until_stop and stopped.is_set()):
        tell("heartbeat", step=1)
        time.sleep(0.05)
    finish("stopped", "", epochs=0)
    os._exit(0)


def stops():
    heartbeats(True)


def ignores_stop():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    heartbeats(False)


globals()[HOW]()
