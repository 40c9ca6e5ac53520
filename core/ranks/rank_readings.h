// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/engine/exchange.h"
#include "core/telemetry/device_sampler.h"
#include "core/telemetry/process_meter.h"

// How busy each rank is, seen by the first one.
namespace accelbench::ranks {

/// "rank 2 (host)": a rank as a device.
std::string rank_name(int rank, const std::string& host);

/// The readings of the others, as they last came: given by the thread that trains, taken by the one that
/// tells them.
class RankReadings {
 public:
  void put(std::vector<DeviceReading> readings);
  /// Empty where they are older than a second: nobody is asked while the training rests.
  std::vector<DeviceReading> latest() const;

 private:
  mutable std::mutex mutex_;
  std::vector<DeviceReading> readings_;  // guarded by mutex_, as the next
  std::int64_t at_ns_ = 0;
};

/// Those of all ranks but the first, which reads itself.
std::unique_ptr<DeviceSampler> sampler_of(std::shared_ptr<const RankReadings> readings);

/// This rank's part of an exchange of readings.
class RankMeter {
 public:
  RankMeter(Exchange& exchange, std::int64_t threads);
  /// All ranks take part; the readings of all but the first.
  std::vector<DeviceReading> read();

 private:
  Exchange& exchange_;
  ProcessMeter meter_;
  std::vector<double> figures_;  ///< [rank, figure]
};

}  // namespace accelbench::ranks
