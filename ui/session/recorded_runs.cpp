// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recorded_runs.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include "ui/session/comparison_board.h"

namespace accelbench {

namespace {

/// Halfway to the grey that is as far from white as from black: it steps back on both.
QColor dimmed(const QColor& color) {
  constexpr int grey = 128;
  return {(color.red() + grey) / 2, (color.green() + grey) / 2, (color.blue() + grey) / 2};
}

/// One entry of the legend, that of the first line, stands for all of a file.
void lay_over(const SampleSeries& series, const QString& name, Overlay::Series& all) {
  if (series.size() == 0) return;
  auto copy = std::make_shared<SampleSeries>(series);
  copy->style.label = QStringLiteral("%1 · %2").arg(name, series.style.label);
  copy->style.color = dimmed(series.style.color);
  copy->style.marker = -1;
  copy->style.stands_with = all.empty() ? QString() : all.front()->style.label;
  all.push_back(std::move(copy));
}

void add_lines(const CurveSet& curves, const QString& name, Overlay& overlay) {
  for (std::size_t kind = 0; kind < curve_kinds; ++kind)
    for (const CurveSet::Held& one : curves.of(static_cast<CurveKind>(kind)))
      lay_over(*one.samples, name, overlay.lines[static_cast<CurveKind>(kind)]);
}

/// "Seed network, 7/1/26 12:34": the same experiment is often recorded many times.
QString overlay_name(const Results& results) {
  const auto made = QDateTime::fromString(QString::fromStdString(results.created), Qt::ISODate);
  const QString name = QString::fromStdString(results.experiment_name);
  return made.isValid() ? QStringLiteral("%1, %2").arg(
                              name, QLocale().toString(made.toLocalTime(), QLocale::ShortFormat))
                        : name;
}

}  // namespace

std::vector<Event> events_of(const RunRecord& run, const std::string& row) {
  std::vector<Event> events;
  for (const DeviceSample& sample : run.readings)
    events.push_back({row, 0, sample.t_s, DeviceEvent{sample.reading}});
  events.push_back({row, 0, 0, EpochsEvent{run.metrics, run.validation, run.epochs}});
  return events;
}

std::vector<RunBoard::Message> show_recorded(const Results& results, std::vector<RunIdentity> rows,
                                             RunBoard& board) {
  board.begin(rows, results.together);
  std::vector<RunBoard::Message> messages;
  for (const RunRecord& run : results.runs) {
    std::vector<Event> events = events_of(run, run.run);
    for (const LogLine& line : run.log)
      events.push_back({run.run, 0, line.t_s, MessageEvent{line.level, line.text}});
    RunFinished finished;
    finished.summary = run.summary;
    finished.status = run.finished ? run.summary.status : RunStatus::failed;
    finished.reason = run.finished ? run.summary.reason : "the program ended before the run did";
    events.push_back({run.run, 0, 0, finished});
    for (RunBoard::Message& said : board.apply(events)) messages.push_back(std::move(said));
  }
  return messages;
}

const Overlay::Series& Overlay::of(CurveKind kind) const {
  static const Series none;
  const auto found = lines.find(kind);
  return found == lines.end() ? none : found->second;
}

Overlay overlay_of(const OpenedResults& opened, std::vector<RunIdentity> rows) {
  const Results& results = opened.judged->results;
  Overlay overlay;
  overlay.file = results.file.string();
  overlay.name = overlay_name(results);
  if (results.comparison && opened.judged->judgement) {
    ComparisonBoard board;
    board.show(opened.experiment, std::move(rows), *opened.judged);
    add_lines(*board.runs().curves(), overlay.name, overlay);
  } else {
    RunBoard board;
    show_recorded(results, std::move(rows), board);
    add_lines(*board.curves(), overlay.name, overlay);
  }
  return overlay;
}

}  // namespace accelbench
