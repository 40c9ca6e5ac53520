// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <memory>
#include <stop_token>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/engine/event.h"
#include "core/experiment/experiment.h"
#include "core/results/comparison_records.h"
#include "core/run/child_run.h"
#include "core/run/training.h"

// The same work, proved: each accelerator trains a truncated copy of the experiment from a work bundle, and
// what it tells is held against the reference, `cpu` in float64.
namespace accelbench {

/// Makes the certificates of one experiment (one variant of a sweep). Three launches an accelerator:
///   gradient   one step of plain SGD on one short odd batch: the gradient, from the weights before and after
///   optimizer  the experiment's optimizer, schedule and callbacks with constants by which each of them shows
///   trace      the experiment itself, three epochs of two full batches and a short one, validation on
/// More launches, named `frozen`, follow only where a check fails and the cause is looked for.
class CertificateMaker {
 public:
  /// Reads the data, truncates them and writes the bundles into a new folder in `scratch` (empty: the
  /// system's folder for temporary files) that goes with this object. An error for what no engine could
  /// train.
  static Result<CertificateMaker> make(const Experiment& variant, const DataRoots& roots,
                                       const ChildCommand& child, const std::filesystem::path& scratch = {});
  CertificateMaker(CertificateMaker&&) noexcept;
  CertificateMaker& operator=(CertificateMaker&&) noexcept;
  ~CertificateMaker();

  /// Blocks. The launches' events go to `sink` under the ids `row.run + "#0." + probe`. Whatever goes wrong
  /// is the status and reason of the record; after `stop` its status is `stopped`. The reference is run with
  /// the first certificate and kept.
  CertificateRecord certify(const TrainingRow& row, EventSink& sink, std::stop_token stop);

 private:
  struct State;
  explicit CertificateMaker(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace accelbench
