// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/comparison_csv.h"

#include <fmt/format.h>

#include "core/results/csv_text.h"
#include "core/results/exports.h"
#include "core/results/report_view.h"
#include "core/results/scaling_csv.h"

namespace accelbench {
namespace {

const char* yes_or_no(bool value) { return value ? "true" : "false"; }

void quantity_titles(CsvText& csv, std::initializer_list<const char*> suffixes) {
  for (const auto& named : Names<Quantity>::table)
    for (const char* suffix : suffixes) csv.cell(std::string(named.name) + suffix);
}

std::string accelerators_csv(const ReportView& view) {
  CsvText csv;
  csv.cells("row", "accelerator", "variant", "label", "comparable", "algorithm", "reason", "cold_start_s");
  quantity_titles(csv, {"", "_low", "_high", "_rounds", "_reason"});
  csv.cell("currency").end_row();
  for (const RowFigures& figures : view.judgement()->rows) {
    const CertificateRecord known =
        view.certificate(figures.row) ? *view.certificate(figures.row) : CertificateRecord();
    const ReportRow* row = view.row(figures.row);
    csv.cells(figures.row, figures.accelerator, static_cast<std::int64_t>(figures.variant + 1),
              row ? row->label : "", yes_or_no(known.comparable), known.algorithm, known.reason,
              known.cold_start_s);
    for (const auto& named : Names<Quantity>::table) {
      const QuantityFigure figure = figure_of(figures, named.value);
      csv.cells(figure.median, figure.low, figure.high, figure.rounds, figure.reason);
    }
    csv.cell(row ? row->currency : "").end_row();
  }
  return csv.text();
}

void pair_titles(CsvText& csv) {
  csv.cells("a", "b", "variant", "quantity", "decides", "verdict", "ratio", "low", "high", "level",
            "confidence", "rounds", "missed_a", "missed_b", "failed_a", "failed_b", "method", "within_floor",
            "resolved", "reason", "sentence");
}

void pair_cells(CsvText& csv, const PairJudgement& pair) {
  csv.cells(pair.a, pair.b, static_cast<std::int64_t>(pair.variant + 1), name_of(pair.quantity),
            yes_or_no(pair.decides), name_of(pair.verdict), pair.ratio, pair.low, pair.high, pair.level,
            pair.confidence, pair.rounds, pair.missed_a, pair.missed_b, pair.failed_a, pair.failed_b,
            pair.method, yes_or_no(pair.within_floor), yes_or_no(pair.resolved), pair.reason, pair.sentence);
}

std::string pairs_csv(const ReportView& view) {
  CsvText csv;
  csv.cell("rounds_set_aside");
  pair_titles(csv);
  csv.end_row();
  for (const auto* pairs : {&view.judgement()->pairs, &view.judgement()->pairs_with_set_aside})
    for (const PairJudgement& pair : *pairs) {
      csv.cell(pairs == &view.judgement()->pairs ? "left out" : "included");
      pair_cells(csv, pair);
      csv.end_row();
    }
  return csv.text();
}

std::string looks_csv(const ReportView& view) {
  CsvText csv;
  csv.cells("look", "after_round", "alpha_spent", "look_resolved");
  pair_titles(csv);
  csv.end_row();
  std::int64_t number = 0;
  for (const Look& look : view.judgement()->looks) {
    ++number;
    for (const PairJudgement& pair : look.pairs) {
      csv.cells(number, look.rounds, look.alpha_spent, yes_or_no(look.resolved));
      pair_cells(csv, pair);
      csv.end_row();
    }
  }
  return csv.text();
}

std::string disturbances_of(const RoundRun& run) {
  std::string all;
  for (const Disturbance& disturbance : run.disturbances)
    all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", name_of(disturbance.kind), disturbance.text);
  return all;
}

std::optional<double> quantity_value(const ReportView& view, Quantity quantity, const RoundRun& run) {
  return view.value(quantity, {&run.summary, nullptr, &run, nullptr, true}, run.row);
}

void round_cells(CsvText& csv, const ReportView& view, const RoundRecord& round, const RoundRun& run,
                 std::int64_t position) {
  const RunSummary& summary = run.summary;
  csv.cells(round.attempt, round.round, std::to_string(round.seed),
            yes_or_no(round.finished && !round.set_aside), yes_or_no(round.set_aside),
            yes_or_no(round.finished), position, run.run, run.row, run.accelerator,
            static_cast<std::int64_t>(run.variant + 1), name_of(summary.status), summary.reason,
            summary.fingerprint);
  for (const auto& named : Names<Quantity>::table) csv.cell(quantity_value(view, named.value, run));
  csv.cells(summary.energy_j, summary.time_to_first_step_s, summary.launch_s, summary.load_s,
            summary.compile_s, summary.evaluate_s, summary.measure_s, summary.total_s, summary.final_val_loss,
            summary.achieved_flop_per_s,
            summary.devices.empty() ? std::optional<double>() : summary.devices.front().utilization_mean,
            disturbances_of(run));
  csv.end_row();
}

std::string rounds_csv(const ReportView& view) {
  CsvText csv;
  csv.cells("attempt", "round", "seed", "counted", "set_aside", "finished", "position", "run", "row",
            "accelerator", "variant", "status", "reason", "fingerprint");
  quantity_titles(csv, {""});
  csv.cells("energy_j", "time_to_first_step_s", "launch_s", "load_s", "compile_s", "evaluate_s", "measure_s",
            "total_s", "val_loss", "achieved_flop_per_s", "utilization_mean", "disturbances");
  csv.end_row();
  for (const RoundRecord& round : view.facts()->rounds) {
    std::int64_t position = 0;
    for (const RoundRun& run : round.runs) round_cells(csv, view, round, run, ++position);
  }
  return csv.text();
}

}  // namespace

Status write_comparison_csv(const ReportSource& source, const std::filesystem::path& folder, bool force) {
  const ReportView view(source);
  std::vector<std::pair<std::string, std::string>> tables = report_csv(view.results());
  if (view.facts()) {
    tables.emplace_back("accelerators.csv", accelerators_csv(view));
    tables.emplace_back("pairs.csv", pairs_csv(view));
    tables.emplace_back("rounds.csv", rounds_csv(view));
    tables.emplace_back("looks.csv", looks_csv(view));
    if (source.scaling && !source.scaling->empty())
      tables.emplace_back("scaling.csv", scaling_csv(*source.scaling));
  }
  return write_tables(tables, folder, force);
}

}  // namespace accelbench
