// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/device_figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace accelbench {

DeviceFigures::Figures& DeviceFigures::of(const std::string& device) {
  const auto known = std::ranges::find(devices_, device, [](const Figures& one) { return one.last.device; });
  return known == devices_.end() ? devices_.emplace_back() : *known;
}

void DeviceFigures::note(const std::vector<DeviceReading>& readings, std::int64_t at_ns) {
  for (const DeviceReading& reading : readings) {
    Figures& figures = of(reading.device);
    figures.last = reading;
    if (counts_) count(figures, reading, at_ns - since_ns_ >= settling_ns);
  }
}

void DeviceFigures::count(Figures& figures, const DeviceReading& reading, bool settled) const {
  ++figures.readings;
  if (reading.memory_bytes)
    figures.memory_peak = std::max(figures.memory_peak.value_or(0), *reading.memory_bytes);
  if (reading.throttled && !reading.throttled->empty()) ++figures.throttled[*reading.throttled];
  if (!settled || !reading.utilization) return;
  ++figures.settled;
  figures.utilization_sum += *reading.utilization;
}

void DeviceFigures::begin(std::int64_t at_ns) {
  for (Figures& figures : devices_) {
    figures = Figures{std::move(figures.last)};
    figures.memory_peak = figures.last.memory_bytes;
  }
  go_on(at_ns);
}

void DeviceFigures::go_on(std::int64_t at_ns) {
  since_ns_ = at_ns;
  counts_ = true;
}

std::vector<DeviceSummary> DeviceFigures::summaries() const {
  std::vector<DeviceSummary> summaries;
  for (const Figures& figures : devices_) {
    DeviceSummary summary{figures.last.device, {}, figures.last.utilization_kind, figures.memory_peak};
    if (figures.settled > 0)
      summary.utilization_mean = figures.utilization_sum / static_cast<double>(figures.settled);
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

std::vector<std::string> DeviceFigures::throttling() const {
  std::vector<std::string> lines;
  for (const Figures& figures : devices_)
    for (const auto& [reason, readings] : figures.throttled)
      lines.push_back(
          fmt::format("{}: its clock was held down in {:.0f} % of the readings: {}", figures.last.device,
                      100.0 * static_cast<double>(readings) / static_cast<double>(figures.readings), reason));
  return lines;
}

}  // namespace accelbench
