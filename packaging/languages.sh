#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Brings resources/languages/*.ts up to date with the texts in the source: new texts stand in them as unfinished, texts
# that nobody uses any more are gone. With a folder, copies of the files are brought up to date there instead.
#   packaging/languages.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
folder=resources/languages
if [ $# -gt 0 ]; then
  cp resources/languages/*.ts "$1"
  folder=$1
fi
lupdate=${LUPDATE:-}
for tool in "$lupdate" /usr/lib/qt6/bin/lupdate "$(command -v lupdate6 || true)" "$(command -v lupdate || true)"; do
  if [ -x "$tool" ]; then lupdate=$tool; break; fi
done
if [ ! -x "$lupdate" ]; then
  echo "lupdate was not found: install qt6-l10n-tools, or name it in LUPDATE" >&2
  exit 3
fi
for file in "$folder"/accelbench_*.ts; do
  plurals=
  case $file in *_en.ts) plurals=-pluralonly ;; esac
  # curve_text() is a tr() of another name; without line numbers a moved function changes nothing here.
  "$lupdate" -silent -I . -tr-function-alias tr+=curve_text $plurals -source-language en -locations none -no-obsolete \
    ui app/desktop resources/languages/words.cpp -ts "$file"
done
