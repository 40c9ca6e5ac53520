# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of every test program in Python: runs a suite, tells the counts, writes its JUnit report."""
import pathlib
import time
import unittest
from xml.sax.saxutils import quoteattr

SKIPPED = 77  # the exit status by which CTest knows that nothing could be tested
NO_NUMPY = "this Python has no NumPy (Debian: apt install python3-numpy)"


def name_of(test):
    """That of the test, whichever of its parts this is."""
    return getattr(test, "test_case", test).id().replace("__main__.", "")


class TimedResult(unittest.TextTestResult):
    """Remembers the seconds of each test."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.finished = []

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.finished.append((name_of(test), time.monotonic() - self.started))

    def wrong(self):
        """Each failed test once, however many of its parts failed: {name: what was said first}."""
        said = {}
        for test, text in self.failures + self.errors:
            said.setdefault(name_of(test), text)
        return said


def write_xml(path, name, timed, wrong, skipped):
    """JUnit's shape: one <testsuites> line with the counts, one <testcase> a test."""
    counts = f'tests="{len(timed) + len(skipped)}" failures="{len(wrong)}" errors="0" skipped="{len(skipped)}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites {counts} name="{name}">',
             f'<testsuite {counts} name="{name}">']
    for test, seconds in timed:
        said = "".join(c for c in wrong.get(test, "")[-2000:] if c.isprintable() or c == "\n")
        inside = f"<failure message={quoteattr(said)}/>" if test in wrong else ""
        lines.append(f'<testcase name={quoteattr(test)} time="{seconds:.3f}">{inside}</testcase>')
    lines += [f"<testcase name={quoteattr(reason)} time=\"0\"><skipped/></testcase>" for reason in skipped]
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(path).write_text("\n".join([*lines, "</testsuite>", "</testsuites>", ""]), encoding="utf-8")


def has_numpy(xml=None, name="tests"):
    """Whether it can be imported; where not, that is said and reported."""
    try:
        import numpy  # noqa: F401
        return True
    except ImportError:
        print(f"skipped: {NO_NUMPY}")
        if xml:
            write_xml(xml, name, [], {}, [NO_NUMPY])
        return False


def finish(tests, xml, name, skipped=(), conclude=lambda: None):
    """Runs the tests and tells what came of them; `conclude` may tell more. Returns the exit status."""
    result = unittest.TextTestRunner(resultclass=TimedResult, verbosity=1).run(tests)
    conclude()
    wrong = result.wrong()
    for reason in skipped:
        print(f"skipped: {reason}")
    if xml:
        write_xml(xml, name, result.finished, wrong, list(skipped))
    print(f"{result.testsRun - len(wrong)} passed, {len(wrong)} failed, {len(skipped)} skipped")
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1
