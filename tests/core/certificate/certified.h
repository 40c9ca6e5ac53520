// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/certificate/certificate.h"
#include "tests/core/base/temporary_folder.h"

// What the tests of certificates share: certificates made with the stand-in engine.
namespace accelbench::test {

class RunsSeen : public EventSink {
 public:
  void on_event(const Event& event) override { runs.insert(event.run); }
  std::set<std::string> runs;
};

/// The guide's network with enough samples for two full batches and a short one, and a metric that moves.
inline Experiment small_experiment() {
  Experiment experiment = seed_experiment();
  experiment.training.metrics = {Metric::mae};
  return experiment;
}

inline AcceleratorSpec cpu_row(Precision precision = Precision::float32, std::int64_t threads = 1) {
  AcceleratorSpec accelerator;
  accelerator.id = "cpu";
  accelerator.precision = precision;
  accelerator.threads = threads;
  return accelerator;
}

inline ChildCommand stand_in(const std::string& defect, double silence_s = 10) {
  ChildCommand command;
  command.program = ACCELBENCH_STAND_IN;
  command.arguments = {"engine", defect};
  command.silence_s = silence_s;
  return command;
}

inline CertificateRecord certified(const Experiment& experiment, const AcceleratorSpec& accelerator,
                                   const ChildCommand& command, EventSink& sink,
                                   const DataRoots& roots = {}) {
  auto maker = CertificateMaker::make(experiment, roots, command);
  if (!maker) {
    CertificateRecord record;
    record.reason = "no maker: " + to_string(maker.error());
    return record;
  }
  return maker->certify({accelerator.id, accelerator, 0}, sink, {});
}
inline CertificateRecord certified(const Experiment& experiment,
                                   const AcceleratorSpec& accelerator = cpu_row(),
                                   const std::string& defect = "", const DataRoots& roots = {}) {
  RunsSeen sink;
  return certified(experiment, accelerator, stand_in(defect), sink, roots);
}

inline const CertificateCheck* check_named(const CertificateRecord& record, std::string_view name) {
  const auto found = std::ranges::find(record.checks, name, &CertificateCheck::name);
  return found == record.checks.end() ? nullptr : &*found;
}

/// All checks, for the message of a test that fails.
inline std::string told(const CertificateRecord& record) {
  std::string text = record.reason + "\n";
  for (const CertificateCheck& check : record.checks)
    text += std::string(check.passed ? "  " : "! ") + check.name + ": " + check.text + "\n";
  return text;
}

}  // namespace accelbench::test
