// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/machine_meters.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

std::vector<SampledDevice> all_gpus(const NvmlResult& nvml) {
  std::vector<SampledDevice> devices;
  if (!nvml) return devices;
  for (const NvmlDevice& device : (*nvml)->devices())
    devices.push_back({fmt::format("cuda:{}", devices.size()), device.uuid});
  return devices;
}

/// In use by whoever, without what the system can give back at once.
std::optional<std::int64_t> used_memory(const std::filesystem::path& root) {
  const std::string text = read_system_file(root / "proc/meminfo").value_or("");
  std::optional<std::int64_t> total, available;
  for (const std::string_view line : lines_of(text)) {
    if (const auto value = value_of_key(line, "MemTotal")) total = leading_number(*value);
    if (const auto value = value_of_key(line, "MemAvailable")) available = leading_number(*value);
  }
  if (!total || !available) return std::nullopt;
  return (*total - *available) * 1024;
}

/// One reading of all processors together from those of this process and of each core.
DeviceReading processors_of(const std::vector<DeviceReading>& readings) {
  DeviceReading all = readings.front();
  double busy = 0;
  int cores = 0;
  for (const DeviceReading& reading : readings)
    if (reading.device != "cpu" && reading.utilization) busy += *reading.utilization, ++cores;
  all.utilization = cores > 0 ? std::optional(busy / cores) : std::nullopt;
  all.utilization_kind = machine_utilization_kind;
  return all;
}

}  // namespace

MachineMeters::MachineMeters(const NvmlResult& nvml, std::filesystem::path root)
    : root_(std::move(root)), processors_(1, 0, root_) {
  const std::vector<SampledDevice> gpus = all_gpus(nvml);
  if (!gpus.empty()) gpus_ = sample_devices(nvml, gpus);
}

std::vector<DeviceReading> MachineMeters::read() {
  std::vector<DeviceReading> readings = {processors_of(processors_.read())};
  readings.front().memory_bytes = used_memory(root_);
  if (!gpus_) return readings;
  for (DeviceReading& gpu : gpus_->read()) {
    const bool told = gpu.memory_bytes || gpu.others_memory_bytes;
    if (told) gpu.memory_bytes = gpu.memory_bytes.value_or(0) + gpu.others_memory_bytes.value_or(0);
    readings.push_back(std::move(gpu));
  }
  return readings;
}

std::vector<std::string> MachineMeters::not_measured() const {
  std::vector<std::string> reasons;
  for (const std::string& reason : processors_.not_measured()) reasons.push_back("cpu " + reason);
  if (gpus_)
    for (std::string& reason : gpus_->not_measured()) reasons.push_back(std::move(reason));
  return reasons;
}

}  // namespace accelbench
