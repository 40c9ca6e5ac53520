# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a report into the repository: the README's section between its marks, and the picture of the guide."""
import plot
import tables

BEGIN, END = "<!-- performance: written by tests/bench/peers/compare_peers.py --publish -->", "<!-- /performance -->"
PICTURE = "resources/guide/images/peers.svg"


class NoMarks(Exception):
    """The README has lost the marks between which the section stands."""


def with_section(readme, section):
    """The README's text with another section between the marks."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1 or readme.index(BEGIN) > readme.index(END):
        raise NoMarks(f"README.md: expected {BEGIN} and {END} once each, in this order")
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{section.strip()}\n\n{END}{after}"


def publish(document, repository):
    readme = repository / "README.md"
    section = f"![Time of a training step, Accelbench and its peers]({PICTURE})\n\n" + tables.markdown(document)
    text = with_section(readme.read_text(encoding="utf-8"), section)
    (repository / PICTURE).write_text(plot.svg(document["figures"]["shapes"]), encoding="utf-8")
    readme.write_text(text, encoding="utf-8")
