// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/certificate/certificate.h"
#include "core/comparison/comparison.h"
#include "core/comparison/launcher.h"
#include "core/comparison/sentinels.h"
#include "core/run/in_process.h"

namespace accelbench {

/// Launches children of accelbench-cli on this machine, watched by sentinels.
class ChildLauncher : public Launcher {
 public:
  /// Both outlive this.
  ChildLauncher(const ComparisonRequest& request, const PlannedTraining& planned);

  CertificateRecord certify(const TrainingRow& row, EventSink& sink, std::stop_token stop) override;
  Trial trial(const TrainingRow& row, const std::string& run, EventSink& sink, std::stop_token stop) override;
  RunSummary launch(const TrainingRow& row, const std::string& run, std::uint64_t seed, EventSink& sink,
                    std::stop_token stop) override;
  std::optional<NoiseFloor> floor(const std::string& fingerprint, EventSink& sink) override;
  std::vector<Disturbance> disturbances() override;
  /// What on this machine would disturb rounds now, and what cannot be watched: messages of the comparison.
  void tell_surroundings(EventSink& sink) const;
  double now_s() override;

 private:
  ChildRequest request_for(const TrainingRow& row, const std::string& run) const;
  RunSummary run(const TrainingRow& row, const ChildRequest& child, EventSink& sink,
                 std::stop_token stop) const;
  Result<CertificateMaker> make_maker(std::size_t variant) const;
  std::size_t index_of(const TrainingRow& row) const;

  const ComparisonRequest& request_;
  const PlannedTraining& planned_;
  std::map<std::size_t, Result<CertificateMaker>> makers_;  ///< by variant
  Sentinels sentinels_;
};

}  // namespace accelbench
