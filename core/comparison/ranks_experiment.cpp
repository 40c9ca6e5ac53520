// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/ranks_experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "core/experiment/yaml.h"
#include "core/judgement/scaling.h"

namespace accelbench {
namespace {

constexpr const char* ranks_place = "--ranks";
constexpr std::int64_t most_ranks = 4096;
constexpr std::int64_t rounds_of_one_row = 10;

bool takes_ranks(const AcceleratorSpec& accelerator) {
  return accelerator.engine == EngineKind::cpu || accelerator.engine == EngineKind::cuda;
}

/// Devices of this host; else processes.
bool takes_devices(const AcceleratorSpec& accelerator) {
  return accelerator.engine == EngineKind::cuda && accelerator.cluster.empty();
}

Result<std::int64_t> read_rank_count(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size() && count >= 1 && count <= most_ranks)
    return count;
  return bad_input(ranks_place,
                   fmt::format("'{}' found, expected whole numbers from 1 to {}", text, most_ranks),
                   "write them with commas between, as in --ranks 1,2,4,8");
}

/// Those of the training part, where the experiment tells them.
std::optional<std::int64_t> training_rows(const Experiment& experiment) {
  const auto* synthetic = std::get_if<SyntheticData>(&experiment.data.source);
  if (!synthetic) return std::nullopt;
  if (experiment.data.validation) return synthetic->samples;
  return static_cast<std::int64_t>(
      std::floor(static_cast<double>(synthetic->samples) * (1.0 - experiment.data.validation_split)));
}

Status check_rows_for(const Experiment& experiment, std::int64_t most) {
  const std::int64_t batch = experiment.training.batch_size;
  if (most > batch)
    return bad_input(
        ranks_place, fmt::format("{} ranks share a batch of {} rows: some would have none", most, batch),
        "ask for fewer, set training.batch_size higher, or keep the rows of each rank with --weak");
  if (const auto rows = training_rows(experiment); rows && most > *rows)
    return bad_input(ranks_place, fmt::format("{} ranks, and {} rows to train on", most, *rows),
                     "ask for fewer, or set data.samples higher");
  return {};
}

Status check_devices_for(const AcceleratorSpec& accelerator, std::int64_t most) {
  const auto named = static_cast<std::int64_t>(accelerator.devices.size());
  if (!takes_devices(accelerator) || named == 0 || most <= named) return {};
  return bad_input(fmt::format("accelerators.{}.devices", accelerator.id),
                   fmt::format("{} named, and --ranks asks for {}", named, most),
                   "name as many devices, or ask for fewer");
}

Status check_asked(const Experiment& experiment, const std::vector<std::int64_t>& ranks) {
  if (std::ranges::none_of(experiment.accelerators, takes_ranks))
    return bad_input(ranks_place, "no accelerator takes ranks: cpu and cuda do",
                     "add {id: cpu, engine: cpu}");
  if (ranks.size() < 2)
    return bad_input(ranks_place, "one number of ranks has nothing to be held against",
                     "ask for two, as in 1,2");
  for (const AcceleratorSpec& one : experiment.accelerators)
    if (const Status enough = check_devices_for(one, ranks.back()); !enough) return enough;
  return {};
}

/// The first so many of those named; without any, those with the lowest numbers.
std::vector<std::string> first_devices(const AcceleratorSpec& accelerator, std::int64_t count) {
  std::vector<std::string> devices = accelerator.devices;
  for (std::int64_t i = static_cast<std::int64_t>(devices.size()); i < count; ++i)
    devices.push_back(std::to_string(i));
  devices.resize(static_cast<std::size_t>(count));
  return devices;
}

/// The price is that of the devices named; a host costs the same however many processes it runs.
void set_price(AcceleratorSpec& row, const AcceleratorSpec& base, std::int64_t ranks) {
  if (base.price_per_hour && takes_devices(base))
    row.price_per_hour =
        *base.price_per_hour * static_cast<double>(ranks) / static_cast<double>(rank_count(base));
}

AcceleratorSpec with_ranks(const AcceleratorSpec& base, std::int64_t ranks) {
  AcceleratorSpec row = base;
  row.id = fmt::format("{}-r{}", base.id, ranks);
  if (!base.label.empty())
    row.label = fmt::format("{}, {} {}", base.label, ranks, ranks == 1 ? "rank" : "ranks");
  row.color.clear();
  set_price(row, base, ranks);
  row.ranks = takes_devices(base) ? 1 : ranks;
  if (takes_devices(base)) row.devices = first_devices(base, ranks);
  return row;
}

Result<Experiment> checked(Experiment experiment) {
  const auto errors = check(experiment);
  if (errors.empty()) return experiment;
  return tl::make_unexpected(errors.front());
}

/// What a rank count sets of an accelerator, as a sweep's key and value.
std::string ranks_key(const AcceleratorSpec& accelerator) {
  return fmt::format("accelerators.{}.{}", accelerator.id, takes_devices(accelerator) ? "devices" : "ranks");
}
std::string ranks_value(const AcceleratorSpec& accelerator, std::int64_t ranks) {
  if (!takes_devices(accelerator)) return std::to_string(ranks);
  return fmt::format("[{}]", fmt::join(first_devices(accelerator, ranks), ", "));
}

/// Batches, samples and ranks that grow together.
SweepAxis growing(const Experiment& experiment, const std::vector<std::int64_t>& ranks) {
  const auto* synthetic = std::get_if<SyntheticData>(&experiment.data.source);
  SweepAxis axis{synthetic ? "training.batch_size, data.samples" : "training.batch_size", {}};
  for (const AcceleratorSpec& one : experiment.accelerators)
    if (takes_ranks(one)) axis.key += ", " + ranks_key(one);
  for (const std::int64_t count : ranks) {
    std::string value = fmt::format("[{}", experiment.training.batch_size * count);
    if (synthetic) value += fmt::format(", {}", synthetic->samples * count);
    for (const AcceleratorSpec& one : experiment.accelerators)
      if (takes_ranks(one)) value += ", " + ranks_value(one, count);
    axis.values.push_back(value + "]");
  }
  return axis;
}

}  // namespace

Result<std::vector<std::int64_t>> read_ranks(std::string_view text) {
  std::vector<std::int64_t> ranks;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const auto count = read_rank_count(text.substr(at, end - at));
    if (!count) return tl::make_unexpected(count.error());
    ranks.push_back(*count);
    at = end + 1;
  }
  std::ranges::sort(ranks);
  if (const auto twice = std::ranges::adjacent_find(ranks); twice != ranks.end())
    return bad_input(ranks_place, fmt::format("{} stands twice in '{}'", *twice, text),
                     "name each number once");
  return ranks;
}

Result<Experiment> strong_scaling(const Experiment& experiment, const std::vector<std::int64_t>& ranks) {
  if (const Status asked = check_asked(experiment, ranks); !asked) return tl::make_unexpected(asked.error());
  if (const Status rows = check_rows_for(experiment, ranks.back()); !rows)
    return tl::make_unexpected(rows.error());
  Experiment scaled = experiment;
  scaled.accelerators.clear();
  std::string& baseline = scaled.comparison.baseline;
  if (baseline.empty()) baseline = experiment.accelerators.front().id;
  const std::string before = baseline;
  for (const AcceleratorSpec& one : experiment.accelerators) {
    if (!takes_ranks(one)) {
      scaled.accelerators.push_back(one);
      continue;
    }
    for (const std::int64_t count : ranks) scaled.accelerators.push_back(with_ranks(one, count));
    if (one.id == before) baseline = with_ranks(one, ranks.front()).id;
  }
  return checked(std::move(scaled));
}

Result<Experiment> weak_scaling(const Experiment& experiment, const std::vector<std::int64_t>& ranks) {
  if (const Status asked = check_asked(experiment, ranks); !asked) return tl::make_unexpected(asked.error());
  Experiment scaled = experiment;
  scaled.sweep.push_back(growing(experiment, ranks));
  RoundsSpec& rounds = scaled.comparison.rounds;
  if (scaled.accelerators.size() == 1 && rounds.until_resolved) {
    rounds.max = std::min(rounds.max, rounds_of_one_row);
    rounds.min = std::min(rounds.min, rounds.max);
    rounds.until_resolved = false;
  }
  return checked(std::move(scaled));
}

}  // namespace accelbench
