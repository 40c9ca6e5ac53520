// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/results/comparison_report.h"
#include "core/results/svg/palette.h"

// What all parts of a report look up: rows with their names and colours, counted runs, certificates.
namespace accelbench {

/// One row of the experiment, as a report names it.
struct ReportRow {
  std::string run;  ///< "cpu"; with a sweep "cpu@2"
  std::string accelerator;
  std::string label;
  std::size_t variant = 0;
  int look = 0;  ///< of its accelerator, the same in all variants
  std::string currency;
};

/// One run of a row; of a training its only one.
struct ReportRun {
  const RunSummary* summary = nullptr;
  const RoundRecord* round = nullptr;  ///< null in a training
  const RoundRun* in_round = nullptr;  ///< null in a training
  const RunRecord* record = nullptr;   ///< with epochs and phases; null where the file lacks it
  bool counted = true;
};

class ReportView {
 public:
  explicit ReportView(const ReportSource& source);
  ReportView(const ReportView&) = delete;
  ReportView& operator=(const ReportView&) = delete;

  const Results& results() const { return *source_.results; }
  const ComparisonRecord* facts() const { return facts_; }
  const Judgement* judgement() const { return source_.judgement; }
  const ReportSource& source() const { return source_; }
  const Experiment& experiment() const { return experiment_; }
  Quantity quantity() const { return experiment_.comparison.quantity; }

  const std::vector<ReportRow>& rows() const { return rows_; }
  const ReportRow* row(const std::string& run) const;
  const std::vector<const ReportRow*>& rows_of(std::size_t variant) const;
  /// One without a sweep; its name is then empty.
  const std::vector<std::string>& variants() const { return variants_; }
  bool swept() const { return variants_.size() > 1; }
  /// "variant 2: training.epochs: 5", empty without a sweep.
  std::string variant_name(std::size_t variant) const;
  /// The colour of each look.
  std::vector<svg::Rgb> colors() const;

  /// Finished ones, set aside or not, by attempt; of a training the one run.
  const std::vector<ReportRun>& runs(const std::string& row) const;
  std::vector<ReportRun> counted(const std::string& row) const;
  const CertificateRecord* certificate(const std::string& row) const;
  const PairJudgement* pair(const std::string& a, Quantity quantity) const;
  /// Of a comparison the judgement's, of a training the one value of each run.
  std::vector<RowFigures> figures() const;
  std::optional<double> value(Quantity quantity, const ReportRun& run, const std::string& row) const;

 private:
  void read_rows();
  void add_row(ReportRow row);
  void collect_training();
  void collect_rounds();
  void index();

  ReportSource source_;
  const ComparisonRecord* facts_ = nullptr;
  Experiment experiment_;
  std::vector<ReportRow> rows_;
  std::map<std::string, std::size_t> row_places_;
  std::vector<std::string> variants_;
  std::map<std::string, std::vector<ReportRun>> runs_;
  std::map<std::size_t, std::vector<const ReportRow*>> by_variant_;
  std::map<std::string, const CertificateRecord*> certificates_;
  std::map<std::pair<std::string, Quantity>, const PairJudgement*> pairs_;
};

/// The figure of a quantity; one that was not measured where there is none.
QuantityFigure figure_of(const RowFigures& row, Quantity quantity);

}  // namespace accelbench
