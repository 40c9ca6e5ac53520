# SPDX-License-Identifier: GPL-3.0-or-later
"""One report of a check on a GPU, as JSON and Markdown.

    report.py FOLDER        reads what check.sh left there; writes report.json and report.md beside it
"""

import json
import pathlib
import sys

PEERS = ("torch eager", "torch graph", "torch compile", "jax scan")


def lines_of(path):
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue  # a peer's own chatter
    return found


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else "not run"


def cell(value):
    return "–" if value is None else (f"{value:.1f}" if value < 1000 else f"{value / 1000:.2f} ms")


def row_of(ours, peers):
    graph = peers.get("torch graph", {}).get("step_us")
    cells = [ours["shape"], str(ours["batch"]), ours["precision"], cell(ours.get("step_us"))]
    cells += [cell(peers.get(peer, {}).get("step_us")) for peer in PEERS]
    cells.append(f'{graph / ours["step_us"]:.2f}' if graph and ours.get("step_us") else "–")
    for key in ("products_plain_us", "share_of_ceiling", "tflop_per_s"):
        value = ours.get(key)
        cells.append("–" if value is None else (f"{value:.0%}" if key.startswith("share") else f"{value:.1f}"))
    return "| " + " | ".join(cells) + " |"


def main():
    folder = pathlib.Path(sys.argv[1])
    ours, peers = lines_of(folder / "bench.jsonl"), lines_of(folder / "peers.jsonl")
    by_case = {}
    for peer in peers:
        by_case.setdefault((peer.get("shape"), peer.get("precision")), {})[peer["engine"]] = peer
    device = text_of(folder / "device.txt")
    parts = ["# A check of the CUDA engine on a GPU", "", "```", device, "```", ""]
    for name in ("tests", "sanitizer", "selftest"):
        parts += [f"## {name}", "", "```", "\n".join(text_of(folder / f"{name}.txt").splitlines()[-40:]), "```", ""]
    head = ["shape", "batch", "precision", "Accelbench µs"] + [f"{peer} µs" for peer in PEERS]
    head += ["graph / ours", "products alone µs", "share of ceiling", "TFLOP/s"]
    parts += ["## Microseconds a step", "", "Median of nine windows, one launch; whole steps, batch order and gather "
              "included.", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    parts += [row_of(line, by_case.get((line["shape"], line["precision"]), {})) for line in ours if "step_us" in line]
    errors = [line for line in ours + peers if "error" in line]
    if errors:
        parts += ["", "## What did not run", ""] + [f"- {json.dumps(line)}" for line in errors]
    (folder / "report.md").write_text("\n".join(parts) + "\n", encoding="utf-8")
    summary = {"device": device, "accelbench": ours, "peers": peers,
               "tests": text_of(folder / "tests.txt").splitlines()[-5:], "selftest": text_of(folder / "selftest.txt")}
    (folder / "report.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
