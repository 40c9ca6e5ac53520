// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/noise_floor.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>

#include "core/judgement/judgement.h"

namespace accelbench {
namespace {

/// The pair of a comparison of an accelerator with itself, in one quantity.
const PairJudgement* pair_of(const Judgement& judgement, Quantity quantity) {
  const auto found = std::ranges::find(judgement.pairs, quantity, &PairJudgement::quantity);
  return found == judgement.pairs.end() ? nullptr : &*found;
}

NoiseFloor made_of(double floor, const PairJudgement& pair, const AcceleratorSpec& accelerator,
                   const FloorSubject& subject, const std::string& measured) {
  return {floor, accelerator.id, pair.quantity, subject.cpu, subject.workload, measured, pair.rounds};
}

/// Seconds since 1970 of "2026-07-01T12:34:56Z".
std::optional<std::int64_t> seconds_of(const std::string& moment) {
  std::tm parts{};
  const char* end = strptime(moment.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return static_cast<std::int64_t>(timegm(&parts));
}

std::int64_t days_between(const std::string& from, const std::string& to) {
  const auto begin = seconds_of(from), end = seconds_of(to);
  if (!begin || !end) return 0;
  return std::max<std::int64_t>(*end - *begin, 0) / 86'400;  // a clock that was set back: fresh
}

std::string text_of(const NoiseFloor& floor, std::int64_t days, std::size_t known, std::size_t asked) {
  std::string text = fmt::format("noise floor {:.4g} of {}, measured {} in {} rounds", floor.floor,
                                 floor.accelerator, floor.measured.substr(0, 10), floor.rounds);
  if (days > fresh_days) text += fmt::format("; that is {} days ago: measure it again", days);
  if (known < asked) text += fmt::format("; {} of {} accelerators have none", asked - known, asked);
  return text;
}

}  // namespace

std::string way_of(const AcceleratorSpec& one) {
  std::string way = fmt::format("{}; {}; {}", name_of(one.engine), name_of(one.precision),
                                one.threads ? fmt::format("threads {}", *one.threads) : "all threads");
  way += fmt::format("; path {}; {}; recompute {}", name_of(one.path), name_of(one.determinism),
                     name_of(one.recompute));
  if (one.pin) way += "; pinned";
  if (!one.devices.empty()) way += fmt::format("; devices {}", fmt::join(one.devices, ","));
  if (one.ranks != 1) way += fmt::format("; ranks {}", one.ranks);
  if (!one.cluster.empty()) way += fmt::format("; cluster {}", one.cluster);
  if (!one.mode.empty()) way += fmt::format("; mode {}", one.mode);
  if (!one.backend.empty()) way += fmt::format("; backend {}", one.backend);
  if (one.exact_work) way += "; exact work";
  if (one.nodes != 1) way += fmt::format("; nodes {}", one.nodes);
  return way;
}

FloorSubject floor_subject(const Machine& machine, const std::string& workload,
                           const AcceleratorSpec& accelerator) {
  return {machine.cpu, machine.cores, workload, way_of(accelerator)};
}

std::vector<KeptFloor> floors_of(const Judgement& judgement, const AcceleratorSpec& accelerator,
                                 const FloorSubject& subject, const std::string& measured) {
  std::vector<KeptFloor> floors;
  for (const auto& quantity : Names<Quantity>::table)
    if (auto floor = floor_of(judgement, accelerator, subject, quantity.value, measured))
      floors.push_back({subject, std::move(*floor)});
  return floors;
}

Result<NoiseFloor> floor_of(const Judgement& judgement, const AcceleratorSpec& accelerator,
                            const FloorSubject& subject, Quantity quantity, const std::string& measured) {
  const PairJudgement* pair = pair_of(judgement, quantity);
  const auto floor = pair != nullptr ? noise_floor(*pair) : std::nullopt;
  if (floor) return made_of(*floor, *pair, accelerator, subject, measured);
  const std::string why =
      pair == nullptr || pair->reason.empty() ? "it has no interval after these rounds" : pair->reason;
  return failed(fmt::format("noise floor of {}", name_of(quantity)), why, "measure more rounds: --rounds N");
}

std::optional<FoundFloor> find_floor(const std::vector<KeptFloor>& kept, const Machine& machine,
                                     const std::string& workload,
                                     const std::vector<AcceleratorSpec>& accelerators, Quantity quantity,
                                     const std::string& now) {
  std::vector<const NoiseFloor*> known;
  for (const AcceleratorSpec& accelerator : accelerators) {
    const FloorSubject subject = floor_subject(machine, workload, accelerator);
    const auto found = std::ranges::find_if(
        kept, [&](const KeptFloor& one) { return one.subject == subject && one.floor.quantity == quantity; });
    if (found != kept.end()) known.push_back(&found->floor);
  }
  if (known.empty()) return std::nullopt;
  const NoiseFloor& largest =
      **std::ranges::max_element(known, {}, [](const NoiseFloor* one) { return one->floor; });
  const std::int64_t days = days_between(largest.measured, now);
  return FoundFloor{largest, days, text_of(largest, days, known.size(), accelerators.size())};
}

std::string now_utc() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

}  // namespace accelbench
