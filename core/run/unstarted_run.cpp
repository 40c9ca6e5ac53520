// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/figures.h"
#include "core/run/single_run.h"

// Summaries and reasons of runs that did not start.
namespace accelbench {

RunSummary unstarted(const AcceleratorSpec& accelerator, const Engine* engine, const Work* work,
                     RunStatus status, std::string reason) {
  RunSummary summary;
  summary.accelerator = accelerator.id;
  summary.engine = name_of(accelerator.engine);
  summary.device = engine ? engine->device_of(accelerator) : summary.engine;
  summary.precision = name_of(accelerator.precision);
  summary.status = status;
  summary.reason = std::move(reason);
  if (!work) return summary;
  summary.fingerprint = work->fingerprint;
  summary.parameters = work->parameters();
  summary.flop_per_step =
      model_figures(work->experiment.model, work->experiment.training, work->features()).flop_per_step;
  return summary;
}

RunStatus status_of(const Error& error) {
  if (error.kind == ErrorKind::interrupted) return RunStatus::stopped;
  return error.kind == ErrorKind::unavailable ? RunStatus::unavailable : RunStatus::failed;
}

std::string reason_of(const Error& error) {
  // "unavailable: this build has no …" begins a reason; its fix names the key.
  const bool has_place = !error.place.empty() && !error.message.starts_with("unavailable: ");
  std::string reason = has_place ? error.place + ": " + error.message : error.message;
  if (!error.fix.empty()) reason += "; " + error.fix;
  return reason;
}

}  // namespace accelbench
