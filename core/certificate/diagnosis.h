// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/certificate/certificate_checks.h"

// Why an accelerator's numbers are not the reference's: the cause in words, with the number that gave it
// away.
namespace accelbench {

/// All that a failed certificate knows.
struct CertificateEvidence {
  ProbeTrial gradient;
  ProbeTrial optimizer;
  ProbeTrial trace;
  CertificateLimits limits;
  /// Launches the frozen probe; checks of the beginning, empty where that launch fails.
  std::function<std::vector<CertificateCheck>()> beginning;
  /// The reference of the trace with the training set in the place of the validation set.
  std::function<ProbeRun()> on_training_set;
};

/// The reason of a certificate of which a check failed. What the search finds out is added to `checks`.
std::string diagnose(const CertificateEvidence& evidence, std::vector<CertificateCheck>& checks);

}  // namespace accelbench
