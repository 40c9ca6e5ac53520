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
/// "rank 2 on host a: ": before what a rank says.
std::string name_of_speaker(int rank, const std::string& host);
/// "rank 2 (host) cuda:1": the device of a rank.
std::string rank_device_name(int rank, const std::string& host, const std::string& device);

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

/// Those of all ranks but the first, behind those of the first one's own devices, which may be null.
std::unique_ptr<DeviceSampler> sampler_of(std::shared_ptr<const RankReadings> readings,
                                          std::unique_ptr<DeviceSampler> own = nullptr);

/// This rank's part of an exchange of readings.
class RankMeter {
 public:
  /// `device`: reads the one that this rank trains on, where that is not its processor.
  RankMeter(Exchange& exchange, std::int64_t threads, std::unique_ptr<DeviceSampler> device = nullptr);
  /// All ranks take part; the readings of all but the first: of its device, or else of its process.
  std::vector<DeviceReading> read();

 private:
  DeviceReading read_own();

  Exchange& exchange_;
  std::unique_ptr<DeviceSampler> device_;
  ProcessMeter meter_;
  std::vector<double> figures_;  ///< [rank, figure]
};

}  // namespace accelbench::ranks
