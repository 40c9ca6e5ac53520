// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help/guide.h"

#include <QFile>
#include <QRegularExpression>
#include <algorithm>

namespace accelbench {

namespace {

constexpr int around = 90;  // letters of a line that a hit shows

QString resource_text(const QString& name) {
  QFile file(QStringLiteral(":/guide/%1.md").arg(name));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Text without the marks of Markdown.
QString plain_text(QString line) {
  static const QRegularExpression link(QStringLiteral("!?\\[([^\\]]*)\\]\\([^)]*\\)"));
  static const QRegularExpression marks(QStringLiteral("[*`|#]+"));
  return line.replace(link, QStringLiteral("\\1")).remove(marks).simplified();
}

/// Visits each line outside of code with the heading level that it begins, 0 for other lines.
template <class Visit>
void each_line(const QString& text, Visit visit) {
  bool code = false;
  for (const QString& line : text.split(u'\n')) {
    if (line.startsWith(QStringLiteral("```"))) code = !code;
    int level = 0;
    while (!code && level < line.size() && line.at(level) == u'#') ++level;
    visit(line, level);
  }
}

Guide::Chapter read_chapter(const QString& name) {
  Guide::Chapter chapter{name, {}, resource_text(name), {}};
  each_line(chapter.text, [&](const QString& line, int level) {
    if (level > 0) chapter.headings.push_back({level, plain_text(line)});
  });
  chapter.title = chapter.headings.empty() ? name : chapter.headings.front().text;
  return chapter;
}

std::vector<Guide::Chapter> read_chapters() {
  std::vector<Guide::Chapter> chapters;
  static const QRegularExpression named(QStringLiteral("^\\| \\[([a-z_]+)\\.md\\]"),
                                        QRegularExpression::MultilineOption);
  auto at = named.globalMatch(resource_text(QStringLiteral("README")));
  while (at.hasNext()) chapters.push_back(read_chapter(at.next().captured(1)));
  return chapters;
}

bool holds_all(const QString& line, const QStringList& words) {
  return std::ranges::all_of(words,
                             [&](const QString& word) { return line.contains(word, Qt::CaseInsensitive); });
}

QString shortened(const QString& line, const QString& word) {
  const auto at = std::max(0, static_cast<int>(line.indexOf(word, 0, Qt::CaseInsensitive)) - around / 3);
  QString part = line.mid(at, around);
  if (at > 0) part.prepend(u'…');
  if (at + around < line.size()) part.append(u'…');
  return part;
}

}  // namespace

const std::vector<Guide::Chapter>& Guide::chapters() {
  static const std::vector<Chapter> all = read_chapters();
  return all;
}

const Guide::Chapter* Guide::find(const QString& name) {
  const auto at = std::ranges::find(chapters(), name, &Chapter::name);
  return at == chapters().end() ? nullptr : &*at;
}

std::vector<Guide::Hit> Guide::search(const QString& words, int most) {
  const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
  std::vector<Hit> hits;
  if (wanted.isEmpty()) return hits;
  for (const Chapter& chapter : chapters()) {
    QString heading = chapter.title;
    each_line(chapter.text, [&](const QString& line, int level) {
      const QString plain = plain_text(line);
      if (level > 0) heading = plain;
      if (static_cast<int>(hits.size()) < most && holds_all(plain, wanted))
        hits.push_back({chapter.name, heading, shortened(plain, wanted.front())});
    });
  }
  return hits;
}

QString Guide::anchor_of(const QString& heading) {
  static const QRegularExpression dropped(QStringLiteral("[^\\w\\- ]"),
                                          QRegularExpression::UseUnicodePropertiesOption);
  return heading.toLower().remove(dropped).replace(u' ', u'-');
}

}  // namespace accelbench
