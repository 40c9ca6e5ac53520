// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/engine/selftest.h"
#include "tests/gpu/fixture.h"

namespace accelbench::testing {

/// Every operation, activation, loss, optimizer and odd shape against the float64 reference.
class Selftest : public OnDevice {
 protected:
  /// What did not hold, one line each.
  std::string failures(Precision precision) {
    const std::vector<AcceleratorSpec> accelerators = {accelerator(precision)};
    const auto results = selftest({*engine_, accelerators, *reference_}, selftest_cases());
    if (!results) return to_string(results.error());
    std::string text;
    for (const SelftestFailure& failure : results->front().failures)
      text += failure.group + ", " + failure.name + ": " + failure.what + "\n";
    if (results->front().refused > 0) text += "refused: " + results->front().reason + "\n";
    return text;
  }

  std::unique_ptr<Engine> reference_ = make_cpu_engine();
};

}  // namespace accelbench::testing
