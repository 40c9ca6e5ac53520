// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/certificate/hypotheses.h"

namespace accelbench {
namespace {

const CertificateCheck* failed_named(const std::vector<CertificateCheck>& checks, std::string_view name) {
  const auto found = std::ranges::find_if(
      checks, [&](const CertificateCheck& check) { return check.name == name && !check.passed; });
  return found == checks.end() ? nullptr : &*found;
}

const CertificateCheck* passed_named(const std::vector<CertificateCheck>& checks, std::string_view name) {
  const auto found = std::ranges::find_if(
      checks, [&](const CertificateCheck& check) { return check.name == name && check.passed; });
  return found == checks.end() ? nullptr : &*found;
}

bool has_figures_wrong(const std::vector<CertificateCheck>& checks, const Work& trace) {
  const auto series = series_of(trace);
  return std::ranges::any_of(
      series, [&](const FigureSeries& one) { return failed_named(checks, one.name) != nullptr; });
}

std::string with_cause(const std::string& text, const std::string& cause) {
  return cause.empty() ? text : text + ": " + cause;
}

/// Looked for where anything is wrong that weights, data or order could have done.
bool asks_for_beginning(const CertificateEvidence& evidence, const std::vector<CertificateCheck>& checks) {
  return failed_named(checks, "gradient") || failed_named(checks, "optimizer") ||
         has_figures_wrong(checks, evidence.trace.work);
}

void add(std::vector<CertificateCheck>& checks, const std::vector<CertificateCheck>& more) {
  checks.insert(checks.end(), more.begin(), more.end());
}

/// The gradient's failure with what explains it; empty where it holds or nothing does.
std::string explained_gradient(const CertificateEvidence& evidence,
                               const std::vector<CertificateCheck>& checks) {
  const auto* check = failed_named(checks, "gradient");
  if (!check) return {};
  const auto cause = explain_gradient(evidence.gradient, check->limit.value_or(evidence.limits.gradient));
  return cause.empty() ? std::string() : check->text + ": " + cause;
}

std::string explain_optimizer(const CertificateEvidence& evidence,
                              const std::vector<CertificateCheck>& checks) {
  const CertificateCheck& check = *failed_named(checks, "optimizer");
  std::string text = check.text;
  if (const auto* gradient = passed_named(checks, "gradient"); gradient && gradient->found)
    text += fmt::format(" while the gradient agrees to {}", share_text(*gradient->found));
  return with_cause(text, explain_update(evidence.optimizer, check.limit.value_or(evidence.limits.update)));
}

std::string explain_series(const CertificateEvidence& evidence, const std::vector<CertificateCheck>& checks) {
  for (const FigureSeries& series : series_of(evidence.trace.work)) {
    const auto* check = failed_named(checks, series.name);
    if (!check) continue;
    const double limit = check->limit.value_or(evidence.limits.figures);
    const std::string cause =
        series.by_step ? std::string()
                       : explain_figures(series, evidence.trace, limit, evidence.on_training_set());
    return with_cause(check->text, cause);
  }
  return {};
}

}  // namespace

std::string diagnose(const CertificateEvidence& evidence, std::vector<CertificateCheck>& checks) {
  if (const auto* work = failed_named(checks, "fingerprint")) return work->text;
  auto beginning =
      asks_for_beginning(evidence, checks) ? evidence.beginning() : std::vector<CertificateCheck>();
  const bool other_weights = !beginning.empty() && !beginning.front().passed;
  const std::string gradient = other_weights ? std::string() : explained_gradient(evidence, checks);
  // Products in a lower precision give the samples other losses, too: those are no other data.
  if (!gradient.empty()) beginning.resize(std::min<std::size_t>(beginning.size(), 1));
  add(checks, beginning);
  if (!gradient.empty()) return gradient;
  for (const CertificateCheck& check : beginning)
    if (!check.passed) return check.text;
  if (const auto* unexplained = failed_named(checks, "gradient")) return unexplained->text;
  if (const auto* mean = failed_named(checks, "batch_mean")) return mean->text;
  if (failed_named(checks, "optimizer")) return explain_optimizer(evidence, checks);
  for (const char* name : {"steps_per_epoch", "epochs", "steps", "learning_rates", "target"})
    if (const auto* course = failed_named(checks, name)) return course->text;
  return explain_series(evidence, checks);
}

}  // namespace accelbench
