// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/cpu_sampler.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "core/telemetry/core_ticks.h"
#include "core/telemetry/energy.h"
#include "core/telemetry/machine.h"
#include "core/telemetry/process_meter.h"
#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// The file that holds the processor's temperature in thousandths of a degree; empty where the machine tells
/// none.
fs::path temperature_file(const fs::path& root) {
  for (const auto& sensor : list_system_folder(root / "sys/class/hwmon")) {
    const std::string name = read_system_file(sensor / "name").value_or("");
    for (const char* known : {"coretemp", "k10temp", "zenpower", "cpu_thermal"})
      if (name.starts_with(known) && read_system_number(sensor / "temp1_input"))
        return sensor / "temp1_input";
  }
  for (const auto& zone : list_system_folder(root / "sys/class/thermal"))
    if (read_system_file(zone / "type").value_or("").starts_with("x86_pkg_temp")) return zone / "temp";
  return {};
}

/// The energy counters (microjoules) of the processor packages that this user may read.
std::vector<fs::path> energy_files(const fs::path& root) {
  std::vector<fs::path> files;
  for (const auto& zone : package_zones(root))
    if (read_system_number(zone / "energy_uj")) files.push_back(zone / "energy_uj");
  return files;
}

}  // namespace

struct CpuSampler::State {
  State(std::int64_t threads, int process, fs::path under)
      : root(std::move(under)),
        meter(threads, process, root),
        cores(allowed_processors()),
        temperature(temperature_file(root)),
        energy(energy_files(root)) {}

  fs::path root;
  ProcessMeter meter;
  std::vector<int> cores;
  std::vector<fs::path> clocks;  ///< cpufreq files of these cores, in kHz
  fs::path temperature;
  std::vector<fs::path> energy;

  std::map<int, CoreTicks> last_ticks;
  std::optional<std::int64_t> last_energy_uj;
  std::optional<double>
      slow_clock_mhz;  ///< from /proc/cpuinfo, which may take milliseconds: read every tenth time
  int reads = 0;

  std::optional<double> clock_mhz();
  std::optional<double> clock_of_cpuinfo() const;
  std::optional<double> power_w(std::int64_t elapsed_ns);
  std::optional<double> temperature_c() const;
  DeviceReading read_process();
  void read_cores(std::vector<DeviceReading>& readings);
};

std::optional<double> CpuSampler::State::clock_of_cpuinfo() const {
  double sum = 0;
  int count = 0;
  const std::string text = read_system_file(root / "proc/cpuinfo").value_or("");
  for (const std::string_view line : lines_of(text)) {
    const auto value = value_of_key(line, "cpu MHz");
    if (const auto mhz = value ? leading_number(*value) : std::nullopt)
      sum += static_cast<double>(*mhz), ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

std::optional<double> CpuSampler::State::clock_mhz() {
  double sum = 0;
  int count = 0;
  for (const auto& file : clocks)
    if (const auto khz = read_system_number(file)) sum += static_cast<double>(*khz) / 1000, ++count;
  if (count > 0) return sum / count;
  if (reads % 10 == 0) slow_clock_mhz = clock_of_cpuinfo();
  return slow_clock_mhz;
}

std::optional<double> CpuSampler::State::power_w(std::int64_t elapsed_ns) {
  if (energy.empty()) return std::nullopt;
  std::int64_t now = 0;
  for (const auto& file : energy) now += read_system_number(file).value_or(0);
  const auto before = std::exchange(last_energy_uj, now);
  // A counter that went back has wrapped: no reading this time.
  if (!before || elapsed_ns <= 0 || now < *before) return std::nullopt;
  return static_cast<double>(now - *before) * 1e3 / static_cast<double>(elapsed_ns);
}

std::optional<double> CpuSampler::State::temperature_c() const {
  const auto value = temperature.empty() ? std::nullopt : read_system_number(temperature);
  if (!value) return std::nullopt;
  return static_cast<double>(*value) / 1000;
}

DeviceReading CpuSampler::State::read_process() {
  const ProcessMeter::Reading process = meter.read();
  DeviceReading reading;
  reading.device = "cpu";
  reading.utilization = process.utilization;
  reading.utilization_kind = process_utilization_kind;
  reading.memory_bytes = process.resident_bytes;
  reading.power_w = power_w(process.elapsed_ns);
  reading.temperature_c = temperature_c();
  reading.clock_mhz = clock_mhz();
  return reading;
}

void CpuSampler::State::read_cores(std::vector<DeviceReading>& readings) {
  auto ticks = read_core_ticks(root);
  for (const int core : cores) {
    if (!ticks.contains(core)) continue;
    DeviceReading reading;
    reading.device = fmt::format("cpu/{}", core);
    reading.utilization_kind = core_utilization_kind;
    const auto before = last_ticks.find(core);
    const auto total = before == last_ticks.end() ? 0 : ticks[core].total - before->second.total;
    if (total > 0) {
      const double idle = static_cast<double>(ticks[core].idle - before->second.idle);
      reading.utilization = std::clamp(1 - idle / static_cast<double>(total), 0.0, 1.0);
    }
    readings.push_back(std::move(reading));
  }
  last_ticks = std::move(ticks);
}

CpuSampler::CpuSampler(std::int64_t threads, int process, fs::path root)
    : state_(std::make_unique<State>(threads, process, std::move(root))) {
  for (const int core : state_->cores) {
    const auto file =
        state_->root / fmt::format("sys/devices/system/cpu/cpu{}/cpufreq/scaling_cur_freq", core);
    // A handful of cores tell the clock well enough; on a large machine each file costs a call to that core.
    if (state_->clocks.size() < 8 && read_system_number(file)) state_->clocks.push_back(file);
  }
}

CpuSampler::~CpuSampler() = default;
CpuSampler::CpuSampler(CpuSampler&&) noexcept = default;

std::vector<DeviceReading> CpuSampler::read() {
  std::vector<DeviceReading> readings = {state_->read_process()};
  state_->read_cores(readings);
  ++state_->reads;
  return readings;
}

std::vector<std::string> CpuSampler::not_measured() const {
  std::vector<std::string> reasons;
  if (!state_->meter.measures_time()) reasons.emplace_back("utilization: the process' clock cannot be read");
  if (!state_->meter.measures_memory()) reasons.emplace_back("memory: /proc/PID/statm cannot be read");
  if (state_->clocks.empty() && !state_->clock_of_cpuinfo())
    reasons.emplace_back("clock: neither cpufreq nor /proc/cpuinfo tells it");
  if (state_->temperature.empty())
    reasons.emplace_back("temperature: this machine shows no processor sensor");
  if (state_->energy.empty())
    reasons.emplace_back("power: no energy counter under /sys/class/powercap that this user may read");
  return reasons;
}

}  // namespace accelbench
