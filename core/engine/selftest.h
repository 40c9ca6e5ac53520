// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/engine.h"

// Every operation of an engine against a reference engine in float64, on small works made in memory.
namespace accelbench {

/// One work that exercises an operation; cases of the same group are reported together.
struct SelftestCase {
  std::string group;  ///< "activations", "optimizers", …
  std::string name;   ///< "relu 13-77-5 mse, 40 rows by 16"
  Work work;
};

/// Every activation, loss, optimizer, kind of layer and odd shape that the format knows; the same each time.
std::vector<SelftestCase> selftest_cases();

/// How far an engine may be from the reference.
struct SelftestLimits {
  double gradient = 0;  ///< of one step, relative, L2 over all weights
  double loss = 0;      ///< relative; metrics and each batch of the trace as well
  double answers = 0;   ///< share of samples that may be answered otherwise (accuracy)
};
/// float64 10⁻⁹ in all (sums may run in another order); float32 10⁻⁴ and 10⁻³; narrower ones 0.1 and 0.02.
SelftestLimits selftest_limits(Precision precision);

/// The largest error of several and the case that had it.
struct LargestError {
  double error = 0;  ///< infinite where something is not finite or not of the same size
  std::string name;  ///< of the case; empty where nothing was compared
};

/// What is compared, each as far as its limit says.
enum class SelftestCheck {
  gradient,  ///< change of all weights by one step of plain descent
  loss,      ///< of the validation set at the initial weights: loss and metrics, dropout off
  trace,     ///< loss of each batch of two epochs with the work's own optimizer
};
template <>
struct Names<SelftestCheck> {
  static constexpr std::array table = {
      Named<SelftestCheck>{SelftestCheck::gradient, "gradient", "change of all weights by one step"},
      Named<SelftestCheck>{SelftestCheck::loss, "loss", "loss and metrics of the validation set"},
      Named<SelftestCheck>{SelftestCheck::trace, "trace", "loss of each batch of two epochs"},
  };
};
inline constexpr std::size_t selftest_checks = Names<SelftestCheck>::table.size();

struct SelftestGroup {
  std::string group;
  std::int64_t cases = 0;                               ///< compared
  std::array<LargestError, selftest_checks> largest{};  ///< slot: SelftestCheck
  bool holds = true;
};

struct SelftestFailure {
  std::string group, name;
  std::string what;  ///< "gradient: error 0.5, at most 0.0001", or what the engine said
};

/// One accelerator, all cases.
struct SelftestResult {
  AcceleratorSpec accelerator;
  std::vector<SelftestGroup> groups;  ///< those with a case that was compared
  std::vector<SelftestFailure> failures;
  std::int64_t refused = 0;  ///< cases that the engine or machine does not take, each with a reason
  std::string reason;        ///< of the first one refused
  bool holds() const { return failures.empty(); }
};

struct SelftestRequest {
  const Engine& engine;
  std::span<const AcceleratorSpec> accelerators;
  const Engine& reference;  ///< runs each case as a `float64` accelerator of its kind
  std::function<void(std::int64_t done, std::int64_t all)> progress = {};  ///< after each case
  std::stop_token stop = {};
};

/// In the order of the accelerators. Fails where the reference itself cannot run a case, or when stopped.
Result<std::vector<SelftestResult>> selftest(const SelftestRequest& request,
                                             std::span<const SelftestCase> cases);

}  // namespace accelbench
