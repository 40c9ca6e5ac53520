// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "core/base/not_built.h"
#include "core/engine/epoch_losses.h"
#include "core/results/exports.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

/// One column: its title and what stands in it for a run.
struct RunColumn {
  std::string title;
  Align align;
  std::function<std::string(const RunSummary&)> cell;
};

/// The run that a ratio is taken to: of the baseline in the same variant.
class Baselines {
 public:
  Baselines(const std::vector<RunSummary>& runs, const std::string& id) {
    if (!runs.empty()) id_ = id.empty() ? runs.front().accelerator : id;
    for (const RunSummary& run : runs) {
      is_alone_ = is_alone_ && run.accelerator == id_;
      if (run.accelerator == id_) of_variant_.emplace(run.variant.name, &run);
    }
  }
  /// Whether there is anything to set against anything.
  bool exist() const { return !of_variant_.empty() && !is_alone_; }
  const std::string& id() const { return id_; }
  const RunSummary* of(const RunSummary& run) const {
    const auto found = of_variant_.find(run.variant.name);
    return found == of_variant_.end() ? nullptr : found->second;
  }

 private:
  std::string id_;
  bool is_alone_ = true;
  std::unordered_map<std::string, const RunSummary*> of_variant_;
};

std::string ratio(const RunSummary& run, const RunSummary* baseline) {
  if (!baseline || !run.samples_per_second || !baseline->samples_per_second ||
      !(*baseline->samples_per_second > 0))
    return not_measured_mark;
  return fmt::format("{:.2f}", *run.samples_per_second / *baseline->samples_per_second);
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

std::string utilization_text(const RunSummary& run) {
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

void add_quality_columns(std::vector<RunColumn>& columns, const std::vector<RunSummary>& runs) {
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

bool has_ceiling(const RunSummary& run) {
  return run.achieved_flop_per_s && run.gemm_ceiling_flop_per_s && *run.gemm_ceiling_flop_per_s > 0;
}

/// "88.0 G (76 %)".
std::string flop_of(const RunSummary& run) {
  const std::string rate = readable_count(run.achieved_flop_per_s);
  if (!has_ceiling(run)) return rate;
  return fmt::format("{} ({:.0f} %)", rate, 100 * *run.achieved_flop_per_s / *run.gemm_ceiling_flop_per_s);
}

constexpr const char* ceiling_note =
    "FLOP/s: in brackets the share of what matrix products reach there on as many threads (accelbench-cli "
    "selftest)\n";

bool is_of_an_outside_engine(const RunSummary& run) {
  return has_run(run) && run.engine != name_of(EngineKind::cpu) && run.engine != name_of(EngineKind::cuda);
}

std::string start_seconds_text(const RunSummary& run) {
  if (!run.launch_s) return not_measured_mark;
  return readable_seconds(std::max(0.0, *run.launch_s - run.import_s.value_or(0)) + run.load_s.value_or(0));
}

/// What comes before training: little for engines of this program, and most of a short run elsewhere.
void add_start_columns(std::vector<RunColumn>& columns, const std::vector<RunSummary>& runs) {
  columns.push_back({"start", Align::right, start_seconds_text});
  if (std::ranges::any_of(runs, [](const RunSummary& run) { return run.import_s.has_value(); }))
    columns.push_back(
        {"import", Align::right, [](const RunSummary& run) { return readable_seconds(run.import_s); }});
  columns.push_back(
      {"compile", Align::right, [](const RunSummary& run) { return readable_seconds(run.compile_s); }});
}

void add_speed_columns(std::vector<RunColumn>& columns, const std::vector<RunSummary>& runs,
                       const Baselines& baselines) {
  columns.push_back({"samples/s", Align::right,
                     [](const RunSummary& run) { return readable_count(run.samples_per_second); }});
  if (baselines.exist())
    columns.push_back({"/ " + printable(baselines.id()), Align::right,
                       [&baselines](const RunSummary& run) { return ratio(run, baselines.of(run)); }});
  if (std::ranges::any_of(runs, has_ceiling)) columns.push_back({"FLOP/s", Align::right, flop_of});
  columns.push_back({"utilization", Align::right, utilization_text});
  columns.push_back(
      {"step", Align::right, [](const RunSummary& run) { return readable_seconds(seconds_of_step(run)); }});
  if (std::ranges::any_of(runs, is_of_an_outside_engine)) add_start_columns(columns, runs);
  columns.push_back(
      {"training", Align::right, [](const RunSummary& run) { return readable_seconds(run.train_s); }});
  columns.push_back(
      {"total", Align::right, [](const RunSummary& run) { return readable_seconds(run.total_s); }});
  if (std::any_of(runs.begin(), runs.end(), [](const RunSummary& run) { return run.target.has_value(); }))
    columns.push_back({"target", Align::right, target_of});
}

std::string value_of(const RunSummary& run, const std::string& key) {
  const auto found = std::ranges::find(run.variant.settings, key, &VariantSetting::key);
  return found == run.variant.settings.end() ? std::string(not_measured_mark) : found->value;
}

/// The end of a key that no other key shares: "activation", or "layers.0.units" beside "layers.1.units".
std::string short_title(const std::string& key, const std::vector<VariantSetting>& settings) {
  for (auto dot = key.rfind('.'); dot != std::string::npos && dot > 0; dot = key.rfind('.', dot - 1)) {
    const std::string end = key.substr(dot);
    const auto shares = [&](const VariantSetting& other) { return ("." + other.key).ends_with(end); };
    const bool is_number = end[1] >= '0' && end[1] <= '9';
    if (!is_number && std::ranges::count_if(settings, shares) == 1) return end.substr(1);
  }
  return key;
}

/// One column for each swept key that takes more than one value.
void add_variant_columns(std::vector<RunColumn>& columns, const std::vector<RunSummary>& runs) {
  const auto swept = std::ranges::find_if(runs, [](const RunSummary& run) { return !run.variant.empty(); });
  if (swept == runs.end()) return;
  for (const auto& [key, value] : swept->variant.settings) {
    const auto differs = [&key = key, &value = value](const RunSummary& run) {
      return value_of(run, key) != value;
    };
    if (std::ranges::none_of(runs, differs)) continue;
    columns.push_back({short_title(key, swept->variant.settings), Align::left,
                       [key = key](const RunSummary& run) { return value_of(run, key); }});
  }
}

std::string reason_note(const RunSummary& run) {
  return status_and_reason(name_of(run.status), printable(run.reason));
}

std::string name_in_notes(const RunSummary& run) {
  const std::string variant = run.variant.empty() ? "" : " (" + run.variant.name + ")";
  return printable(run.accelerator + variant);
}

/// What is said of several runs is said once.
class Notes {
 public:
  void add(const std::string& name, const std::string& note) {
    const auto [at, is_new] = places_.emplace(note, lines_.size());
    if (is_new) lines_.push_back({name, note, 0});
    ++lines_[at->second].runs;
  }
  std::string text() const {
    std::string text;
    for (const Line& line : lines_)
      text += line.runs == 1 ? fmt::format("{}: {}\n", line.first, line.note)
                             : fmt::format("{} and {} other{}: {}\n", line.first, line.runs - 1,
                                           line.runs == 2 ? "" : "s", line.note);
    return text.empty() ? text : "\n" + text;
  }

 private:
  struct Line {
    std::string first, note;
    std::size_t runs;
  };
  std::vector<Line> lines_;
  std::unordered_map<std::string, std::size_t> places_;
};

std::string notes(const std::vector<RunSummary>& runs) {
  Notes notes;
  for (const RunSummary& run : runs) {
    if (!run.reason.empty()) notes.add(name_in_notes(run), reason_note(run));
    if (run.algorithm != "same")
      notes.add(name_in_notes(run), "another algorithm: " + printable(run.algorithm));
    else if (tells_losses_at_epochs_end(run.engine) && has_run(run))
      notes.add(name_in_notes(run),
                "its loss is that of the weights at the epoch's end, not the mean while they moved");
  }
  return notes.text();
}

}  // namespace

RunTable run_table(const std::vector<RunSummary>& runs, const std::string& baseline) {
  std::vector<RunColumn> columns = {
      {"accelerator", Align::left, [](const RunSummary& run) { return run.accelerator; }}};
  add_variant_columns(columns, runs);
  columns.insert(
      columns.end(),
      {{"precision", Align::left, [](const RunSummary& run) { return run.precision; }},
       {"status", Align::left, [](const RunSummary& run) { return std::string(name_of(run.status)); }},
       {"epochs", Align::right, [](const RunSummary& run) { return count_of(run, run.epochs); }}});
  add_quality_columns(columns, runs);
  const Baselines baselines(runs, baseline);
  add_speed_columns(columns, runs, baselines);
  RunTable table;
  for (const RunColumn& column : columns) table.columns.push_back({printable(column.title), column.align});
  for (const RunSummary& run : runs) {
    table.rows.emplace_back();
    for (const RunColumn& column : columns) table.rows.back().push_back(column.cell(run));
  }
  const bool tells_ceiling = std::ranges::any_of(runs, has_ceiling);
  table.notes = notes(runs) + (tells_ceiling ? std::string("\n") + ceiling_note : std::string());
  return table;
}

std::string report_table(const std::vector<RunSummary>& runs, const std::string& baseline) {
  RunTable told = run_table(runs, baseline);
  TextTable table(std::move(told.columns));
  for (auto& row : told.rows) table.add_row(std::move(row));
  return table.text() + told.notes;
}

}  // namespace accelbench
