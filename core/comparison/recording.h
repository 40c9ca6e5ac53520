// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/comparison/comparison.h"
#include "core/results/results_file.h"

// A comparison into its results file, while it runs.
namespace accelbench {

/// What Recorder::create() asks for.
ComparisonStart comparison_start(const ComparisonRequest& request);

/// Puts what a results file holds into a request that goes on with it: facts, seed, floor, A/A, and attempts
/// behind all that the file knows. The experiment is the caller's to read from it.
void resume_from(const Results& results, ComparisonRequest& request);

/// Records each call and then passes it on, so that whoever is told of something finds it in the file. When
/// the file cannot be written any more it says so once, as an event of no run (`message`, level "error").
class RecordingSink : public ComparisonSink {
 public:
  /// Both outlive this.
  RecordingSink(Recorder& recorder, ComparisonSink& next) : recorder_(recorder), next_(next) {}
  void on_event(const Event& event) override;
  void on_certificate(const CertificateRecord& certificate) override;
  void on_forecast(const Forecast& forecast) override;
  void on_floor(const NoiseFloor& floor) override;
  void on_round_begin(const RoundRecord& round) override;
  void on_run_end(const RoundRecord& round, const RoundRun& run) override;
  void on_round_end(const RoundRecord& round, const Judgement& judgement) override;
  void on_progress(const ComparisonProgress& progress) override;
  /// The end and the last of the file; null where nothing was compared. As Recorder::close().
  Status close(const ComparisonOutcome* outcome);

 private:
  void tell_trouble();

  Recorder& recorder_;
  ComparisonSink& next_;
  bool told_ = false;
};

}  // namespace accelbench
