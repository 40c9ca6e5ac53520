// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

#include "core/experiment/emit.h"
#include "core/experiment/parse.h"
#include "core/experiment/tree.h"

namespace accelbench {
namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

/// The combination of this number, from 0: the last axis fastest.
Result<Variant> variant_at(const std::vector<SweepAxis>& axes, std::int64_t number) {
  std::vector<const std::string*> values(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    const auto count = static_cast<std::int64_t>(axes[i].values.size());
    values[i] = &axes[i].values[static_cast<std::size_t>(number % count)];
    number /= count;
  }
  Variant variant;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    auto settings = settings_of(axes[i], *values[i]);
    if (!settings) return tl::make_unexpected(settings.error());
    std::ranges::move(*settings, std::back_inserter(variant.settings));
  }
  for (const VariantSetting& setting : variant.settings)
    variant.name += (variant.name.empty() ? "" : ", ") + setting.key + ": " + setting.value;
  return variant;
}

bool same_ids(const Experiment& one, const Experiment& other) {
  return std::ranges::equal(one.accelerators, other.accelerators, {}, &AcceleratorSpec::id,
                            &AcceleratorSpec::id);
}

/// The sweep's values put into the tree of the experiment, read and checked like a file.
Experiment apply(const Node& base, const Variant& variant, Problems& problems) {
  Node root = base;
  for (const VariantSetting& setting : variant.settings)
    apply_override(root, {setting.key, setting.value}, problems);
  Experiment experiment = from_tree(root, problems);
  experiment.sweep.clear();
  if (problems.empty())
    for (Problem& problem : find_problems(experiment)) problems.add_dependent(std::move(problem));
  return experiment;
}

const Problem* first_error(const Problems& problems) {
  const auto& all = problems.all();
  const auto found = std::ranges::find(all, false, &Problem::warning);
  return found == all.end() ? nullptr : &*found;
}

Error in_variant(const Variant& variant, const std::string& message, const std::string& fix) {
  return {ErrorKind::bad_input, "sweep", fmt::format("the variant ({}): {}", variant.name, message), fix};
}

Result<VariantExperiment> make_variant(const Experiment& original, const Node& base, Variant variant) {
  Problems problems;
  Experiment experiment = apply(base, variant, problems);
  if (const Problem* problem = first_error(problems))
    return tl::make_unexpected(in_variant(variant, problem->path + ": " + problem->message, problem->fix));
  if (!same_ids(original, experiment))
    return tl::make_unexpected(in_variant(variant, "accelerators: their ids differ from the experiment's",
                                          "sweep their other keys, as in accelerators.cpu.threads"));
  return VariantExperiment{std::move(variant), std::move(experiment)};
}

}  // namespace

std::vector<std::string> keys_of(const SweepAxis& axis) {
  std::vector<std::string> keys;
  std::string_view rest = axis.key;
  for (auto comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
    keys.push_back(trimmed(rest.substr(0, comma)));
    rest.remove_prefix(comma + 1);
  }
  keys.push_back(trimmed(rest));
  return keys;
}

Result<std::vector<VariantSetting>> settings_of(const SweepAxis& axis, const std::string& value) {
  const std::vector<std::string> keys = keys_of(axis);
  if (keys.size() == 1) return std::vector<VariantSetting>{{axis.key, value}};
  Problems problems;
  const ParsedText parsed = parse_yaml(value, problems);
  if (!problems.empty() || parsed.root.kind != Node::Kind::sequence ||
      parsed.root.items.size() != keys.size())
    return bad_input(
        "sweep", fmt::format("{} found for {} keys that move together", value, keys.size()),
        fmt::format("write each value as a list with {} items, in the order of the keys", keys.size()));
  std::vector<VariantSetting> settings;
  for (std::size_t i = 0; i < keys.size(); ++i)
    settings.push_back({keys[i], emit_flow(parsed.root.items[i])});
  return settings;
}

std::int64_t count_variants(const std::vector<SweepAxis>& axes) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::int64_t count = 1;
  for (const SweepAxis& axis : axes) {
    const auto values = static_cast<std::int64_t>(axis.values.size());
    count = values > 0 && count > most / values ? most : count * values;
  }
  return count;
}

Status check_count(const std::vector<SweepAxis>& axes) {
  const std::int64_t count = count_variants(axes);
  if (count <= most_variants) return {};
  return bad_input("sweep", fmt::format("{} combinations, expected at most {}", count, most_variants),
                   "sweep fewer values, or in several experiments");
}

Result<std::vector<VariantExperiment>> expand_sweep(const Experiment& experiment) {
  if (const Status few = check_count(experiment.sweep); !few) return tl::make_unexpected(few.error());
  std::vector<VariantExperiment> variants;
  if (experiment.sweep.empty()) {
    variants.push_back({{}, experiment});
    return variants;
  }
  Node base = to_tree(experiment);
  base.erase("sweep");
  const std::int64_t count = count_variants(experiment.sweep);
  for (std::int64_t number = 0; number < count; ++number) {
    auto combination = variant_at(experiment.sweep, number);
    if (!combination) return tl::make_unexpected(combination.error());
    auto variant = make_variant(experiment, base, std::move(*combination));
    if (!variant) return tl::make_unexpected(variant.error());
    variants.push_back(std::move(*variant));
  }
  return variants;
}

}  // namespace accelbench
