# SPDX-License-Identifier: GPL-3.0-or-later
"""A unittest result that remembers seconds, and its JUnit report."""
import pathlib
import time
import unittest
from xml.sax.saxutils import quoteattr


class TimedResult(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.finished = getattr(self, "finished", [])
        self.finished.append((test.id().replace("__main__.", ""), time.monotonic() - self.started))

    def wrong(self):
        """Each failed test once: {name: what was said}."""
        return {test.id().replace("__main__.", ""): text for test, text in self.failures + self.errors}


def write_xml(path, result, skipped):
    """JUnit's shape: one <testsuites> line with the counts, one <testcase> a test."""
    wrong, timed = result.wrong(), getattr(result, "finished", [])
    counts = f'tests="{len(timed) + len(skipped)}" failures="{len(wrong)}" errors="0" skipped="{len(skipped)}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites {counts} name="runners">',
             f'<testsuite {counts} name="runners">']
    for name, seconds in timed:
        said = "".join(c for c in wrong.get(name, "")[-2000:] if c.isprintable() or c == "\n")
        inside = f"<failure message={quoteattr(said)}/>" if name in wrong else ""
        lines.append(f'<testcase name={quoteattr(name)} time="{seconds:.3f}">{inside}</testcase>')
    lines += [f"<testcase name={quoteattr(reason)} time=\"0\"><skipped/></testcase>" for reason in skipped]
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(path).write_text("\n".join([*lines, "</testsuite>", "</testsuites>", ""]), encoding="utf-8")
