# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs several requests in one process, so that a framework is imported once: a short cut for tests.

    PYTHON in_process.py RUNNERS REQUESTS.json OUTPUT_FOLDER

REQUESTS.json: {name: request}. The events of each go to OUTPUT_FOLDER/NAME.jsonl. Everything below wire.Control is the
product's; all requests must name the same engine, back end, threads and precision.
"""
import json
import os
import pathlib
import sys


class NoCommands:
    """In place of wire.Control: nobody asks for anything."""

    def __init__(self):
        import threading
        self.commands, self.changed, self.seen = (), threading.Event(), threading.Event()
        self.stopping = False


def main():
    runners, requests, folder = sys.argv[1:4]
    sys.path.insert(0, runners)
    import main as product
    import wire
    os.dup2(2, 1)
    for name, json_object in json.loads(pathlib.Path(requests).read_text()).items():
        request = wire.Request(json_object)
        product.prepare_environment(request)
        output = os.open(pathlib.Path(folder) / f"{name}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        events, summary = wire.Events(request, output), wire.Summary(request)
        product.run(request, events, NoCommands(), summary)
        events.finish(summary)
        os.close(output)
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
