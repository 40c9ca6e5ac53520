// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/judgement/judged_results.h"
#include "ui/charts/band.h"
#include "ui/session/comparison_feed.h"
#include "ui/session/run_board.h"

namespace accelbench {

/// One comparison as the window knows it: facts, judgement, where it stands, and the curves of its runs.
/// Built from news that the window pulls, or from a results file. Used by one thread.
class ComparisonBoard {
 public:
  using Bands = std::vector<std::shared_ptr<const BandSeries>>;

  /// A new comparison: `rows` in the order of the experiment.
  void begin(const Experiment& experiment, std::vector<RunIdentity> rows, bool a_a);
  /// One that was recorded, and judged anew.
  void show(const Experiment& experiment, std::vector<RunIdentity> rows, const JudgedResults& judged);
  /// The recorded one is gone on with: what is told from now on stands behind it.
  void go_on() { recorded_ = false; }
  /// Returns what was said in words. Curves are taken over when a run has ended, never before.
  std::vector<RunBoard::Message> apply(std::vector<ComparisonNews> news);
  void finish(const ComparisonOutcome& outcome);

  bool empty() const { return rows_.empty(); }
  /// Whether it was read from a results file.
  bool recorded() const { return recorded_; }
  const std::vector<RunIdentity>& rows() const { return rows_; }
  const Experiment& experiment() const { return experiment_; }
  const ComparisonRecord& facts() const { return facts_; }
  const Judgement& judgement() const { return judgement_; }
  /// Of accelerators over several numbers of ranks, as of the last round; empty: there are none.
  const std::vector<ScalingStudy>& scaling() const { return scaling_; }
  const std::optional<Forecast>& forecast() const { return forecast_; }
  const std::optional<ComparisonProgress>& progress() const { return progress_; }
  const Machine& machine() const { return machine_; }
  const std::string& fingerprint() const { return fingerprint_; }
  const std::string& created() const { return created_; }  ///< of a recorded one: UTC, ISO 8601
  /// Grows with everything that is worth drawing.
  std::uint64_t version() const { return version_; }

  const RunIdentity* row(const std::string& id) const;
  QString label(const std::string& id) const;
  /// What sentences call it.
  QString name(const std::string& id) const;
  /// Place of a row: its marker and colour.
  int position(const std::string& id) const;
  const CertificateRecord* certificate(const std::string& row) const;
  /// The pair of this row with its baseline in this quantity; null: none.
  const PairJudgement* pair(const std::string& row, Quantity quantity) const;
  const QuantityFigure* figure(const std::string& row, Quantity quantity) const;
  /// Whether the row is the one that the others of its variant are compared with.
  bool is_baseline(const std::string& row) const;
  /// What of a row enters judgements.
  const JudgedRow* judged(const std::string& row) const;

  /// The last run of each row.
  const RunBoard& runs() const { return runs_; }
  const Bands& loss_bands() const { return loss_bands_; }
  const Bands& throughput_bands() const { return throughput_bands_; }

 private:
  struct Curves {
    std::string row;
    SampleSeries loss, throughput;
  };
  void take(Event event, std::vector<RunBoard::Message>& messages);
  void take(CertificateRecord certificate);
  void take(RunEnded news);
  void take(RoundEnded news);
  void keep_curves(const std::string& row);
  void widen_bands(const std::vector<Curves>& curves);
  void take_curves(const Results& results);

  Experiment experiment_;
  std::vector<RunIdentity> rows_;
  JudgementRequest judged_;
  ComparisonRecord facts_;
  Judgement judgement_;
  std::vector<ScalingStudy> scaling_;
  std::optional<Forecast> forecast_;
  std::optional<ComparisonProgress> progress_;
  Machine machine_;
  std::string fingerprint_, created_;
  bool recorded_ = false;
  std::uint64_t version_ = 0;

  RunBoard runs_;
  std::vector<Event> pending_;    ///< of the run that goes
  std::vector<Curves> of_round_;  ///< of runs of a round that has not ended
  std::vector<std::shared_ptr<BandSeries>> loss_, throughput_;
  Bands loss_bands_, throughput_bands_;
};

}  // namespace accelbench
