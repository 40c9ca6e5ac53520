// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_export.h"

#include <fmt/format.h>

#include <QBuffer>
#include <QGuiApplication>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <algorithm>
#include <cmath>
#include <string>

#include "ui/charts/chart_page.h"
#include "ui/charts/svg_device.h"

namespace accelbench {
namespace {

/// One logical pixel of the page is one pixel of these devices.
constexpr int page_resolution = 96;
constexpr double least_scale = 0.25, most_scale = 8;

std::string csv_field(const QString& text) {
  const std::string plain = text.toStdString();
  if (plain.find_first_of(",\"\r\n") == std::string::npos) return plain;
  std::string quoted = "\"";
  for (const char letter : plain) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + "\"";
}

Page page_of(const ChartContent& content, QSize size) {
  return {content.title, content.provenance,
          [&content, size](QPainter& painter) { paint_chart_page(painter, content, size); }};
}

tl::unexpected<Error> cannot_paint() {
  return failed("", "the picture could not be painted", "try a smaller scale");
}

}  // namespace

Result<QByteArray> page_png(const Page& page, QSize size, double scale) {
  if (!(scale >= least_scale && scale <= most_scale))
    return bad_input("", fmt::format("scale is {}, allowed is {} to {}", scale, least_scale, most_scale));
  QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
  if (image.isNull()) return cannot_paint();
  image.fill(Qt::white);
  image.setText(QStringLiteral("Title"), page.title);
  image.setText(QStringLiteral("Description"), page.description);
  QPainter painter(&image);
  painter.scale(scale, scale);
  page.paint(painter);
  painter.end();
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (!image.save(&buffer, "PNG")) return cannot_paint();
  return bytes;
}

Result<QByteArray> page_svg(const Page& page, QSize size) {
  SvgDevice device(size, page.title, page.description);
  QPainter painter;
  if (!painter.begin(&device)) return cannot_paint();
  page.paint(painter);
  painter.end();
  return device.document();
}

Result<QByteArray> page_pdf(const Page& page, QSize size) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setResolution(page_resolution);
  writer.setPageSize(
      QPageSize(QSizeF(size) * 72.0 / page_resolution, QPageSize::Point, {}, QPageSize::ExactMatch));
  writer.setPageMargins(QMarginsF());
  writer.setTitle(page.title);
  writer.setCreator(QGuiApplication::applicationName());
  QPainter painter;
  if (!painter.begin(&writer)) return cannot_paint();
  page.paint(painter);
  painter.end();
  return bytes;
}

Result<QByteArray> chart_png(const ChartContent& content, QSize size, double scale) {
  return page_png(page_of(content, size), size, scale);
}

Result<QByteArray> chart_svg(const ChartContent& content, QSize size) {
  return page_svg(page_of(content, size), size);
}

Result<QByteArray> chart_pdf(const ChartContent& content, QSize size) {
  return page_pdf(page_of(content, size), size);
}

QByteArray csv_head(bool with_chart) {
  return QByteArray(with_chart ? "chart," : "") + "series,step,epoch,time_s,value\n";
}

QByteArray csv_rows(const ChartContent& content, const QString& chart) {
  fmt::memory_buffer text;
  auto out = std::back_inserter(text);
  const std::string before = chart.isEmpty() ? std::string() : csv_field(chart) + ",";
  for (const ChartLine& line : content.lines) {
    const auto& samples = *line.samples;
    const std::string label = before + csv_field(samples.style.label);
    for (std::size_t i = 0; i < samples.size(); ++i)
      fmt::format_to(out, "{},{},{},{},{}\n", label, samples.step[i], samples.epoch[i], samples.time_s[i],
                     samples.y[i]);
  }
  return {text.data(), static_cast<qsizetype>(text.size())};
}

QByteArray chart_csv(const ChartContent& content) { return csv_head(false) + csv_rows(content, {}); }

Status write_chart_file(const QString& file, const Result<QByteArray>& bytes) {
  const std::string place = file.toStdString();
  if (!bytes) {
    Error error = bytes.error();
    error.place = place;
    return tl::unexpected(error);
  }
  QSaveFile target(file);
  const bool written =
      target.open(QIODevice::WriteOnly) && target.write(*bytes) == bytes->size() && target.commit();
  if (written) return {};
  return failed(place, "cannot be written: " + target.errorString().toStdString(),
                "choose a folder that exists, that you may write to and that has room");
}

}  // namespace accelbench
