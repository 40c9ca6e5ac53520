#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the files of resources/languages to the texts of the source.

    languages_test.py [--xml FILE]

Every text is translated, none is left that nobody uses, places (%1, %n) and access keys agree, and no two texts of
a class have one translation, so that the window can change its language both ways.
Exit: 0 all agree, 1 something does not, 77 skipped (no lupdate).
"""
import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree

ROOT = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = ROOT / "resources" / "languages"
FILES = sorted(LANGUAGES.glob("accelbench_*.ts"))
PLACE = re.compile(r"%L?(?:[1-9]|n)")
ACCESS_KEY = re.compile(r"&(?!&)(\w)")
BROUGHT_UP_TO_DATE = None  # a folder with copies of the files
NO_LUPDATE = 3  # the exit status of packaging/languages.sh
UPDATE = "; packaging/languages.sh brings the files up to date"

sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests" / "runners")]
import reports  # noqa: E402


def messages(file):
    """(context, source, forms of the translation, its type) of each message."""
    for context in tree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            plural = translation.findall("numerusform")
            forms = [one.text or "" for one in plural] or [translation.text or ""]
            yield context.findtext("name"), message.findtext("source"), forms, translation.get("type")


class Languages(unittest.TestCase):
    def test_every_text_is_translated(self):
        for file in FILES:
            for context, source, forms, kind in messages(file):
                self.assertIsNone(kind, f"{file.name}: {context}: {source!r} is {kind}")
                self.assertTrue(all(forms), f"{file.name}: {context}: {source!r} has no translation")

    def test_files_hold_the_texts_of_the_source_and_no_others(self):
        for file in FILES:
            now = {message[:2] for message in messages(pathlib.Path(BROUGHT_UP_TO_DATE) / file.name)}
            then = {message[:2] for message in messages(file)}
            self.assertFalse(now - then, f"{file.name} lacks texts" + UPDATE)
            self.assertFalse(then - now, f"{file.name} has texts that nobody uses" + UPDATE)

    def test_places_agree(self):
        for file in FILES:
            for context, source, forms, _ in messages(file):
                for form in forms:
                    self.assertEqual(sorted(PLACE.findall(source)), sorted(PLACE.findall(form)),
                                     f"{file.name}: {context}: {source!r} became {form!r}")

    def test_access_keys_agree(self):
        for file in FILES:
            for context, source, forms, _ in messages(file):
                for form in forms:
                    self.assertEqual([key.upper() for key in ACCESS_KEY.findall(source)],
                                     [key.upper() for key in ACCESS_KEY.findall(form)],
                                     f"{file.name}: {context}: {source!r} became {form!r}")

    def test_no_two_texts_of_a_class_become_one(self):
        for file in FILES:
            sources = collections.defaultdict(set)
            for context, source, forms, _ in messages(file):
                sources[context, forms[0]].add(source)
            for (context, form), of in sources.items():
                self.assertEqual(len(of), 1, f"{file.name}: {context}: {sorted(of)} all became {form!r}")

    def test_there_are_files_to_look_at(self):
        self.assertEqual([file.name for file in FILES], ["accelbench_en.ts", "accelbench_zh_CN.ts"])


def main():
    global BROUGHT_UP_TO_DATE
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xml")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as BROUGHT_UP_TO_DATE:
        done = subprocess.run([ROOT / "packaging" / "languages.sh", BROUGHT_UP_TO_DATE], capture_output=True,
                              text=True)
        if done.returncode == NO_LUPDATE:
            print(f"skipped: {done.stderr.strip()}")
            if arguments.xml:
                reports.write_xml(arguments.xml, "languages", [], {}, [done.stderr.strip()])
            return reports.SKIPPED
        if done.returncode != 0:
            print(done.stderr)
            return 1
        suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
        return reports.finish(suite, arguments.xml, "languages")


if __name__ == "__main__":
    sys.exit(main())
