# SPDX-License-Identifier: GPL-3.0-or-later
"""From launches to figures: medians, limits, ratios, and whether all losses fell alike."""
import statistics

import entrants

SHAPES = {
    "seed": "10-64-32-1, mse, batch 32, 96 samples",
    "mnist_like": "784-256-256-10, cross-entropy, batch 128, 12 800 samples",
    "wide": "1024-2048-2048-1024, mse, batch 512, 4096 samples",
}
ALIKE = 0.1  # share of the fall of the loss by which an entrant's last loss may differ from the median of all


def flop_per_step(work):
    """4·B·ΣW + 2·B·Σ(W without the first layer): forward, weight gradients, input gradients."""
    widths = [work["features"], *(layer["units"] for layer in work["layers"])]
    weights = [inputs * units for inputs, units in zip(widths, widths[1:])]
    batch = min(work["batch_size"], work["samples_train"])
    return 4 * batch * sum(weights) + 2 * batch * sum(weights[1:])


def ceilings(document):
    """The best of each ceiling over the rounds: a ceiling is what the machine can give, and others only take."""
    best = {}
    for launch in document["launches"]:
        for name, value in launch.get("ceilings", {}).items():
            if value is not None:
                best[name] = max(best.get(name, 0), value)
    return best


def limit_name(shape, precision):
    """The small shape fits one core, which no product of matrices describes; the others are products on all cores."""
    return "fma_flop_per_s_1" if shape == "seed" else f"gemm_{precision}_flop_per_s_all"


def limit_us(shape, precision, work, best):
    rate = best.get(limit_name(shape, precision))
    return flop_per_step(work) / rate * 1e6 if rate else None


def summary(values):
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def figure(entrant, shape, launches):
    """One row: an entrant on a shape over its launches, or why there is none."""
    row = {"shape": shape, "entrant": entrant.name, "label": entrant.label, "precision": entrant.precision}
    done = [launch for launch in launches if "step_us" in launch]
    if not done:
        return {**row, "skipped": next((launch["skipped"] for launch in launches), "not launched")}
    losses = [launch["losses"][-1] for launch in done if launch["losses"]]
    return {**row, "launches": len(done), "step_us": summary([launch["step_us"] for launch in done]),
            "time_to_first_step_s": statistics.median(launch["time_to_first_step_s"] for launch in done),
            "compile_s": max(launch["compile_s"] for launch in done),
            "first_loss": done[0]["losses"][0] if done[0]["losses"] else None,
            "final_loss": statistics.median(losses) if losses else None}


def best_of_accelbench(rows, precision):
    steps = [row["step_us"]["median"] for row in rows
             if row["entrant"].startswith("accelbench") and row["precision"] == precision and "step_us" in row]
    return min(steps, default=None)


def add_ratios(rows, limits):
    for row in rows:
        if "skipped" in row:
            continue
        step, own = row["step_us"]["median"], best_of_accelbench(rows, row["precision"])
        limit = limits[row["precision"]]
        row["of_limit"] = limit / step if limit else None
        row["to_accelbench"] = step / own if own else None


def add_alike(rows):
    """The orders differ, so the losses do a little; who trains something else differs more than a tenth of the fall."""
    done = [row for row in rows if row.get("final_loss") is not None]
    if not done:
        return
    first = statistics.median(row["first_loss"] for row in done)
    last = statistics.median(row["final_loss"] for row in done)
    for row in done:
        row["alike"] = abs(row["final_loss"] - last) <= ALIKE * abs(first - last)


def figures(document):
    """[{shape, title, flop_per_step, limits, rows}], rows from fast to slow, then those skipped."""
    best, shapes = ceilings(document), []
    for shape, work in document["works"].items():
        limits = {name: limit_us(shape, name, work, best) for name in ("float32", "bfloat16")}
        rows = []
        for entrant in entrants.ENTRANTS:
            own = [launch for launch in document["launches"]
                   if launch["entrant"] == entrant.name and launch["shape"] == shape]
            if own:
                rows.append(figure(entrant, shape, own))
        add_ratios(rows, limits)
        add_alike(rows)
        rows.sort(key=lambda row: row["step_us"]["median"] if "step_us" in row else float("inf"))
        shapes.append({"shape": shape, "title": SHAPES[shape], "flop_per_step": flop_per_step(work),
                       "limits_us": limits, "rows": rows})
    return {"ceilings": best, "shapes": shapes}


def progress(launch):
    if "skipped" in launch:
        what = f"skipped: {launch['skipped']}"
    else:
        what = f"{launch['step_us']:.4g} us a step" if "step_us" in launch else "measured"
    return f"round {launch['round'] + 1}  {launch['shape'] or '':<10}  {launch['entrant']:<28}  {what}"
