// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "app/cli/compare_lines.h"
#include "app/cli/terminal.h"
#include "core/comparison/comparison.h"

namespace accelbench {

/// Tells a comparison on stderr: lines for certificates and forecast, and on a terminal a table that is drawn
/// again after each run. Nothing is drawn while a run goes: it would disturb what is measured.
class CompareProgress : public ComparisonSink {
 public:
  CompareProgress(const Experiment& experiment, std::vector<std::string> rows, bool draws);
  void on_event(const Event& event) override;
  void on_certificate(const CertificateRecord& certificate) override;
  void on_forecast(const Forecast& forecast) override;
  void on_round_begin(const RoundRecord&) override {}
  void on_run_end(const RoundRecord&, const RoundRun&) override {}
  void on_round_end(const RoundRecord& round, const Judgement& judgement) override;
  void on_progress(const ComparisonProgress& progress) override;
  void close() { lines_.close(); }

 private:
  void say(const std::vector<std::string>& lines);
  void draw(const std::vector<std::string>& above);

  LiveComparison live_;
  LiveLines lines_;
  bool draws_;
};

}  // namespace accelbench
