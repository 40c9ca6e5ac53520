// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/engine/epoch_losses.h"
#include "core/results/comparison_words.h"
#include "core/results/report_parts.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

/// One column of the table of figures, left out where no accelerator has it.
struct FigureColumn {
  std::string title;
  std::function<std::string(const RowFigures&)> text;
};

/// Median and range over the counted runs of what summaries tell.
std::string summary_text(const ReportView& view, const std::string& row,
                         const std::function<std::optional<double>(const RunSummary&)>& get,
                         std::string (*text)(std::optional<double>)) {
  std::vector<double> values;
  for (const ReportRun& run : view.counted(row))
    if (const auto value = get(*run.summary)) values.push_back(*value);
  return text(median_of(std::move(values)));
}

std::optional<double> utilization_of(const RunSummary& run) {
  return run.devices.empty() ? std::nullopt : run.devices.front().utilization_mean;
}

std::string cold_start_text(const ReportView& view, const RowFigures& row) {
  const CertificateRecord* certificate = view.certificate(row.row);
  return readable_seconds(certificate ? certificate->cold_start_s : std::nullopt);
}

std::string currency_of(const ReportView& view, const std::string& row) {
  const ReportRow* known = view.row(row);
  return known ? known->currency : "";
}

std::vector<FigureColumn> figure_columns(const ReportView& view) {
  std::vector<FigureColumn> columns = {
      {"cold start", [&view](const RowFigures& row) { return cold_start_text(view, row); }}};
  for (const auto& named : Names<Quantity>::table)
    if (named.value != view.quantity())
      columns.push_back({words_of(named.value), [&view, quantity = named.value](const RowFigures& row) {
                           return figure_text(figure_of(row, quantity), currency_of(view, row.row));
                         }});
  columns.push_back({"utilization", [&view](const RowFigures& row) {
                       return summary_text(view, row.row, utilization_of, readable_share);
                     }});
  columns.push_back({"FLOP/s", [&view](const RowFigures& row) {
                       const auto rate = [](const RunSummary& run) { return run.achieved_flop_per_s; };
                       return summary_text(view, row.row, rate, readable_count);
                     }});
  return columns;
}

/// Each reason once: "energy to target: cpu, cpu-all: no counter can be read".
std::vector<std::string> missing_notes(const ReportView& view) {
  std::map<std::pair<Quantity, std::string>, std::set<std::string>> rows;
  for (const RowFigures& row : view.judgement()->rows)
    for (const QuantityFigure& figure : row.figures)
      if (!figure.median && !figure.reason.empty())
        rows[{figure.quantity, figure.reason}].insert(row.accelerator);
  std::vector<std::string> notes;
  for (const auto& [what, names] : rows) {
    const std::string who = names.size() == 1 ? *names.begin() : fmt::format("{} accelerators", names.size());
    notes.push_back(fmt::format("{} of {}: {}", words_of(what.first), who, what.second));
  }
  return notes;
}

std::string kinds_note(const ReportView& view) {
  std::set<std::string> kinds;
  for (const ReportRow& row : view.rows())
    for (const ReportRun& run : view.runs(row.run))
      if (!run.summary->devices.empty()) kinds.insert(run.summary->devices.front().utilization_kind);
  kinds.erase("");
  std::string all;
  for (const std::string& kind : kinds) all += (all.empty() ? "" : "; ") + kind;
  return all.empty() ? "" : "Utilization: " + all + ".";
}

/// Said where figures of both kinds stand in one table.
std::string losses_note(const ReportView& view) {
  std::string at_end;
  bool others = false;
  for (const ReportRow& row : view.rows()) {
    const auto runs = view.runs(row.run);
    if (runs.empty()) continue;
    if (tells_losses_at_epochs_end(runs.front().summary->engine))
      at_end += (at_end.empty() ? "" : ", ") + row.accelerator;
    else
      others = true;
  }
  if (at_end.empty() || !others) return {};
  return fmt::format(
      "Final loss of {}: of the weights at the epoch's end; of the others the mean over the epoch while "
      "weights moved. A target on them, too.",
      at_end);
}

std::vector<ReportCell> run_cells(const ReportView& view, const ReportRow& row, const ReportRun& run) {
  const RunSummary& summary = *run.summary;
  std::vector<ReportCell> cells = {{std::to_string(run.round->round)}, name_cell(view, row.run)};
  add_variant_cell(view, row.variant, cells);
  cells.push_back({run.counted ? "yes" : "set aside"});
  cells.push_back({std::string(name_of(summary.status))});
  for (const auto& named : Names<Quantity>::table)
    cells.push_back({value_text(named.value, view.value(named.value, run, row.run), row.currency)});
  cells.push_back({readable_seconds(summary.total_s)});
  cells.push_back({readable_share(utilization_of(summary))});
  return cells;
}

constexpr std::size_t most_runs_on_a_page = 1000;

}  // namespace

ReportPart figures_part(const ReportView& view) {
  ReportPart part{"figures", "Further figures", {}, {}, {}};
  const auto& rows = view.judgement()->rows;
  part.table.columns = {{"accelerator", Align::left}};
  add_variant_column(view, part.table);
  for (const RowFigures& row : rows) {
    part.table.rows.push_back({name_cell(view, row.row)});
    add_variant_cell(view, row.variant, part.table.rows.back());
  }
  for (const FigureColumn& column : figure_columns(view)) {
    std::vector<std::string> texts;
    for (const RowFigures& row : rows) texts.push_back(column.text(row));
    if (std::ranges::all_of(texts, [](const std::string& text) { return text == not_measured_mark; }))
      continue;
    part.table.columns.push_back({column.title, Align::right});
    for (std::size_t i = 0; i < rows.size(); ++i) part.table.rows[i].push_back({texts[i]});
  }
  part.notes = missing_notes(view);
  if (std::string losses = losses_note(view); !losses.empty()) part.notes.push_back(std::move(losses));
  if (std::string kinds = kinds_note(view); !kinds.empty()) part.notes.push_back(std::move(kinds));
  return part;
}

ReportPart runs_part(const ReportView& view) {
  ReportPart part{"runs", "Every run", {}, {}, {}, true};
  part.table.columns = {{"round", Align::right}, {"accelerator", Align::left}};
  add_variant_column(view, part.table);
  part.table.columns.push_back({"counted", Align::left});
  part.table.columns.push_back({"status", Align::left});
  for (const auto& named : Names<Quantity>::table)
    part.table.columns.push_back({words_of(named.value), Align::right});
  part.table.columns.push_back({"total", Align::right});
  part.table.columns.push_back({"utilization", Align::right});
  for (const ReportRow& row : view.rows())
    for (const ReportRun& run : view.runs(row.run))
      if (part.table.rows.size() < most_runs_on_a_page) part.table.rows.push_back(run_cells(view, row, run));
  if (part.table.rows.size() == most_runs_on_a_page)
    part.notes.push_back("Only the first 1000 runs are listed; rounds.csv of --csv has all of them.");
  return part;
}

}  // namespace accelbench
