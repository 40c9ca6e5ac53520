// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/core_ticks.h"

#include <algorithm>
#include <string>

#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

constexpr std::int64_t most_ticks = std::int64_t{1} << 56;  // of one column: eight of them fit into 64 bits

/// "3 17 0 9 100 4 …" (behind "cpuN"): user nice system idle iowait irq softirq steal; guest time is inside
/// user.
CoreTicks parse_ticks(std::string_view text) {
  CoreTicks ticks;
  for (int column = 0; column < 8; ++column) {
    text.remove_prefix(std::min(text.find_first_of("0123456789"), text.size()));
    const std::int64_t value = std::clamp<std::int64_t>(leading_number(text).value_or(0), 0, most_ticks);
    text.remove_prefix(std::min(text.find(' '), text.size()));
    ticks.total += value;
    if (column == 3 || column == 4) ticks.idle += value;
    if (column == 7) ticks.stolen = value;
  }
  return ticks;
}

}  // namespace

std::map<int, CoreTicks> read_core_ticks(const std::filesystem::path& root) {
  std::map<int, CoreTicks> cores;
  const std::string text = read_system_file(root / "proc/stat").value_or("");
  for (const std::string_view line : lines_of(text)) {
    if (!line.starts_with("cpu")) continue;
    const auto core = line.size() > 3 && line[3] != ' ' ? leading_number(line.substr(3)) : std::nullopt;
    const auto behind = line.find(' ');
    if (core && behind != std::string_view::npos)
      cores[static_cast<int>(*core)] = parse_ticks(line.substr(behind));
  }
  return cores;
}

}  // namespace accelbench
