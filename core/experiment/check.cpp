// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/base/nearest.h"
#include "core/experiment/check_parts.h"
#include "core/experiment/range_checker.h"
#include "core/experiment/scalars.h"
#include "core/experiment/sweep.h"
#include "core/experiment/tree.h"

namespace accelbench {

void Findings::refuse(std::string path, std::string message, std::string fix,
                      std::vector<std::string> rests_on) {
  problems.push_back(
      {std::move(path), std::move(message), std::move(fix), false, std::move(rests_on), {}, nullptr});
}

void Findings::warn(std::string path, std::string message, std::string fix,
                    std::vector<std::string> rests_on) {
  problems.push_back(
      {std::move(path), std::move(message), std::move(fix), true, std::move(rests_on), {}, nullptr});
}

namespace {

bool is_plain_id(std::string_view id) {
  const auto is_alphanumeric = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const auto is_fine = [&](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; };
  return !id.empty() && is_alphanumeric(id[0]) && std::ranges::all_of(id, is_fine);
}

bool is_color(std::string_view color) {
  const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  return color.size() == 7 && color[0] == '#' && std::ranges::all_of(color.substr(1), is_hex);
}

bool is_currency(std::string_view currency) {
  return currency.size() == 3 && std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_row(const AcceleratorSpec& row, const std::string& path, Findings& findings) {
  if (!row.id.empty() && !is_plain_id(row.id))
    findings.refuse(path + ".id",
                    "found " + shown(row.id) + ", expected letters, digits, _ . -, a letter or digit first",
                    "for example gpu-bf16");
  if (!row.color.empty() && !is_color(row.color))
    findings.refuse(path + ".color", "found " + shown(row.color) + ", expected \"#rrggbb\"",
                    "for example \"#0072b2\"");
  if (!row.currency.empty() && !is_currency(row.currency))
    findings.refuse(path + ".currency", "found " + shown(row.currency) + ", expected three capital letters",
                    "for example USD");
  if (row.price_per_hour.has_value() != !row.currency.empty())
    findings.refuse(
        path, row.currency.empty() ? "price_per_hour without currency" : "currency without price_per_hour",
        "give both or none", {path + ".price_per_hour", path + ".currency"});
  const std::set<std::string> devices(row.devices.begin(), row.devices.end());
  if (devices.size() != row.devices.size() || devices.contains(""))
    findings.refuse(path + ".devices", "names a device twice, or none", "name each device once");
}

void check_accelerators(const Experiment& experiment, Findings& findings) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < experiment.accelerators.size(); ++i) {
    const AcceleratorSpec& row = experiment.accelerators[i];
    const std::string path = join_path("accelerators", i);
    check_row(row, path, findings);
    if (!row.id.empty() && !ids.insert(row.id).second)
      findings.refuse(path + ".id", "the id " + shown(row.id) + " is taken by another accelerator",
                      "give each its own");
  }
}

bool has_target(const Experiment& experiment) {
  const auto is_target = [](const CallbackSpec& callback) {
    return std::holds_alternative<TargetCallback>(callback);
  };
  return std::ranges::any_of(experiment.training.callbacks, is_target);
}

void check_quantity(const Experiment& experiment, Findings& findings) {
  const Quantity quantity = experiment.comparison.quantity;
  const bool needs_target = quantity == Quantity::time_to_target || quantity == Quantity::energy_to_target ||
                            quantity == Quantity::cost_to_target;
  if (needs_target && !has_target(experiment))
    findings.refuse("comparison.quantity", fmt::format("{} needs a target", name_of(quantity)),
                    "add the callback target: {monitor: loss, at_most: …} to training.callbacks",
                    {"training.callbacks"});
  const auto is_free = [](const AcceleratorSpec& row) { return !row.price_per_hour; };
  if (quantity == Quantity::cost_to_target && std::ranges::any_of(experiment.accelerators, is_free))
    findings.refuse("comparison.quantity", "cost_to_target needs the price of each accelerator",
                    "give price_per_hour and currency to each", {"accelerators"});
}

void check_comparison(const Experiment& experiment, Findings& findings) {
  const ComparisonSpec& comparison = experiment.comparison;
  if (!comparison.baseline.empty() && !find_accelerator(experiment, comparison.baseline)) {
    std::vector<std::string> ids;
    for (const AcceleratorSpec& row : experiment.accelerators) ids.push_back(row.id);
    const std::string guess = did_you_mean(comparison.baseline, ids);
    findings.refuse("comparison.baseline", "no accelerator has the id " + shown(comparison.baseline),
                    guess.empty() ? fmt::format("ids: {}", fmt::join(ids, ", ")) : guess, {"accelerators"});
  }
  if (comparison.rounds.until_resolved && comparison.rounds.min > comparison.rounds.max)
    findings.refuse("comparison.rounds",
                    fmt::format("min {} is above max {}", comparison.rounds.min, comparison.rounds.max),
                    "raise max", {"comparison.rounds.min", "comparison.rounds.max"});
  check_quantity(experiment, findings);
}

/// Each value of the axis alone, put into the experiment: what the key itself says to it.
void check_values(const Experiment& experiment, const SweepAxis& axis, const std::string& path,
                  Findings& findings) {
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    Node root = to_tree(experiment);
    Problems problems;
    const auto settings = settings_of(axis, axis.values[i]);
    if (!settings)
      return findings.refuse(join_path(path + ".values", i), settings.error().message, settings.error().fix);
    for (const VariantSetting& one : *settings) apply_override(root, {one.key, one.value}, problems);
    Experiment variant = from_tree(root, problems);
    variant.sweep.clear();
    RangeChecker checker("", findings.scratch);
    if (problems.empty()) describe(checker, variant);
    for (const Problem& problem : findings.scratch) problems.add(problem);
    findings.scratch.clear();
    for (const Problem& problem : problems.all())
      if (problem.origin || std::ranges::any_of(*settings, [&](const VariantSetting& one) {
            return is_within(problem.path, one.key);
          }))
        return findings.refuse(join_path(path + ".values", i), problem.path + ": " + problem.message,
                               problem.fix, {"model", "data", "training", "accelerators", "comparison"});
  }
}

bool is_sweepable(const std::string& key) {
  return parse_override(key + "=1").has_value() && !is_within(key, "sweep") && !is_within(key, "accelbench");
}

/// `seen`: those of all axes. An axis without a key has been told of already.
bool check_keys(const SweepAxis& axis, const std::string& path, std::set<std::string>& seen,
                Findings& findings) {
  bool good = true;
  for (const std::string& key : keys_of(axis)) {
    if (!seen.insert(key).second)
      findings.refuse(path + ".key", "the key " + shown(key) + " is swept twice",
                      "join the two lists of values");
    if (axis.key.empty() || is_sweepable(key)) continue;
    findings.refuse(path + ".key", shown(key) + " is no key that can be swept",
                    "for example model.layers.0.units");
    good = false;
  }
  return good;
}

void check_sweep(const Experiment& experiment, Findings& findings) {
  const Status few = check_count(experiment.sweep);
  std::set<std::string> keys;
  for (std::size_t i = 0; i < experiment.sweep.size(); ++i) {
    const SweepAxis& axis = experiment.sweep[i];
    const std::string path = join_path("sweep", i);
    const bool sweepable = check_keys(axis, path, keys, findings);
    if (few && sweepable && !axis.key.empty()) check_values(experiment, axis, path, findings);
  }
  if (!few) findings.refuse("sweep", few.error().message, few.error().fix);
}

}  // namespace

std::vector<Problem> find_problems(const Experiment& experiment) {
  Findings findings;
  RangeChecker ranges("", findings.problems);
  describe(ranges, experiment);
  check_model(experiment, findings);
  check_data(experiment, findings);
  check_training(experiment, findings);
  check_accelerators(experiment, findings);
  check_comparison(experiment, findings);
  check_sweep(experiment, findings);
  return std::move(findings.problems);
}

namespace {

std::vector<Error> found(const Experiment& experiment, bool warnings) {
  Problems problems;
  for (Problem& problem : find_problems(experiment)) problems.add_dependent(std::move(problem));
  std::vector<Error> errors;
  for (const Problem& problem : problems.all())
    if (problem.warning == warnings)
      errors.push_back({ErrorKind::bad_input, problem.path, problem.message, problem.fix});
  return errors;
}

}  // namespace

std::vector<Error> check(const Experiment& experiment) { return found(experiment, false); }
std::vector<Error> check_warnings(const Experiment& experiment) { return found(experiment, true); }

}  // namespace accelbench
