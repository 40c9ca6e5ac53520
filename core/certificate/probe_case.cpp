// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/probe_case.h"

#include <algorithm>
#include <utility>

#include "core/certificate/probes.h"
#include "core/work/bundle.h"

namespace accelbench {

namespace fs = std::filesystem;

Result<fs::path> ProbeCase::bundle() {
  const fs::path bundle = folder_ / name_;
  if (!written_)
    if (auto made = write_bundle(work_, bundle, std::nullopt); !made)
      return tl::make_unexpected(made.error());
  written_ = true;
  return bundle;
}

const ProbeRun& ProbeCase::reference(const std::stop_token& stop) {
  // One that was stopped is no reference for the next certificate.
  if (!reference_ || reference_->summary.status == RunStatus::stopped)
    reference_ = run_reference(work_, folder_, stop);
  return *reference_;
}

const std::vector<ProbeRun>& ProbeCase::rounded(double roundoff, const std::stop_token& stop) {
  // Kinks are rare: many tries find them, where they cost little.
  const std::uint64_t tries = reference_accelerator(work_).threads ? 6 : 3;
  auto& runs = rounded_[roundoff];
  const double amplitude = std::max(roundoff / 2, least_rounding);  // half: the usual error, not the largest
  for (std::uint64_t seed = 1; runs.size() < tries; ++seed)
    runs.push_back(run_reference(perturbed(work_, amplitude, seed), folder_, stop));
  return runs;
}

}  // namespace accelbench
