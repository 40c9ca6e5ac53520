// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/rank_readings.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <optional>

#include "core/base/clock.h"
#include "core/telemetry/cpu_sampler.h"
#include "core/telemetry/nvml_sampler.h"

namespace accelbench::ranks {
namespace {

constexpr double unmeasured = std::numeric_limits<double>::quiet_NaN();  // as it goes from rank to rank

class Sampler final : public DeviceSampler {
 public:
  Sampler(std::shared_ptr<const RankReadings> readings, std::unique_ptr<DeviceSampler> own)
      : readings_(std::move(readings)), own_(std::move(own)) {}

  std::vector<DeviceReading> read() override {
    auto all = own_ ? own_->read() : std::vector<DeviceReading>();
    for (DeviceReading& other : readings_->latest()) all.push_back(std::move(other));
    return all;
  }
  std::vector<std::string> not_measured() const override {
    return own_ ? own_->not_measured() : std::vector<std::string>();
  }
  std::vector<std::string> faults() override { return own_ ? own_->faults() : std::vector<std::string>(); }

 private:
  std::shared_ptr<const RankReadings> readings_;
  std::unique_ptr<DeviceSampler> own_;
};

/// What a rank tells of its device, or of its process: numbers only, those that were not measured are none.
struct Figures {
  double utilization = unmeasured, memory_bytes = unmeasured;
  double power_w = unmeasured, temperature_c = unmeasured, clock_mhz = unmeasured;
  double device = unmeasured;  ///< the number of a CUDA device; of none: of the process
};
constexpr std::size_t figures_of_a_rank = sizeof(Figures) / sizeof(double);

double number_of(const std::string& device) {
  double number = unmeasured;
  std::sscanf(device.c_str(), "cuda:%lf", &number);
  return number;
}

Figures figures_of(const DeviceReading& reading) {
  const auto number = [](const auto& value) { return value ? static_cast<double>(*value) : unmeasured; };
  return {number(reading.utilization),   number(reading.memory_bytes), number(reading.power_w),
          number(reading.temperature_c), number(reading.clock_mhz),    number_of(reading.device)};
}

std::optional<double> measured(double figure) {
  return std::isnan(figure) ? std::nullopt : std::optional(figure);
}

DeviceReading reading_of(const Figures& figures, int rank, const std::string& host) {
  DeviceReading reading;
  const bool of_process = std::isnan(figures.device);
  reading.device = of_process ? rank_name(rank, host)
                              : rank_device_name(rank, host, fmt::format("cuda:{}", figures.device));
  reading.utilization_kind = of_process ? process_utilization_kind : kernel_utilization_kind;
  reading.utilization = measured(figures.utilization);
  if (const auto bytes = measured(figures.memory_bytes))
    reading.memory_bytes = static_cast<std::int64_t>(*bytes);
  reading.power_w = measured(figures.power_w);
  reading.temperature_c = measured(figures.temperature_c);
  reading.clock_mhz = measured(figures.clock_mhz);
  return reading;
}

}  // namespace

std::string rank_name(int rank, const std::string& host) { return fmt::format("rank {} ({})", rank, host); }

std::string name_of_speaker(int rank, const std::string& host) {
  return fmt::format("rank {} on host {}: ", rank, host);
}

std::string rank_device_name(int rank, const std::string& host, const std::string& device) {
  return rank_name(rank, host) + " " + device;
}

void RankReadings::put(std::vector<DeviceReading> readings) {
  const std::lock_guard lock(mutex_);
  readings_ = std::move(readings);
  at_ns_ = monotonic_ns();
}

std::vector<DeviceReading> RankReadings::latest() const {
  const std::lock_guard lock(mutex_);
  return seconds_since(at_ns_) < 1 ? readings_ : std::vector<DeviceReading>();
}

std::unique_ptr<DeviceSampler> sampler_of(std::shared_ptr<const RankReadings> readings,
                                          std::unique_ptr<DeviceSampler> own) {
  return std::make_unique<Sampler>(std::move(readings), std::move(own));
}

RankMeter::RankMeter(Exchange& exchange, std::int64_t threads, std::unique_ptr<DeviceSampler> device)
    : exchange_(exchange),
      device_(std::move(device)),
      meter_(threads, 0, "/"),
      figures_(static_cast<std::size_t>(exchange.size()) * figures_of_a_rank) {}

DeviceReading RankMeter::read_own() {
  if (device_)
    if (auto readings = device_->read(); !readings.empty()) return std::move(readings.front());
  const ProcessMeter::Reading own = meter_.read();
  DeviceReading reading;
  reading.utilization = own.utilization;
  reading.memory_bytes = own.resident_bytes;
  return reading;
}

std::vector<DeviceReading> RankMeter::read() {
  std::vector<Figures> all(static_cast<std::size_t>(exchange_.size()));
  const auto bytes = std::as_writable_bytes(std::span(figures_));
  const Figures own = figures_of(read_own());
  std::memcpy(bytes.data() + static_cast<std::size_t>(exchange_.rank()) * sizeof(Figures), &own, sizeof(own));
  exchange_.all_gather(std::span(figures_));
  std::memcpy(all.data(), bytes.data(), bytes.size());
  std::vector<DeviceReading> readings;
  for (int rank = 1; rank < exchange_.size(); ++rank)
    readings.push_back(reading_of(all[static_cast<std::size_t>(rank)], rank, exchange_.host_of(rank)));
  return readings;
}

}  // namespace accelbench::ranks
