// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/certificate/certificate_checks.h"
#include "core/certificate/replay.h"

// What an accelerator may have done instead of what it was asked for. Each is tried with the reference: the
// one that gives the accelerator's numbers is named.
namespace accelbench {

/// A training that departs from the work in one thing.
struct Hypothesis {
  std::string words;  ///< "of epsilon 1e-08, asked for 0.003"
  std::function<void(Work&, ReplayPlan&)> change;
};
/// Other constants, callbacks, orders and batches of an optimizer probe.
std::vector<Hypothesis> update_hypotheses(const Work& probe);

/// The hypothesis whose change of the weights is the accelerator's within `limit`: "it is that of …". Empty
/// where none is. Looks for about five seconds at most.
std::string explain_update(const ProbeTrial& trial, double limit);

/// The same of one gradient: a mean of the means of several devices, another scale, products in a lower
/// precision.
std::string explain_gradient(const ProbeTrial& trial, double limit);

/// The gradient where each of `devices` takes the mean over its own rows and these are averaged, over all
/// devices or over those that have rows. Flat.
Result<std::vector<double>> mean_of_means(const Work& probe, std::int64_t devices, bool over_all);

/// `batch_mean`: whether the error of a gradient, within a wide limit though it be, is that of a mean of the
/// means of several devices. It is where at least half of such an error is in it and makes most of it.
CertificateCheck check_batch_mean(const ProbeTrial& trial);

/// The same of a series of figures: of the other set, of the last step, a mean that forgets that the last
/// batch is short.
std::string explain_figures(const FigureSeries& series, const ProbeTrial& trial, double limit,
                            const ProbeRun& on_training_set);

/// The seeds that an order is tried with: what programs have as a default, and neighbours of the right one.
std::vector<std::uint64_t> suspected_seeds(std::uint64_t right);

}  // namespace accelbench
