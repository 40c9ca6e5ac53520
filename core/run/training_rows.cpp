// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/base/nearest.h"
#include "core/run/training.h"

// Which runs a request asks for, and how they are called.
namespace accelbench {
namespace {

std::vector<std::string> ids_of(const Experiment& experiment) {
  std::vector<std::string> ids;
  for (const AcceleratorSpec& accelerator : experiment.accelerators) ids.push_back(accelerator.id);
  return ids;
}

Status check_ids(const TrainingRequest& request) {
  const auto known = ids_of(request.experiment);
  for (const std::string& id : request.accelerators) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    const std::string guess = did_you_mean(id, known);
    return bad_input("accelerators",
                     fmt::format("no accelerator has the id '{}'; there are: {}", id, fmt::join(known, ", ")),
                     guess.empty() ? "name one of these" : guess);
  }
  return {};
}

Status check_runs(std::int64_t variants, std::int64_t accelerators) {
  if (variants <= most_runs / accelerators) return {};
  return bad_input("sweep",
                   fmt::format("{} combinations on {} accelerators are {} runs, expected at most {}",
                               variants, accelerators, variants * accelerators, most_runs),
                   "sweep fewer values, or choose fewer accelerators");
}

void replace_all(std::string& text, std::string_view name, const std::string& value) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
    text.replace(at, name.size(), value);
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

Result<std::vector<const AcceleratorSpec*>> chosen_accelerators(const TrainingRequest& request) {
  if (const Status known = check_ids(request); !known) return tl::make_unexpected(known.error());
  std::vector<const AcceleratorSpec*> chosen;
  const auto& wanted = request.accelerators;
  for (const AcceleratorSpec& accelerator : request.experiment.accelerators)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), accelerator.id) != wanted.end())
      chosen.push_back(&accelerator);
  if (chosen.empty())
    return bad_input("accelerators", "the experiment has no accelerator", "add one: {id: cpu, engine: cpu}");
  return chosen;
}

Result<TrainingRows> rows_of(const TrainingRequest& request) {
  const auto chosen = chosen_accelerators(request);
  if (!chosen) return tl::make_unexpected(chosen.error());
  auto variants = expand_sweep(request.experiment);
  if (!variants) return tl::make_unexpected(variants.error());
  const Status few =
      check_runs(static_cast<std::int64_t>(variants->size()), static_cast<std::int64_t>(chosen->size()));
  if (!few) return tl::make_unexpected(few.error());
  TrainingRows rows{std::move(*variants), {}};
  const bool swept = !request.experiment.sweep.empty();
  for (std::size_t number = 0; number < rows.variants.size(); ++number)
    for (const AcceleratorSpec* accelerator : *chosen)  // a variant has the same ids and its own settings
      rows.rows.push_back({swept ? fmt::format("{}@{}", accelerator->id, number + 1) : accelerator->id,
                           *find_accelerator(rows.variants[number].experiment, accelerator->id), number});
  return rows;
}

std::string label_of(const TrainingRow& row, const Variant& variant) {
  const std::string label = display_label(row.accelerator);
  return variant.empty() ? label : label + " · " + variant.name;
}

std::string weights_name(std::string pattern, const TrainingRow& row) {
  replace_all(pattern, "{variant}", std::to_string(row.variant + 1));
  replace_all(pattern, "{id}", row.accelerator.id);
  return pattern;
}

Status check_weights_pattern(const std::string& pattern, const TrainingRows& rows) {
  if (pattern.empty()) return {};
  const std::size_t accelerators = rows.rows.size() / rows.variants.size();
  if (accelerators > 1 && !contains(pattern, "{id}"))
    return bad_input("--weights", fmt::format("one file for {} accelerators", accelerators),
                     "write {id} where the accelerator's id is to stand, as in weights-{id}.safetensors");
  if (rows.variants.size() > 1 && !contains(pattern, "{variant}"))
    return bad_input(
        "--weights", fmt::format("one file for {} variants", rows.variants.size()),
        "write {variant} where the variant's number is to stand, as in weights-{variant}.safetensors");
  return {};
}

}  // namespace accelbench
