// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/unattended.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <iostream>

#include "core/results/exports.h"
#include "ui/models/comparison_text.h"
#include "ui/panels/export_dialog.h"

namespace accelbench {

namespace {

constexpr int bad_input_status = 2;
constexpr int nothing_usable_status = 3;
constexpr int interrupted_status = 130;
constexpr double picture_scale = 2;

int exit_status_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::bad_input:
      return bad_input_status;
    case ErrorKind::unavailable:
      return nothing_usable_status;
    case ErrorKind::failed:
      return 1;
    case ErrorKind::interrupted:
      return interrupted_status;
  }
  return 1;
}

int exit_status_of(const std::vector<RunSummary>& runs) {
  const auto has = [&](RunStatus status) { return std::ranges::count(runs, status, &RunSummary::status); };
  if (has(RunStatus::failed) + has(RunStatus::diverged) > 0) return 1;
  if (has(RunStatus::stopped) > 0) return interrupted_status;
  const bool none_usable = has(RunStatus::unavailable) == static_cast<std::ptrdiff_t>(runs.size());
  return none_usable ? nothing_usable_status : 0;
}

/// A certificate that failed, or a run: 1. Nothing that could be used: 3.
int exit_status_of(const ComparisonRecord& facts) {
  if (facts.end == ComparisonEnd::stopped) return interrupted_status;
  const auto unusable = [](const CertificateRecord& one) { return one.status == RunStatus::unavailable; };
  if (std::ranges::all_of(facts.certificates, unusable)) return nothing_usable_status;
  const bool refuted = std::ranges::any_of(facts.certificates, [&](const CertificateRecord& one) {
    return !one.comparable && one.algorithm == "same" && !unusable(one);
  });
  const bool failed_run = std::ranges::any_of(facts.rounds, [](const RoundRecord& round) {
    return std::ranges::any_of(round.runs, [](const RoundRun& run) {
      return run.summary.status == RunStatus::failed || run.summary.status == RunStatus::diverged;
    });
  });
  return refuted || failed_run || facts.end == ComparisonEnd::nothing_to_compare ? 1 : 0;
}

}  // namespace

Unattended::Unattended(MainWindow& window, Errand errand, QObject* parent)
    : QObject(parent), window_(window), errand_(std::move(errand)) {}

void Unattended::begin() {
  if (errand_.experiment.endsWith(QStringLiteral(".accelresults"))) return show_results();
  if (!errand_.experiment.isEmpty() && !window_.open_file(errand_.experiment)) {
    std::cerr << window_.messages().text().toStdString() << '\n';
    return finish(bad_input_status);
  }
  if (errand_.train) return begin_training();
  if (errand_.compare) return begin_comparison();
  leave(0);
}

void Unattended::begin_training() {
  connect(&window_, &MainWindow::training_ended, this, &Unattended::after_training, Qt::SingleShotConnection);
  if (window_.train()) return;
  std::cerr << window_.messages().text().toStdString() << '\n';
  finish(window_.document().problems().empty() ? nothing_usable_status : bad_input_status);
}

/// What cannot be used is known only when the devices have answered; without, it could be the baseline.
void Unattended::begin_comparison() {
  const DeviceList& devices = window_.devices();
  if (!devices.devices().empty() || !devices.problem().isEmpty()) return compare();
  connect(&devices, &DeviceList::changed, this, &Unattended::compare, Qt::SingleShotConnection);
}

void Unattended::compare() {
  connect(&window_, &MainWindow::comparison_ended, this, &Unattended::after_comparison,
          Qt::SingleShotConnection);
  if (window_.compare()) return;
  std::cerr << window_.messages().text().toStdString() << '\n';
  finish(window_.document().problems().empty() ? nothing_usable_status : bad_input_status);
}

/// A results file is read on another thread.
void Unattended::show_results() {
  const auto shown = [this] {
    if (window_.compared().recorded()) return leave(0);
    std::cerr << window_.messages().text().toStdString() << '\n';
    finish(bad_input_status);
  };
  connect(&window_, &MainWindow::results_opened, this, shown, Qt::SingleShotConnection);
  window_.open_results(errand_.experiment);
}

void Unattended::after_training() { leave(print_outcome()); }
void Unattended::after_comparison() { leave(print_comparison()); }

/// Exports what there is; an export that fails is a failure of the whole.
void Unattended::leave(int exit_status) {
  const Status exported = export_all();
  if (!exported) std::cerr << to_string(exported.error()) << '\n';
  if (!exported && exit_status == 0) exit_status = exit_status_of(exported.error());
  finish(exit_status);
}

int Unattended::print_comparison() const {
  const auto& outcome = *window_.comparison().outcome();
  if (!outcome) {
    std::cerr << to_string(outcome.error()) << '\n';
    return exit_status_of(outcome.error());
  }
  std::cout << whole_text(window_.compared()).toStdString() << std::endl;
  return exit_status_of(outcome->facts);
}

int Unattended::print_outcome() const {
  const auto& outcome = *window_.controller().outcome();
  if (!outcome) {
    std::cerr << to_string(outcome.error()) << '\n';
    return exit_status_of(outcome.error());
  }
  const Experiment& experiment = window_.document().experiment();
  const std::string baseline = !experiment.comparison.baseline.empty() || experiment.accelerators.empty()
                                   ? experiment.comparison.baseline
                                   : experiment.accelerators.front().id;
  std::cout << report_table(outcome->runs, baseline) << std::flush;
  return exit_status_of(outcome->runs);
}

Status Unattended::export_all() const {
  if (errand_.export_folder.isEmpty()) return {};
  const std::string folder = errand_.export_folder.toStdString();
  if (!QDir().mkpath(errand_.export_folder))
    return bad_input(folder, "the folder cannot be made", "choose a folder that can be written");
  if (Status charts = export_charts(); !charts) return charts;
  if (Status report = export_report_pages(); !report) return report;
  if (!window_.compared().empty()) return export_comparison();
  return export_report();
}

/// The three of old always; of the others those that have something to show. The picture of the board has all
/// of them.
Status Unattended::export_charts() const {
  ChartBoard& board = window_.charts();
  const QDir folder(errand_.export_folder);
  std::vector<BoardChart> told;
  for (int i = 0; i < board_charts; ++i) {
    const auto which = static_cast<BoardChart>(i);
    const bool always = which == loss_chart || which == throughput_chart || which == utilization_chart;
    if (!always && !board.has_content(which)) continue;
    told.push_back(which);
    for (const ExportFormat format :
         {ExportFormat::png, ExportFormat::svg, ExportFormat::pdf, ExportFormat::csv}) {
      if (format == ExportFormat::csv && !curves_of(which)) continue;
      const QString file = folder.filePath(chart_id(which) + u'.' + suffix_of(format));
      if (Status done = export_one(board, which, format, picture_scale, file); !done) return done;
    }
    std::cout << folder.filePath(chart_id(which)).toStdString() << ".png\n";
  }
  board.arrange(BoardLayout::of(told));
  for (const ExportFormat format :
       {ExportFormat::png, ExportFormat::svg, ExportFormat::pdf, ExportFormat::csv})
    if (Status done = export_board(board.page(), format, picture_scale,
                                   folder.filePath(QStringLiteral("board.") + suffix_of(format)));
        !done)
      return done;
  std::cout << folder.filePath(QStringLiteral("board.png")).toStdString() << '\n';
  return {};
}

Status Unattended::export_report_pages() const {
  if (window_.results_file().empty()) return {};
  for (const ExportFormat format : {ExportFormat::html, ExportFormat::pdf}) {
    const QString file = QDir(errand_.export_folder).filePath(QStringLiteral("report.") + suffix_of(format));
    if (Status done = export_report_file(window_.results_file().string(), format, file); !done) return done;
    std::cout << file.toStdString() << '\n';
  }
  return {};
}

Status Unattended::export_comparison() const {
  if (Status done = window_.export_comparison(errand_.export_folder); !done) return done;
  for (const auto& named : window_.verdict().figures())
    std::cout << QDir(errand_.export_folder).filePath(named.stem).toStdString() << ".png\n";
  return {};
}

Status Unattended::export_report() const {
  if (window_.results_file().empty()) return {};
  auto results = read_results(window_.results_file());
  if (!results) return tl::unexpected(results.error());
  return write_report_csv(*results, errand_.export_folder.toStdString(), true);
}

void Unattended::finish(int exit_status) {
  if (errand_.quit) emit done(exit_status);
}

}  // namespace accelbench
