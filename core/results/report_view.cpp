// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/report_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/experiment/yaml.h"
#include "core/run/training.h"

namespace accelbench {
namespace {

std::optional<TrainingRows> planned_rows(const Experiment& experiment) {
  TrainingRequest request;
  request.experiment = experiment;
  auto rows = rows_of(request);
  return rows ? std::optional(std::move(*rows)) : std::nullopt;
}

int look_of(const Experiment& experiment, const std::string& accelerator) {
  const auto& all = experiment.accelerators;
  const auto found = std::ranges::find(all, accelerator, &AcceleratorSpec::id);
  return static_cast<int>(found - all.begin());
}

}  // namespace

ReportView::ReportView(const ReportSource& source) : source_(source) {
  if (source_.judgement && results().comparison) facts_ = &*results().comparison;
  auto read = read_experiment(results().experiment_text, "experiment");
  if (read) experiment_ = std::move(read->experiment);
  read_rows();
  facts_ ? collect_rounds() : collect_training();
  if (variants_.empty()) variants_.emplace_back();
  index();
}

void ReportView::index() {
  for (const ReportRow& row : rows_) by_variant_[row.variant].push_back(&row);
  if (!facts_) return;
  for (const CertificateRecord& certificate : facts_->certificates)
    certificates_.emplace(certificate.row, &certificate);
  for (const PairJudgement& pair : judgement()->pairs)
    pairs_.emplace(std::pair(pair.a, pair.quantity), &pair);
}

void ReportView::add_row(ReportRow row) {
  if (row_places_.emplace(row.run, rows_.size()).second) rows_.push_back(std::move(row));
}

// In the order of the experiment; what only the file's runs know comes behind.
void ReportView::read_rows() {
  const auto planned = planned_rows(experiment_);
  if (!planned) return;
  for (const VariantExperiment& variant : planned->variants) variants_.push_back(variant.variant.name);
  for (const TrainingRow& row : planned->rows)
    add_row({row.run, row.accelerator.id, display_label(row.accelerator), row.variant,
             look_of(experiment_, row.accelerator.id), row.accelerator.currency});
}

void ReportView::collect_training() {
  std::set<std::string> trained;
  for (const RunRecord& run : results().runs) {
    const std::string& id = run.summary.accelerator;
    add_row({run.run, id, run.label.empty() ? id : run.label, 0, look_of(experiment_, id), ""});
    runs_[run.run].push_back({&run.summary, nullptr, nullptr, &run, true});
    trained.insert(run.run);
  }
  // Rows that this training did not ask for are no part of it.
  std::erase_if(rows_, [&](const ReportRow& row) { return !trained.contains(row.run); });
  row_places_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i) row_places_.emplace(rows_[i].run, i);
}

void ReportView::collect_rounds() {
  std::map<std::string, const RunRecord*> records;
  for (const RunRecord& run : results().runs) records.emplace(run.run, &run);
  for (const RoundRecord& round : facts_->rounds) {
    if (!round.finished) continue;
    for (const RoundRun& run : round.runs) {
      add_row({run.row, run.accelerator, run.accelerator, run.variant, look_of(experiment_, run.accelerator),
               ""});
      const auto record = records.find(run.run);
      runs_[run.row].push_back(
          {&run.summary, &round, &run, record == records.end() ? nullptr : record->second, !round.set_aside});
    }
  }
}

const ReportRow* ReportView::row(const std::string& run) const {
  const auto found = row_places_.find(run);
  return found == row_places_.end() ? nullptr : &rows_[found->second];
}

const std::vector<const ReportRow*>& ReportView::rows_of(std::size_t variant) const {
  static const std::vector<const ReportRow*> none;
  const auto found = by_variant_.find(variant);
  return found == by_variant_.end() ? none : found->second;
}

std::string ReportView::variant_name(std::size_t variant) const {
  if (!swept()) return {};
  const std::string name = variant < variants_.size() ? variants_[variant] : "";
  return fmt::format("variant {}{}", variant + 1, name.empty() ? "" : ": " + name);
}

std::vector<svg::Rgb> ReportView::colors() const {
  std::vector<svg::Rgb> colors;
  for (const AcceleratorSpec& accelerator : experiment_.accelerators)
    colors.push_back(
        svg::color_named(accelerator.color, svg::accelerator_color(static_cast<int>(colors.size()))));
  colors.push_back(svg::accelerator_color(static_cast<int>(colors.size())));  // of rows that it does not know
  return colors;
}

const std::vector<ReportRun>& ReportView::runs(const std::string& row) const {
  static const std::vector<ReportRun> none;
  const auto found = runs_.find(row);
  return found == runs_.end() ? none : found->second;
}

std::vector<ReportRun> ReportView::counted(const std::string& row) const {
  std::vector<ReportRun> counted = runs(row);
  std::erase_if(counted, [](const ReportRun& run) { return !run.counted; });
  return counted;
}

const CertificateRecord* ReportView::certificate(const std::string& row) const {
  const auto found = certificates_.find(row);
  return found == certificates_.end() ? nullptr : found->second;
}

const PairJudgement* ReportView::pair(const std::string& a, Quantity quantity) const {
  const auto found = pairs_.find({a, quantity});
  return found == pairs_.end() ? nullptr : found->second;
}

std::vector<RowFigures> ReportView::figures() const {
  if (judgement()) return judgement()->rows;
  std::vector<RowFigures> all;
  for (const ReportRow& row : rows_) {
    RowFigures figures{row.run, row.accelerator, row.variant, {}};
    for (const auto& named : Names<Quantity>::table)
      figures.figures.push_back(
          {named.value, value(named.value, runs(row.run).front(), row.run), {}, {}, 1, ""});
    all.push_back(std::move(figures));
  }
  return all;
}

std::optional<double> ReportView::value(Quantity quantity, const ReportRun& run,
                                        const std::string& row) const {
  return source_.value_of ? source_.value_of(quantity, *run.summary, row) : std::nullopt;
}

QuantityFigure figure_of(const RowFigures& row, Quantity quantity) {
  const auto found = std::ranges::find(row.figures, quantity, &QuantityFigure::quantity);
  return found == row.figures.end() ? QuantityFigure{quantity, {}, {}, {}, 0, ""} : *found;
}

}  // namespace accelbench
