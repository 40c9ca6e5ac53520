# SPDX-License-Identifier: GPL-3.0-or-later
"""The report for people: Markdown; the report for programs: JSON; the picture beside them."""
import json

import plot


def microseconds(value):
    """Three digits, with the unit that makes them readable."""
    if value is None:
        return "—"
    for limit, divisor, unit in ((1e3, 1, "µs"), (1e6, 1e3, "ms")):
        if value < limit * 0.9995:
            return f"{three_digits(value / divisor)} {unit}"
    return f"{three_digits(value / 1e6)} s"


def three_digits(value):
    decimals = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{decimals}f}"


def seconds(value):
    """Two digits: these are felt, not compared."""
    if value is None:
        return "—"
    return f"{value * 1e3:.2g} ms" if value < 0.0995 else f"{value:.2g} s" if value < 9.95 else f"{value:.0f} s"


def ratio(value):
    return "—" if value is None else f"{three_digits(value)}×"


def share(value):
    """Of a whole, in percent: at least two digits."""
    if value is None:
        return "—"
    decimals = 0 if value >= 0.0995 else 1 if value >= 0.00995 else 2
    return f"{100 * value:.{decimals}f} %"


def flop(value):
    for limit, divisor, unit in ((1e6, 1e3, "kFLOP"), (1e9, 1e6, "MFLOP")):
        if value < limit:
            return f"{value / divisor:.3g} {unit}"
    return f"{value / 1e9:.3g} GFLOP"


def loss(row):
    if row.get("final_loss") is None:
        return "—"
    return f"{row['final_loss']:.4g}" + ("" if row.get("alike", True) else " (differs)")


def line(row):
    if "skipped" in row:
        return f"| {row['label']} | skipped: {row['skipped']} | | | | | |"
    step = row["step_us"]
    spread = f"{microseconds(step['median'])} ({100 * (step['high'] / step['low'] - 1):.0f} %)"
    name = f"**{row['label']}**" if row["entrant"].startswith("accelbench") else row["label"]
    return (f"| {name} | {spread} | {ratio(row['to_accelbench'])} | {share(row['of_limit'])} "
            f"| {seconds(row['time_to_first_step_s'])} | {seconds(row['compile_s'])} | {loss(row)} |")


def limits(shape):
    known = [f"{microseconds(value)} {name}" for name, value in shape["limits_us"].items()
             if value is not None and not (shape["shape"] == "seed" and name == "bfloat16")]
    return " · ".join(known) or "not measured"


def table(shape):
    head = ["entrant", "a step (spread)", "to Accelbench", "of the limit", "first step after", "compiling",
            "last loss"]
    return "\n".join([
        f"**{shape['title']}** — {flop(shape['flop_per_step'])} a step, limit {limits(shape)}", "",
        "| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|",
        *(line(row) for row in shape["rows"])])


def rate(value, unit):
    return "not measured" if value is None else f"{value / 1e9:.0f} G{unit}/s"


def ceilings(best):
    """One sentence of what the machine gives at most."""
    return ("Ceilings in the same run, one core / all: fused multiply-add "
            f"{rate(best.get('fma_flop_per_s_1'), 'FLOP')}; "
            f"oneDNN products float32 {rate(best.get('gemm_float32_flop_per_s_1'), 'FLOP')} / "
            f"{rate(best.get('gemm_float32_flop_per_s_all'), 'FLOP')}, "
            f"bfloat16 {rate(best.get('gemm_bfloat16_flop_per_s_1'), 'FLOP')} / "
            f"{rate(best.get('gemm_bfloat16_flop_per_s_all'), 'FLOP')}; "
            f"memory {rate(best.get('triad_bytes_per_s_1'), 'B')} / {rate(best.get('triad_bytes_per_s_all'), 'B')}.")


def versions(document):
    found = {}
    for launch in document["launches"]:
        for name, version in launch.get("versions", {}).items():
            if name != "threads":
                found.setdefault(name, set()).add(str(version))
    return "; ".join(f"{name} {' and '.join(sorted(each))}" for name, each in sorted(found.items()))


def conditions(document):
    machine, settings = document["machine"], document["settings"]
    busiest = max((launch["load_before"] for launch in document["launches"]), default=0)
    text = (f"{machine['cpu']}, {machine['cores']} logical processors, {machine['system']}; "
            f"{settings['launches']} interleaved launches each, {settings['measure_s']:g} s a window, "
            f"{document['created'][:10]}. {versions(document)}.")
    # The run itself keeps all cores busy; more than that is somebody else.
    if busiest > machine["cores"] + 1.5:
        text += f" **The machine was busy with other things (load {busiest:.1f}): do not cite these figures.**"
    return text


def markdown(document):
    figures = document["figures"]
    parts = [conditions(document), ceilings(figures["ceilings"])]
    parts += [table(shape) for shape in figures["shapes"]]
    parts.append("A step is gather of a shuffled epoch, forward, loss, backward and Adam; the median of the launches, "
                 "and in brackets by how much the slowest launch exceeds the quickest. *To Accelbench*: times the "
                 "time of Accelbench's best in that precision. *First step after*: from the start of the program, imports and "
                 "compiling included.")
    return "\n\n".join(parts) + "\n"


def write(document, folder):
    (folder / "report.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    (folder / "report.md").write_text(markdown(document), encoding="utf-8")
    (folder / "peers.svg").write_text(plot.svg(document["figures"]["shapes"]), encoding="utf-8")
