// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/rank_readings.h"

#include <fmt/format.h>

#include <limits>

#include "core/base/clock.h"
#include "core/telemetry/cpu_sampler.h"

namespace accelbench::ranks {
namespace {

constexpr std::size_t figures_of_a_rank = 2;  // utilization, memory; not a number: not measured
constexpr double unmeasured = std::numeric_limits<double>::quiet_NaN();

class Sampler final : public DeviceSampler {
 public:
  explicit Sampler(std::shared_ptr<const RankReadings> readings) : readings_(std::move(readings)) {}
  std::vector<DeviceReading> read() override { return readings_->latest(); }
  std::vector<std::string> not_measured() const override { return {}; }

 private:
  std::shared_ptr<const RankReadings> readings_;
};

}  // namespace

std::string rank_name(int rank, const std::string& host) { return fmt::format("rank {} ({})", rank, host); }

void RankReadings::put(std::vector<DeviceReading> readings) {
  const std::lock_guard lock(mutex_);
  readings_ = std::move(readings);
  at_ns_ = monotonic_ns();
}

std::vector<DeviceReading> RankReadings::latest() const {
  const std::lock_guard lock(mutex_);
  return seconds_since(at_ns_) < 1 ? readings_ : std::vector<DeviceReading>();
}

std::unique_ptr<DeviceSampler> sampler_of(std::shared_ptr<const RankReadings> readings) {
  return std::make_unique<Sampler>(std::move(readings));
}

RankMeter::RankMeter(Exchange& exchange, std::int64_t threads)
    : exchange_(exchange),
      meter_(threads, 0, "/"),
      figures_(static_cast<std::size_t>(exchange.size()) * figures_of_a_rank) {}

std::vector<DeviceReading> RankMeter::read() {
  const ProcessMeter::Reading own = meter_.read();
  double* to = figures_.data() + static_cast<std::size_t>(exchange_.rank()) * figures_of_a_rank;
  to[0] = own.utilization.value_or(unmeasured);
  to[1] = own.resident_bytes ? static_cast<double>(*own.resident_bytes) : unmeasured;
  exchange_.all_gather(std::span(figures_));
  std::vector<DeviceReading> readings;
  for (int rank = 1; rank < exchange_.size(); ++rank) {
    const double* from = figures_.data() + static_cast<std::size_t>(rank) * figures_of_a_rank;
    DeviceReading reading;
    reading.device = rank_name(rank, exchange_.host_of(rank));
    reading.utilization_kind = process_utilization_kind;
    if (from[0] == from[0]) reading.utilization = from[0];
    if (from[1] == from[1]) reading.memory_bytes = static_cast<std::int64_t>(from[1]);
    readings.push_back(std::move(reading));
  }
  return readings;
}

}  // namespace accelbench::ranks
