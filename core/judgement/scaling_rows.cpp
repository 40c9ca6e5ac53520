// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "core/experiment/yaml.h"
#include "core/judgement/scaling.h"

namespace accelbench {
namespace {

constexpr std::size_t most_rows_looked_at = 1000;

/// What a row trains and how, without its number of ranks.
Experiment without_ranks(const Experiment& variant, const AcceleratorSpec& accelerator) {
  Experiment one = variant;
  AcceleratorSpec alone = accelerator;
  alone.id = "one";
  alone.label = alone.color = alone.currency = "";
  alone.price_per_hour = std::nullopt;
  alone.ranks = 1;
  if (alone.engine == EngineKind::cuda) alone.devices.clear();
  one.accelerators = {alone};
  one.comparison = {};
  one.sweep.clear();
  return one;
}

/// The work of one rank of weak scaling; empty where its rows cannot be shared evenly.
std::optional<Experiment> work_of_one_rank(Experiment experiment, std::int64_t ranks) {
  const auto share = [ranks](std::int64_t& number) {
    const bool even = number % ranks == 0;
    number /= ranks;
    return even;
  };
  if (!share(experiment.training.batch_size)) return std::nullopt;
  if (auto* synthetic = std::get_if<SyntheticData>(&experiment.data.source))
    if (!share(synthetic->samples)) return std::nullopt;
  return experiment;
}

using RowsByRanks = std::map<std::int64_t, std::size_t>;

/// By what its rows have in common, in the order of their first rows.
class ScalingGroups {
 public:
  void add(std::string common, ScalingKind kind, std::int64_t ranks, std::size_t row) {
    const auto [found, fresh] = places_.try_emplace(std::move(common), groups_.size());
    if (fresh) groups_.push_back({kind, {}});
    groups_[found->second].second.try_emplace(ranks, row);
  }

  std::vector<ScalingRows> take() const {
    std::vector<ScalingRows> all;
    for (const auto& [kind, by_ranks] : groups_) {
      if (by_ranks.size() < 2) continue;
      ScalingRows& rows = all.emplace_back();
      rows.kind = kind;
      for (const auto& [ranks, row] : by_ranks) rows.rows.push_back(row);
    }
    return all;
  }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<std::pair<ScalingKind, RowsByRanks>> groups_;
};

}  // namespace

std::int64_t rank_count(const AcceleratorSpec& accelerator) {
  const auto devices =
      accelerator.engine == EngineKind::cuda ? static_cast<std::int64_t>(accelerator.devices.size()) : 0;
  return std::max({accelerator.ranks, devices, std::int64_t{1}});
}

std::vector<ScalingRows> scaling_rows(const TrainingRows& rows) {
  const bool any =
      std::ranges::any_of(rows.rows, [](const TrainingRow& row) { return rank_count(row.accelerator) > 1; });
  if (!any || rows.rows.size() > most_rows_looked_at) return {};
  ScalingGroups groups;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const TrainingRow& row = rows.rows[i];
    const std::int64_t ranks = rank_count(row.accelerator);
    const Experiment common = without_ranks(rows.variants[row.variant].experiment, row.accelerator);
    groups.add("strong\n" + write_experiment(common), ScalingKind::strong, ranks, i);
    if (const auto one = work_of_one_rank(common, ranks))
      groups.add("weak\n" + write_experiment(*one), ScalingKind::weak, ranks, i);
  }
  return groups.take();
}

bool shows_scaling(const TrainingRows& rows, const std::function<bool(const TrainingRow&)>& takes_part) {
  return std::ranges::any_of(scaling_rows(rows), [&](const ScalingRows& scaling) {
    return std::ranges::count_if(scaling.rows, [&](std::size_t i) { return takes_part(rows.rows[i]); }) > 1;
  });
}

}  // namespace accelbench
