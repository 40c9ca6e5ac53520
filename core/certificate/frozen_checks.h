// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "core/certificate/certificate_checks.h"

namespace accelbench {

/// What a launch that moves no weight tells of the beginning: `initial_weights` (those that come out are
/// those that went in), `data` (the losses of the samples are those of the bundle's, in any order) and
/// `order`. A check that an earlier one leaves without meaning is left out. The trial's reference is not
/// looked at.
std::vector<CertificateCheck> check_beginning(const ProbeTrial& frozen, const CertificateLimits& limits);

}  // namespace accelbench
