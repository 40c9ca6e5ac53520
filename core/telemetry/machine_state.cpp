// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/machine_state.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/clock.h"
#include "core/telemetry/machine.h"
#include "core/telemetry/process_tree.h"
#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most = std::int64_t{1} << 60;

std::string word_in(const fs::path& file) {
  const std::string text = read_system_file(file).value_or("");
  return text.substr(0, text.find_first_of("\r\n"));
}

/// Ticks that never move (some sandboxes show zeros) tell nothing.
std::map<int, CoreTicks> usable_ticks(const fs::path& root) {
  auto ticks = read_core_ticks(root);
  const auto allowed = allowed_processors();
  std::erase_if(ticks, [&](const auto& core) {
    return core.second.total == 0 || !std::binary_search(allowed.begin(), allowed.end(), core.first);
  });
  return ticks;
}

/// What feeds the machine: mice and other devices with batteries of their own are not asked.
struct PowerSupplies {
  int mains = 0, mains_online = 0, batteries = 0, discharging = 0;
};
PowerSupplies read_supplies(const fs::path& root) {
  PowerSupplies supplies;
  for (const auto& supply : list_system_folder(root / "sys/class/power_supply")) {
    const std::string type = word_in(supply / "type");
    if (word_in(supply / "scope") == "Device") continue;
    const bool online = read_system_number(supply / "online").value_or(0) > 0;
    if (type == "Mains") ++supplies.mains;
    if ((type == "Mains" || type.starts_with("USB")) && online) ++supplies.mains_online;
    if (type == "Battery" || type == "UPS") {
      ++supplies.batteries;
      if (word_in(supply / "status") == "Discharging") ++supplies.discharging;
    }
  }
  return supplies;
}

/// A battery may discharge a little beside a mains supply that is too weak; a desktop may describe a mains
/// supply that is never online.
std::optional<bool> read_on_battery(const fs::path& root) {
  const PowerSupplies supplies = read_supplies(root);
  if (supplies.mains == 0 && supplies.batteries == 0) return std::nullopt;
  if (supplies.mains_online > 0 || supplies.batteries == 0) return false;
  return supplies.discharging > 0 || supplies.mains > 0;
}

std::optional<std::int64_t> read_swapped_pages(const fs::path& root) {
  std::optional<std::int64_t> pages;
  const std::string text = read_system_file(root / "proc/vmstat").value_or("");
  for (const std::string_view line : lines_of(text))
    for (const std::string_view key : {"pswpin ", "pswpout "})
      if (line.starts_with(key))
        if (const auto count = leading_number(line.substr(key.size())); count && *count >= 0)
          pages = pages.value_or(0) + std::min(*count, most);
  return pages;
}

std::optional<bool> read_turbo(const fs::path& cpus) {
  if (const auto off = read_system_number(cpus / "intel_pstate/no_turbo")) return *off == 0;
  if (const auto boost = read_system_number(cpus / "cpufreq/boost")) return *boost != 0;
  return std::nullopt;
}

/// Each core counts its own; a package's count stands with each of its cores and is taken once.
std::optional<std::int64_t> read_throttled(const fs::path& cpus) {
  std::optional<std::int64_t> times;
  std::map<std::int64_t, std::int64_t> packages;
  for (const int core : allowed_processors()) {
    const fs::path folder = cpus / fmt::format("cpu{}", core);
    if (const auto count = read_system_number(folder / "thermal_throttle/core_throttle_count"))
      times = times.value_or(0) + std::clamp<std::int64_t>(*count, 0, std::int64_t{1} << 40);
    const auto package = read_system_number(folder / "topology/physical_package_id").value_or(0);
    if (const auto count = read_system_number(folder / "thermal_throttle/package_throttle_count"))
      packages[package] = std::clamp<std::int64_t>(*count, 0, std::int64_t{1} << 40);
  }
  for (const auto& [package, count] : packages) times = times.value_or(0) + count;
  return times;
}

void read_frequency_settings(const fs::path& cpus, MachineState& state) {
  for (const int core : allowed_processors()) {
    const std::string name = fmt::format("cpu{}", core);
    const fs::path folder = cpus / name / "cpufreq";
    if (std::string governor = word_in(folder / "scaling_governor"); !governor.empty())
      state.governors[name] = std::move(governor);
    if (const auto limit = read_system_number(folder / "scaling_max_freq")) state.clock_limits[name] = *limit;
  }
  state.turbo = read_turbo(cpus);
}

}  // namespace

MachineState read_machine_state(const fs::path& root) {
  const fs::path cpus = root / "sys/devices/system/cpu";
  MachineState state;
  state.on_battery = read_on_battery(root);
  read_frequency_settings(cpus, state);
  state.swapped_pages = read_swapped_pages(root);
  // One right after the other: what lies between would count as somebody else's.
  state.own_cpu_ns = process_tree_cpu_ns(root);
  state.ticks = usable_ticks(root);
  state.throttled = read_throttled(cpus);
  state.at_ns = monotonic_ns();
  return state;
}

std::vector<std::string> untold_parts(const MachineState& state) {
  std::vector<std::string> reasons;
  if (state.ticks.empty())
    reasons.emplace_back("other programs: /proc/stat counts no time of our processors");
  if (!state.on_battery) reasons.emplace_back("battery: no power supply is described");
  if (!state.swapped_pages) reasons.emplace_back("swapping: /proc/vmstat does not count it");
  if (state.governors.empty()) reasons.emplace_back("governor: this machine shows no cpufreq");
  if (state.clock_limits.empty() && !state.turbo)
    reasons.emplace_back("clock limit: neither cpufreq nor intel_pstate tells it");
  if (!state.throttled) reasons.emplace_back("throttling: no counters under cpu*/thermal_throttle");
  return reasons;
}

}  // namespace accelbench
