// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/sentinels.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace accelbench {
namespace {

/// Ticks of all processors together between two looks.
struct Load {
  double total = 0;
  double others = 0;
  double stolen = 0;    ///< of `others`
  double rounding = 0;  ///< ticks that mean nothing
  double share() const { return others / total; }
  double limit() const { return most_of_others + rounding / total; }
};

std::optional<Load> load_between(const MachineState& before, const MachineState& after) {
  Load load;
  double busy = 0;
  for (const auto& [core, now] : after.ticks) {
    const auto then = before.ticks.find(core);
    if (then == before.ticks.end()) continue;
    load.total += static_cast<double>(now.total - then->second.total);
    busy += static_cast<double>((now.total - now.idle) - (then->second.total - then->second.idle));
    load.stolen += static_cast<double>(now.stolen - then->second.stolen);
    load.rounding += 2;
  }
  if (load.total <= 0) return std::nullopt;
  const double own_s = static_cast<double>(after.own_cpu_ns - before.own_cpu_ns) * 1e-9;
  const double own = std::max(0.0, own_s) * static_cast<double>(sysconf(_SC_CLK_TCK));
  load.others = std::clamp(busy - own, 0.0, load.total);
  return load;
}

std::string percent(double share) { return fmt::format("{:.0f} %", share * 100); }

Disturbance of_others(const Load& load) {
  Disturbance found{DisturbanceKind::other_process, true, load.share(), load.limit(), {}};
  found.text = fmt::format("other processes used {} of the processors (limit {})", percent(load.share()),
                           percent(load.limit()));
  if (load.stolen > load.others / 2)
    found.text +=
        fmt::format("; the host of this virtual machine took {} away", percent(load.stolen / load.total));
  return found;
}

void look_at_load(const MachineState& before, const MachineState& after, std::vector<Disturbance>& found) {
  const auto load = load_between(before, after);
  if (load && load->share() > load->limit()) found.push_back(of_others(*load));
}

void look_at_battery(const MachineState& before, const MachineState& after, std::vector<Disturbance>& found) {
  if (before.on_battery.value_or(false) || after.on_battery.value_or(false))
    found.push_back({DisturbanceKind::battery, true, {}, {}, "the machine ran on its battery"});
}

void look_at_swap(const MachineState& before, const MachineState& after, std::vector<Disturbance>& found) {
  if (!before.swapped_pages || !after.swapped_pages) return;
  const double seconds = static_cast<double>(after.at_ns - before.at_ns) * 1e-9;
  const auto pages = static_cast<double>(*after.swapped_pages - *before.swapped_pages);
  const double limit = std::max(most_pages, most_pages_per_s * seconds);
  if (pages > limit)
    found.push_back({DisturbanceKind::swapping, true, pages, limit,
                     fmt::format("the machine swapped {:.0f} pages in and out in {:.1f} s (limit {:.0f})",
                                 pages, seconds, limit)});
}

/// " of cpu0", " of cpu0 and 7 others".
std::string whose(const std::string& first, std::size_t count) {
  if (count == 1) return first;
  return fmt::format("{} and {} other{}", first, count - 1, count == 2 ? "" : "s");
}

/// The keys of both maps whose values differ.
template <class T>
std::vector<std::string> changed(const std::map<std::string, T>& before,
                                 const std::map<std::string, T>& after) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : after)
    if (const auto then = before.find(key); then != before.end() && then->second != value)
      keys.push_back(key);
  return keys;
}

void look_at_governor(const MachineState& before, const MachineState& after,
                      std::vector<Disturbance>& found) {
  const auto cores = changed(before.governors, after.governors);
  if (cores.empty()) return;
  found.push_back(
      {DisturbanceKind::governor,
       true,
       {},
       {},
       fmt::format("the frequency governor of {} went from {} to {}", whose(cores.front(), cores.size()),
                   before.governors.at(cores.front()), after.governors.at(cores.front()))});
}

bool throttled_between(const MachineState& before, const MachineState& after) {
  return before.throttled && after.throttled && *after.throttled > *before.throttled;
}

/// A limit that fell because of heat is the run's own doing.
void look_at_clock_limit(const MachineState& before, const MachineState& after,
                         std::vector<Disturbance>& found) {
  const bool outside = !throttled_between(before, after);
  const auto cores = changed(before.clock_limits, after.clock_limits);
  if (!cores.empty()) {
    const double then = static_cast<double>(before.clock_limits.at(cores.front())) / 1000;
    const double now = static_cast<double>(after.clock_limits.at(cores.front())) / 1000;
    found.push_back({DisturbanceKind::clock_limit, outside, now, then,
                     fmt::format("the clock limit of {} went from {:.0f} to {:.0f} MHz",
                                 whose(cores.front(), cores.size()), then, now)});
  } else if (before.turbo && after.turbo && *before.turbo != *after.turbo) {
    found.push_back(
        {DisturbanceKind::clock_limit,
         true,
         {},
         {},
         fmt::format("clocks above the nominal one were switched {}", *after.turbo ? "on" : "off")});
  }
}

void look_at_throttling(const MachineState& before, const MachineState& after,
                        std::vector<Disturbance>& found) {
  if (!throttled_between(before, after)) return;
  const auto times = static_cast<double>(*after.throttled - *before.throttled);
  found.push_back({DisturbanceKind::throttling, false, times, 0,
                   fmt::format("the processor lowered its clock {:.0f} time{} because of heat", times,
                               times == 1 ? "" : "s")});
}

/// The same of what is to come. Changes of governor and limit mean nothing before the first run.
std::string of_now(const Disturbance& found) {
  switch (found.kind) {
    case DisturbanceKind::other_process:
      return fmt::format("other programs use {} of the processors now: expect many repeated rounds",
                         percent(found.found.value_or(0)));
    case DisturbanceKind::battery:
      return "the machine runs on its battery: every round will be marked; plug it in";
    case DisturbanceKind::swapping:
      return "the machine swaps now: expect many repeated rounds; end programs that need much memory";
    case DisturbanceKind::throttling:
      return "the processor is too hot now and lowers its clock";
    case DisturbanceKind::governor:
    case DisturbanceKind::clock_limit:
      return {};
  }
  return {};
}

}  // namespace

std::vector<Disturbance> disturbances_between(const MachineState& before, const MachineState& after) {
  std::vector<Disturbance> found;
  look_at_load(before, after, found);
  look_at_battery(before, after, found);
  look_at_swap(before, after, found);
  look_at_governor(before, after, found);
  look_at_clock_limit(before, after, found);
  look_at_throttling(before, after, found);
  return found;
}

Sentinels::Sentinels(std::filesystem::path root) : root_(std::move(root)), last_(read_machine_state(root_)) {}

std::vector<Disturbance> Sentinels::end() {
  MachineState now = read_machine_state(root_);
  auto found = disturbances_between(last_, now);
  last_ = std::move(now);
  return found;
}

std::vector<Disturbance> present_disturbances(double seconds, const std::filesystem::path& root) {
  Sentinels sentinels(root);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  auto found = sentinels.end();
  for (Disturbance& one : found) one.text = of_now(one);
  std::erase_if(found, [](const Disturbance& one) { return one.text.empty(); });
  return found;
}

}  // namespace accelbench
