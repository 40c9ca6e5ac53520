// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/table_text.h"

#include <QDateTime>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cmath>

#include "ui/models/sorted_rows.h"

namespace accelbench {

namespace {

using Lines = QList<QStringList>;

QString full_value(const QModelIndex& index) {
  const QVariant value = index.data(value_role);
  switch (value.typeId()) {
    case QMetaType::Double:
      return std::isfinite(value.toDouble())
                 ? QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest)
                 : QString();
    case QMetaType::Int:
    case QMetaType::LongLong:
      return QString::number(value.toLongLong());
    case QMetaType::QDateTime:
      return value.toDateTime().toUTC().toString(Qt::ISODate);
    default:
      return index.data().toString();
  }
}

QString cell(const QModelIndex& index, TableForm form) {
  QString text = form == TableForm::csv ? full_value(index) : index.data().toString();
  if (form != TableForm::csv) text.replace(u'\n', u' ').replace(QChar::Nbsp, u' ');
  return text;
}

QString quoted(QString text) {
  // A cell that a spreadsheet would take for a formula is text.
  const bool formula = !text.isEmpty() && QStringLiteral("=+-@").contains(text.front()) &&
                       (text.size() == 1 || !(text[1].isDigit() || text[1] == u'.'));
  if (formula) text.prepend(u'\'');
  const bool plain =
      std::ranges::none_of(text, [](QChar c) { return c == u',' || c == u'"' || c == u'\n' || c == u'\r'; });
  return plain ? text : u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString as_csv(const Lines& lines) {
  QString all;
  for (QStringList line : lines) {
    for (QString& text : line) text = quoted(text);
    all += line.join(u',') + u'\n';
  }
  return all;
}

QString as_markdown(const Lines& lines) {
  QString all;
  for (qsizetype row = 0; row < lines.size(); ++row) {
    QStringList line = lines[row];
    for (QString& text : line) text.replace(u'|', QStringLiteral("\\|"));
    all += QStringLiteral("| ") + line.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
    if (row == 0) all += u'|' + QStringLiteral(" --- |").repeated(line.size()) + u'\n';
  }
  return all;
}

QString as_text(const Lines& lines) {
  QList<qsizetype> widths(lines.front().size(), 0);
  for (const QStringList& line : lines)
    for (qsizetype column = 0; column < line.size(); ++column)
      widths[column] = std::max(widths[column], line[column].size());
  QString all;
  for (const QStringList& line : lines) {
    QString padded;
    for (qsizetype column = 0; column < line.size(); ++column)
      padded += line[column].leftJustified(widths[column] + 2);
    while (padded.endsWith(u' ')) padded.chop(1);
    all += padded + u'\n';
  }
  return all;
}

}  // namespace

QString table_text(const QAbstractItemModel& table, const QList<int>& rows, const QList<int>& columns,
                   TableForm form) {
  Lines lines(1);
  for (const int column : columns)
    lines.front() << table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
  for (const int row : rows) {
    QStringList line;
    for (const int column : columns) line << cell(table.index(row, column), form);
    lines << line;
  }
  if (form == TableForm::csv) return as_csv(lines);
  return form == TableForm::markdown ? as_markdown(lines) : as_text(lines);
}

}  // namespace accelbench
