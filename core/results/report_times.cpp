// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/report_times.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/results/comparison_words.h"

namespace accelbench {
namespace {

double seconds_of(const std::optional<double>& seconds) {
  return seconds && std::isfinite(*seconds) && *seconds > 0 ? *seconds : 0;
}

/// What summaries do not tell of a phase, its events do.
double told_seconds(const ReportRun& run, Phase phase) {
  double sum = 0;
  if (run.record)
    for (const PhaseSpan& span : run.record->phases)
      if (span.phase == phase && std::isfinite(span.seconds)) sum += std::max(span.seconds, 0.0);
  return sum;
}

/// Of one run, in the order of phase_names().
std::array<double, 9> phases_of(const ReportRun& run) {
  const RunSummary& summary = *run.summary;
  const double launch = seconds_of(summary.launch_s), import = std::min(seconds_of(summary.import_s), launch);
  std::array<double, 9> parts = {launch - import,
                                 import,
                                 seconds_of(summary.load_s),
                                 seconds_of(summary.compile_s),
                                 told_seconds(run, Phase::warm_up),
                                 seconds_of(summary.train_s),
                                 seconds_of(summary.evaluate_s),
                                 told_seconds(run, Phase::exchange),
                                 0};
  double told = seconds_of(summary.measure_s);
  for (const double part : parts) told += part;
  parts.back() = std::max(0.0, seconds_of(summary.total_s) - told);
  return parts;
}

/// The median of each part; all runs that have the parts.
std::vector<double> medians(const std::vector<std::vector<double>>& runs) {
  std::vector<double> parts;
  for (std::size_t part = 0; !runs.empty() && part < runs.front().size(); ++part) {
    std::vector<double> values;
    for (const auto& run : runs) values.push_back(run[part]);
    parts.push_back(median_of(std::move(values)).value_or(0));
  }
  return parts;
}

}  // namespace

std::vector<std::string> phase_names() {
  return {"launch", "import", "load", "compile", "warm-up", "train", "evaluate", "exchange", "rest"};
}

std::vector<double> phase_seconds(const ReportView& view, const ReportRow& row) {
  std::vector<std::vector<double>> runs;
  for (const ReportRun& run : view.counted(row.run))
    if (run.summary->total_s && run.summary->status != RunStatus::unavailable) {
      const auto parts = phases_of(run);
      runs.emplace_back(parts.begin(), parts.end());
    }
  return medians(runs);
}

std::vector<std::string> split_names() {
  return {"gather", "forward", "backward", "optimizer", "exchange", "other"};
}

std::vector<double> split_shares(const ReportView& view, const ReportRow& row) {
  std::vector<std::vector<double>> runs;
  for (const ReportRun& run : view.counted(row.run))
    if (const auto& split = run.summary->step_split)
      runs.push_back(
          {split->gather, split->forward, split->backward, split->optimizer, split->exchange, split->other});
  return medians(runs);
}

}  // namespace accelbench
