// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/comparison/comparison.h"
#include "core/comparison/launcher.h"

// Accelerators of a known truth, on a clock of their own.
namespace accelbench {

/// One launch as the simulation sees it.
struct SimulatedLaunch {
  std::string row;
  std::int64_t number = 0;  ///< of all launches so far, from 0: what a drift follows
  std::int64_t attempt = 0;
};

class SimulatedLauncher : public Launcher {
 public:
  using Run = std::function<RunSummary(const SimulatedLaunch&)>;
  explicit SimulatedLauncher(Run run) : run_(std::move(run)) {}

  CertificateRecord certify(const TrainingRow& row, EventSink&, std::stop_token) override {
    ++certified;
    if (on_certify) on_certify(row.run);
    CertificateRecord record;
    const auto known = certificates.find(row.run);
    if (known != certificates.end()) record = known->second;
    record.comparable = known == certificates.end() || known->second.comparable;
    return record;
  }
  Trial trial(const TrainingRow& row, const std::string& run, EventSink&, std::stop_token) override {
    trials.push_back(run);
    return {summary_of(row.accelerator.id, 1.0), 1};
  }
  RunSummary launch(const TrainingRow& row, const std::string& run, std::uint64_t seed, EventSink&,
                    std::stop_token) override {
    launched.push_back(run);
    seeds.push_back(seed);
    RunSummary summary = run_({row.run, number_++, std::stoll(run.substr(run.find('#') + 1))});
    clock_s += summary.total_s.value_or(1);
    if (after_launch) after_launch(run);
    return summary;
  }
  std::vector<Disturbance> disturbances() override { return std::exchange(pending, {}); }
  double now_s() override { return clock_s; }

  /// A completed run of a second with this throughput.
  static RunSummary summary_of(const std::string& accelerator, double samples_per_second) {
    RunSummary summary;
    summary.accelerator = accelerator;
    summary.samples_per_second = samples_per_second;
    summary.train_s = 0.5;
    summary.total_s = 1;
    summary.steps = 1;
    return summary;
  }

  std::map<std::string, CertificateRecord> certificates;  ///< by row; others are comparable
  std::vector<Disturbance> pending;                       ///< told once, by the next launch that ends
  std::function<void(const std::string& run)> after_launch;
  std::function<void(const std::string& row)> on_certify;
  double clock_s = 100;
  std::int64_t certified = 0;
  std::vector<std::string> trials, launched;
  std::vector<std::uint64_t> seeds;

 private:
  Run run_;
  std::int64_t number_ = 0;
};

/// Keeps what it hears.
class HeardComparison : public ComparisonSink {
 public:
  void on_event(const Event&) override {}
  void on_certificate(const CertificateRecord& certificate) override { certificates.push_back(certificate); }
  void on_forecast(const Forecast& told) override { forecast = told; }
  void on_round_begin(const RoundRecord& round) override { begun.push_back(round); }
  void on_run_end(const RoundRecord&, const RoundRun& run) override { runs.push_back(run.run); }
  void on_round_end(const RoundRecord& round, const Judgement& judgement) override {
    ended.push_back(round);
    judgements.push_back(judgement);
  }
  void on_progress(const ComparisonProgress& now) override { progress.push_back(now); }

  std::vector<CertificateRecord> certificates;
  std::optional<Forecast> forecast;
  std::vector<RoundRecord> begun, ended;
  std::vector<Judgement> judgements;
  std::vector<std::string> runs;
  std::vector<ComparisonProgress> progress;
};

}  // namespace accelbench
