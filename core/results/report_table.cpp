// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/results/exports.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

/// One column: its title and what stands in it for a run.
struct Column {
  std::string title;
  Align align;
  std::function<std::string(const RunSummary&)> cell;
};

const RunSummary* baseline_of(const std::vector<RunSummary>& runs, const std::string& baseline) {
  if (runs.empty()) return nullptr;
  if (baseline.empty()) return &runs.front();
  const auto found = std::find_if(runs.begin(), runs.end(),
                                  [&](const RunSummary& run) { return run.accelerator == baseline; });
  return found == runs.end() ? nullptr : &*found;
}

std::string ratio(const RunSummary& run, const RunSummary& baseline) {
  if (!run.samples_per_second || !baseline.samples_per_second || !(*baseline.samples_per_second > 0))
    return not_measured_mark;
  return fmt::format("{:.2f}", *run.samples_per_second / *baseline.samples_per_second);
}

bool has_run(const RunSummary& run) { return run.status != RunStatus::unavailable; }

std::string count_of(const RunSummary& run, std::int64_t value) {
  return has_run(run) ? std::to_string(value) : not_measured_mark;
}

std::optional<double> metric_of(const RunSummary& run, const std::string& name) {
  for (const auto& [metric, value] : run.final_metrics)
    if (metric == name) return value;
  return std::nullopt;
}

std::string utilization_of(const RunSummary& run) {
  return readable_share(run.devices.empty() ? std::nullopt : run.devices.front().utilization_mean);
}

std::string target_of(const RunSummary& run) {
  if (!run.target) return not_measured_mark;
  return run.target->reached ? readable_seconds(run.target->seconds) : "not reached";
}

std::optional<double> seconds_of_step(const RunSummary& run) {
  return run.step_us.median ? std::optional(*run.step_us.median * 1e-6) : std::nullopt;
}

// Metric names in the order in which they first occur.
std::vector<std::string> metric_names(const std::vector<RunSummary>& runs) {
  std::vector<std::string> names;
  for (const RunSummary& run : runs)
    for (const auto& [name, value] : run.final_metrics)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

void add_quality_columns(std::vector<Column>& columns, const std::vector<RunSummary>& runs) {
  columns.push_back(
      {"loss", Align::right, [](const RunSummary& run) { return readable_number(run.final_loss); }});
  if (std::any_of(runs.begin(), runs.end(),
                  [](const RunSummary& run) { return run.final_val_loss.has_value(); }))
    columns.push_back({"val_loss", Align::right,
                       [](const RunSummary& run) { return readable_number(run.final_val_loss); }});
  for (const std::string& name : metric_names(runs))
    columns.push_back({name, Align::right,
                       [name](const RunSummary& run) { return readable_number(metric_of(run, name)); }});
}

void add_speed_columns(std::vector<Column>& columns, const std::vector<RunSummary>& runs,
                       const RunSummary* baseline) {
  columns.push_back({"samples/s", Align::right,
                     [](const RunSummary& run) { return readable_count(run.samples_per_second); }});
  if (baseline != nullptr && runs.size() > 1)
    columns.push_back({"/ " + printable(baseline->accelerator), Align::right,
                       [baseline](const RunSummary& run) { return ratio(run, *baseline); }});
  columns.push_back({"utilization", Align::right, utilization_of});
  columns.push_back(
      {"step", Align::right, [](const RunSummary& run) { return readable_seconds(seconds_of_step(run)); }});
  columns.push_back(
      {"training", Align::right, [](const RunSummary& run) { return readable_seconds(run.train_s); }});
  columns.push_back(
      {"total", Align::right, [](const RunSummary& run) { return readable_seconds(run.total_s); }});
  if (std::any_of(runs.begin(), runs.end(), [](const RunSummary& run) { return run.target.has_value(); }))
    columns.push_back({"target", Align::right, target_of});
}

// "gpu: unavailable: this build has …": the status once, also where the reason begins with it.
std::string reason_note(const RunSummary& run) {
  const std::string status(name_of(run.status));
  const bool said = run.reason.starts_with(status + ": ");
  return fmt::format("{}: {}{}\n", printable(run.accelerator), said ? "" : status + ": ",
                     printable(run.reason));
}

std::string notes(const std::vector<RunSummary>& runs) {
  std::string text;
  for (const RunSummary& run : runs) {
    if (!run.reason.empty()) text += reason_note(run);
    if (run.algorithm != "same")
      text +=
          fmt::format("{}: another algorithm: {}\n", printable(run.accelerator), printable(run.algorithm));
  }
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string report_table(const std::vector<RunSummary>& runs, const std::string& baseline) {
  std::vector<Column> columns = {
      {"accelerator", Align::left, [](const RunSummary& run) { return run.accelerator; }},
      {"precision", Align::left, [](const RunSummary& run) { return run.precision; }},
      {"status", Align::left, [](const RunSummary& run) { return std::string(name_of(run.status)); }},
      {"epochs", Align::right, [](const RunSummary& run) { return count_of(run, run.epochs); }}};
  add_quality_columns(columns, runs);
  add_speed_columns(columns, runs, baseline_of(runs, baseline));
  std::vector<TextTable::Column> titles;
  for (const Column& column : columns) titles.push_back({printable(column.title), column.align});
  TextTable table(std::move(titles));
  for (const RunSummary& run : runs) {
    std::vector<std::string> cells;
    for (const Column& column : columns) cells.push_back(column.cell(run));
    table.add_row(std::move(cells));
  }
  return table.text() + notes(runs);
}

}  // namespace accelbench
