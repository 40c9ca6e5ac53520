// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/certificate/certificate_numbers.h"
#include "core/certificate/probe_run.h"
#include "core/results/comparison_records.h"
#include "core/work/work.h"

// What an accelerator told of a probe, held against what the reference told.
namespace accelbench {

/// A probe, its reference, and an accelerator's launch of it.
struct ProbeTrial {
  const Work& work;
  const ProbeRun& reference;
  const ProbeRun& found;
  /// The reference trained from weights and data that differ by a few roundings of the accelerator's
  /// precision; made when first asked for. Where an honest accelerator is outside of a limit, it is because
  /// these are: the limit then becomes four times the farthest of them, at most one half (of changes of
  /// the weights a quarter). Steps and epochs of
  /// which that would be more are not judged.
  std::function<const std::vector<ProbeRun>&()> rounded;
  double rounded_less = 1;  ///< the precision's roundings are so much smaller than those that were tried
};

/// By how much all weights were changed, flat; empty where the launch left no weights of the model's shape.
std::vector<double> change_of_weights(const Work& work, const ProbeRun& run);

CertificateCheck check_fingerprint(const ProbeTrial& trial);
/// The gradient of one step, relative L2.
CertificateCheck check_gradient(const ProbeTrial& trial, const CertificateLimits& limits);
/// The change of the weights over the whole probe, relative L2.
CertificateCheck check_update(const ProbeTrial& trial, const CertificateLimits& limits);
/// The same of the trace: for an engine that tells nothing else of it.
CertificateCheck check_trace_weights(const ProbeTrial& trial, const CertificateLimits& limits);
/// Steps an epoch, epochs, the learning rate of each, the target: what is equal or wrong.
std::vector<CertificateCheck> check_course(const ProbeTrial& trial);
/// Losses of steps and epochs, of the validation set, every metric on both sets.
std::vector<CertificateCheck> check_figures(const ProbeTrial& trial, const CertificateLimits& limits);

/// One series of figures of a run: a value a step or an epoch, NaN where none was told.
struct FigureSeries {
  std::string name;   ///< of its check: "losses", "val_mae"
  std::string words;  ///< "the loss of step", "val_mae of epoch"
  bool of_validation = false;
  std::optional<Metric> metric;  ///< empty: a loss
  bool by_step = false;
  std::vector<double> values(const ProbeRun& run, std::size_t count) const;
};
/// Those that a work is measured by: steps' losses first.
std::vector<FigureSeries> series_of(const Work& work);

/// The differences of two series, relative to the size of what is expected; infinite where only one of the
/// two is a number. Accuracy is taken as it stands, less one sample that may lie on the edge.
std::vector<double> figure_distances(const FigureSeries& series, const Work& work,
                                     const std::vector<double>& found, const std::vector<double>& expected);

}  // namespace accelbench
