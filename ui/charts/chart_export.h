// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QPainter>
#include <QSize>
#include <QString>
#include <functional>

#include "core/base/result.h"
#include "ui/charts/plot_frame.h"

// Charts as files. Everything is made in memory first; a file is replaced whole or not at all.
namespace accelbench {

/// What is on a page and how it is painted, in logical pixels.
struct Page {
  QString title;
  QString description;
  std::function<void(QPainter&)> paint;
};
Result<QByteArray> page_png(const Page& page, QSize size, double scale);
/// Text is outlined: the reader needs no font.
Result<QByteArray> page_svg(const Page& page, QSize size);
/// One sheet of this size, with its fonts.
Result<QByteArray> page_pdf(const Page& page, QSize size);

Result<QByteArray> chart_png(const ChartContent& content, QSize size, double scale);
Result<QByteArray> chart_svg(const ChartContent& content, QSize size);
Result<QByteArray> chart_pdf(const ChartContent& content, QSize size);
QByteArray chart_csv(const ChartContent& content);
/// The first line of a table of samples, and the rows of one chart; `chart`: in a column before the others
/// where it is not empty.
QByteArray csv_head(bool with_chart);
QByteArray csv_rows(const ChartContent& content, const QString& chart);

/// Writes the bytes, or says why not; an error in `bytes` is passed on with the file as its place.
Status write_chart_file(const QString& file, const Result<QByteArray>& bytes);

}  // namespace accelbench
