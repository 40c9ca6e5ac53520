// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/certificate.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/certificate/certificate_checks.h"
#include "core/certificate/diagnosis.h"
#include "core/certificate/frozen_checks.h"
#include "core/certificate/hypotheses.h"
#include "core/certificate/probe_case.h"
#include "core/certificate/probes.h"
#include "core/engine/epoch_losses.h"
#include "core/run/engines.h"
#include "core/run/single_run.h"

namespace accelbench {
namespace {

/// The probes of one experiment, with its dropout or without.
struct ProbeSet {
  Work work;  ///< truncated
  ProbeCase gradient, optimizer, trace, frozen;
};

/// Engines that draw the masks of core/math/dropout.h.
bool draws_our_masks(EngineKind engine) { return engine == EngineKind::cpu || engine == EngineKind::cuda; }

constexpr const char* by_weights_alone =
    "by weights alone: this engine tells no losses of steps, and of an epoch that of the weights at its end";

Result<Work> with_targets_decided(const Work& trace, const std::filesystem::path& folder) {
  const auto& callbacks = trace.experiment.training.callbacks;
  const bool has_target = std::ranges::any_of(callbacks, [](const CallbackSpec& callback) {
    return std::holds_alternative<TargetCallback>(callback);
  });
  if (!has_target) return trace;
  return with_clear_targets(trace, run_reference(without_targets(trace), folder, {}).epochs);
}

Result<ProbeSet> make_set(const Work& gradient, Work work, const std::filesystem::path& folder,
                          const std::string& prefix) {
  auto optimizer = optimizer_probe(work);
  if (!optimizer) return tl::make_unexpected(optimizer.error());
  auto trace = with_targets_decided(trace_probe(work), folder);
  if (!trace) return tl::make_unexpected(trace.error());
  Work frozen = frozen_probe(work);
  return ProbeSet{std::move(work),
                  {prefix + "gradient", gradient, folder},
                  {prefix + "optimizer", std::move(*optimizer), folder},
                  {prefix + "trace", std::move(*trace), folder},
                  {prefix + "frozen", std::move(frozen), folder}};
}

/// One line a check: the first that failed, or the first.
void merge(std::vector<CertificateCheck>& checks, std::vector<CertificateCheck> more) {
  for (CertificateCheck& check : more) {
    const auto known = std::ranges::find(checks, check.name, &CertificateCheck::name);
    if (known == checks.end())
      checks.push_back(std::move(check));
    else if (known->passed)
      *known = std::move(check);
  }
}

/// The launches of one certificate.
class Certification {
 public:
  Certification(ProbeSet& set, const std::filesystem::path& folder, const ChildCommand& command,
                const TrainingRow& row, EventSink& sink, std::stop_token stop)
      : set_(set),
        folder_(folder),
        command_(for_engine(command, row.accelerator.engine)),
        row_(row),
        limits_(limits_of(row.accelerator.precision)),
        sink_(sink),
        stop_(std::move(stop)) {
    record_.row = row.run;
    record_.accelerator = row.accelerator.id;
    record_.variant = row.variant;
  }

  CertificateRecord certify();

 private:
  bool launch(ProbeCase& probe, const char* name, ProbeRun& run);
  bool take(const char* name, const ProbeRun& reference, const ProbeRun& found);
  void end(RunStatus status, std::string reason);
  ProbeTrial trial(ProbeCase& probe, const ProbeRun& found);
  std::vector<CertificateCheck> beginning();
  void judge();
  void judge_weights();

  ProbeSet& set_;
  const std::filesystem::path& folder_;
  const ChildCommand command_;
  const TrainingRow& row_;
  const CertificateLimits limits_;
  EventSink& sink_;
  std::stop_token stop_;
  CertificateRecord record_;
  ProbeRun gradient_, optimizer_, trace_, frozen_;
};

CertificateRecord Certification::certify() {
  if (launch(set_.gradient, "gradient", gradient_) && launch(set_.optimizer, "optimizer", optimizer_) &&
      launch(set_.trace, "trace", trace_))
    tells_losses_at_epochs_end(row_.accelerator.engine) ? judge_weights() : judge();
  return std::move(record_);
}

/// False where the certificate ends here.
bool Certification::launch(ProbeCase& probe, const char* name, ProbeRun& run) {
  const ProbeRun& reference = probe.reference(stop_);
  const auto bundle = probe.bundle();
  if (stop_.stop_requested()) return end(RunStatus::stopped, "stopped before it was certified"), false;
  if (!bundle) return end(RunStatus::failed, to_string(bundle.error())), false;
  const RunStatus status = reference.summary.status;
  if (status != RunStatus::completed && status != RunStatus::diverged)
    return end(status, "the reference could not train the probe: " + reference.summary.reason), false;
  const ProbeLaunch launch{command_, row_.accelerator, row_.run + "#0." + name, *bundle, folder_};
  run = run_probe(probe.work(), launch, sink_, stop_);
  if (!record_.cold_start_s) record_.cold_start_s = run.summary.time_to_first_step_s;
  return take(name, reference, run);
}

bool Certification::take(const char* name, const ProbeRun& reference, const ProbeRun& found) {
  const RunSummary& summary = found.summary;
  if (summary.algorithm != "same" && !summary.algorithm.empty()) {
    record_.algorithm = summary.algorithm;
    return end(RunStatus::completed, "another algorithm by nature: " + summary.algorithm), false;
  }
  if (summary.status == reference.summary.status) return true;
  if (summary.status == RunStatus::unavailable || summary.status == RunStatus::stopped)
    return end(summary.status, summary.reason), false;
  const RunStatus status = summary.status == RunStatus::completed ? RunStatus::completed : RunStatus::failed;
  end(status, fmt::format("the launch of the probe '{}' ended as {} ({}), expected {}", name,
                          name_of(summary.status), summary.reason.empty() ? "no reason told" : summary.reason,
                          name_of(reference.summary.status)));
  return false;
}

void Certification::end(RunStatus status, std::string reason) {
  record_.status = status;
  record_.reason = std::move(reason);
}

ProbeTrial Certification::trial(ProbeCase& probe, const ProbeRun& found) {
  return {probe.work(), probe.reference(stop_), found, [this, &probe]() -> const std::vector<ProbeRun>& {
            return probe.rounded(limits_.roundoff, stop_);
          }};
}

std::vector<CertificateCheck> Certification::beginning() {
  const auto bundle = set_.frozen.bundle();
  if (!bundle || stop_.stop_requested()) return {};
  const ProbeLaunch launch{command_, row_.accelerator, row_.run + "#0.frozen", *bundle, folder_};
  frozen_ = run_probe(set_.frozen.work(), launch, sink_, stop_);
  if (frozen_.summary.status != RunStatus::completed) return {};
  return check_beginning(trial(set_.frozen, frozen_), limits_);
}

void Certification::judge() {
  CertificateEvidence evidence{trial(set_.gradient, gradient_),
                               trial(set_.optimizer, optimizer_),
                               trial(set_.trace, trace_),
                               limits_,
                               [this] { return beginning(); },
                               [this] {
                                 Work swapped = set_.trace.work();
                                 swapped.data.validation = swapped.data.train;
                                 return run_reference(swapped, folder_, stop_);
                               }};
  auto& checks = record_.checks;
  for (const ProbeTrial* one : {&evidence.gradient, &evidence.optimizer, &evidence.trace})
    merge(checks, {check_fingerprint(*one)});
  merge(checks, {check_gradient(evidence.gradient, limits_)});
  if (limits_.gradient > 0.01) merge(checks, {check_batch_mean(evidence.gradient)});
  merge(checks, {check_update(evidence.optimizer, limits_)});
  merge(checks, check_course(evidence.optimizer));
  merge(checks, check_course(evidence.trace));
  merge(checks, check_figures(evidence.trace, limits_));
  record_.comparable = std::ranges::all_of(checks, &CertificateCheck::passed);
  if (!record_.comparable) record_.reason = diagnose(evidence, checks);
}

void Certification::judge_weights() {
  const ProbeTrial gradient = trial(set_.gradient, gradient_);
  const ProbeTrial optimizer = trial(set_.optimizer, optimizer_);
  const ProbeTrial trace = trial(set_.trace, trace_);
  auto& checks = record_.checks;
  for (const ProbeTrial* one : {&gradient, &optimizer, &trace}) merge(checks, {check_fingerprint(*one)});
  merge(checks, {check_gradient(gradient, limits_), check_update(optimizer, limits_),
                 check_trace_weights(trace, limits_)});
  record_.comparable = std::ranges::all_of(checks, &CertificateCheck::passed);
  record_.note = by_weights_alone;
  if (record_.comparable) return;
  record_.reason = std::ranges::find(checks, false, &CertificateCheck::passed)->text;
}

}  // namespace

struct CertificateMaker::State {
  ScratchFolder folder;
  ChildCommand command;
  Work gradient;  ///< the probe
  Work work;      ///< truncated
  std::optional<ProbeSet> as_asked, without_dropout;

  bool changed_for(EngineKind engine) const { return has_dropout(work) && !draws_our_masks(engine); }
  Result<ProbeSet*> set_for(EngineKind engine);
};

Result<ProbeSet*> CertificateMaker::State::set_for(EngineKind engine) {
  const bool changed = changed_for(engine);
  auto& set = changed ? without_dropout : as_asked;
  if (!set) {
    auto made = make_set(gradient, changed ? accelbench::without_dropout(work) : work, folder.path(),
                         changed ? "without-dropout-" : "");
    if (!made) return tl::make_unexpected(made.error());
    set.emplace(std::move(*made));
  }
  return &*set;
}

CertificateMaker::CertificateMaker(std::unique_ptr<State> state) : state_(std::move(state)) {}
CertificateMaker::CertificateMaker(CertificateMaker&&) noexcept = default;
CertificateMaker& CertificateMaker::operator=(CertificateMaker&&) noexcept = default;
CertificateMaker::~CertificateMaker() = default;

Result<CertificateMaker> CertificateMaker::make(const Experiment& variant, const DataRoots& roots,
                                                const ChildCommand& child,
                                                const std::filesystem::path& scratch) {
  const auto whole = make_work(variant, roots);
  if (!whole) return tl::make_unexpected(whole.error());
  auto gradient = gradient_probe(*whole);
  if (!gradient) return tl::make_unexpected(gradient.error());
  auto folder = ScratchFolder::make(scratch);
  if (!folder) return tl::make_unexpected(folder.error());
  return CertificateMaker(std::unique_ptr<State>(
      new State{std::move(*folder), child, std::move(*gradient), truncated(*whole), {}, {}}));
}

CertificateRecord CertificateMaker::certify(const TrainingRow& row, EventSink& sink, std::stop_token stop) {
  CertificateRecord record;
  const auto set = state_->set_for(row.accelerator.engine);
  if (set) {
    record =
        Certification(**set, state_->folder.path(), state_->command, row, sink, std::move(stop)).certify();
  } else {
    record.row = row.run, record.accelerator = row.accelerator.id, record.variant = row.variant;
    record.status = status_of(set.error());
    record.reason = reason_of(set.error());
  }
  if (state_->changed_for(row.accelerator.engine))
    record.note = "dropout 0: this engine draws other masks, whose effect cannot be compared";
  return record;
}

}  // namespace accelbench
