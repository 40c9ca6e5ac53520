# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures as a picture: one panel a shape, time a step on a logarithmic axis, the limit as a line.

A plain SVG without scripts that follows the reader's light or dark scheme; every mark carries its number as text, so
that colour is never the only sign. Points, not bars: a logarithmic axis has no zero from which a bar could start.
"""
import math
from xml.sax.saxutils import escape

import tables

WIDTH, LEFT, RIGHT = 880, 300, 90
ROW, HEAD, FOOT = 22, 46, 34
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; stroke: #ffffff; stroke-width: 3px; paint-order: stroke; }
  .title { font-weight: 600; }
  .tick { font-size: 11px; fill: #59636e; }
  .ground { fill: #ffffff; } .grid { stroke: #d1d9e0; } .limit { stroke: #bc4c00; stroke-dasharray: 5 3; }
  .limit-text { font-size: 11px; fill: #bc4c00; }
  .own { fill: #0969da; stroke: #0969da; } .peer { fill: #818b98; stroke: #818b98; }
  .stem { stroke-width: 3; stroke-opacity: 0.45; } .own-text { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; stroke: #0d1117; } .tick { fill: #9198a1; }
    .ground { fill: #0d1117; } .grid { stroke: #3d444d; } .limit { stroke: #f0883e; } .limit-text { fill: #f0883e; }
    .own { fill: #4493f8; stroke: #4493f8; } .peer { fill: #9198a1; stroke: #9198a1; }
  }
"""


class Axis:
    """Logarithmic, from and to one of … 1, 2, 5, 10, 20 … such that all values lie inside."""

    def __init__(self, values):
        below, above = 0.95 * min(values), 1.05 * max(values)
        decades = range(math.floor(math.log10(below)) - 1, math.ceil(math.log10(above)) + 1)
        steps = [digit * 10.0 ** decade for decade in decades for digit in (1, 2, 5)]
        self.first = max(step for step in steps if step <= below)
        self.last = min(step for step in steps if step >= above)
        inside = [step for step in steps if self.first <= step <= self.last]
        # Whole decades alone where all labels would touch.
        self.ticks = inside if len(inside) <= 7 else [step for step in inside if f"{step:e}"[0] == "1"]

    def x(self, value):
        return LEFT + math.log(value / self.first) / math.log(self.last / self.first) * (WIDTH - LEFT - RIGHT)


def text(x, y, content, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(content)}</text>'


def tick_label(value):
    return f"{value:g} µs" if value < 1e3 else f"{value / 1e3:g} ms" if value < 1e6 else f"{value / 1e6:g} s"


def grid(axis, top, bottom):
    for value in axis.ticks:
        x = axis.x(value)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" class="grid"/>'
        yield text(x, bottom + 15, tick_label(value), "tick", "middle")


def limit_lines(axis, shape, top, bottom):
    shown = {name: value for name, value in shape["limits_us"].items()
             if value is not None and any(row["precision"] == name for row in shape["rows"])}
    for number, (name, value) in enumerate(sorted(shown.items(), key=lambda item: item[1])):
        x = axis.x(value)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 4}" y2="{bottom}" class="limit"/>'
        anchor, shift = ("end", 4) if number == 0 and len(shown) > 1 else ("start", -4)
        yield text(x + shift, top - 8, f"limit {name} {tables.microseconds(value)}", "limit-text", anchor)


def mark(axis, row, y):
    own = row["entrant"].startswith("accelbench")
    kind, step = ("own" if own else "peer"), row["step_us"]
    x = axis.x(step["median"])
    yield text(LEFT - 12, y + 15, row["label"], "own-text" if own else "", "end")
    yield f'<line x1="{LEFT}" x2="{x:.1f}" y1="{y + 11}" y2="{y + 11}" class="{kind} stem"/>'
    yield f'<circle cx="{x:.1f}" cy="{y + 11}" r="6" class="{kind}"/>'
    yield text(x + 11, y + 15, tables.microseconds(step["median"]), "own-text" if own else "")


def panel(shape, top):
    """(lines of SVG, height) of one shape; what was skipped stands in the table only."""
    rows = [row for row in shape["rows"] if "step_us" in row]
    if not rows:
        return [], 0
    known = [value for value in shape["limits_us"].values() if value is not None]
    axis = Axis([row["step_us"]["median"] for row in rows] + known)
    begin, end = top + HEAD, top + HEAD + ROW * len(rows)
    lines = [text(10, top + 20, shape["title"], "title"), *grid(axis, begin, end)]
    lines += limit_lines(axis, shape, begin, end)
    for number, row in enumerate(rows):
        lines += mark(axis, row, begin + ROW * number)
    return lines, HEAD + ROW * len(rows) + FOOT


def svg(shapes):
    lines, top = [], 0
    for shape in shapes:
        more, height = panel(shape, top)
        lines += more
        top += height
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 10}" width="{WIDTH}" '
            f'height="{top + 10}" role="img">\n<title>Time of a training step, Accelbench and its peers, '
            f'logarithmic</title>\n<style>{STYLE}</style>\n<rect width="100%" height="100%" class="ground"/>')
    return "\n".join([head, *lines, "</svg>"]) + "\n"
