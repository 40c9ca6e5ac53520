// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/telemetry/device_sampler.h"
#include "core/telemetry/energy.h"
#include "core/telemetry/nvml.h"

// Readings, faults and energy of NVIDIA's devices.
namespace accelbench {

/// What their utilization measures: a single thread that spins makes it 1. Source: NVML API Reference Guide,
/// nvmlUtilization_t.
inline constexpr std::string_view kernel_utilization_kind =
    "share of time with a kernel running, last 1/6 to 1 s";

/// A device by the name that readings give it ("cuda:0") and what the driver knows it by.
struct SampledDevice {
  std::string id;
  std::string uuid;
};

/// The library, or why there is none.
using NvmlResult = Result<std::shared_ptr<const Nvml>>;

/// Reads these devices. memory_bytes is that of this process where the driver tells it apart (else of the
/// whole device, which not_measured() says); the memory of processes is asked once a second, all else with
/// every reading. Without the library readings are empty. Faults are Xids and lost devices.
std::unique_ptr<DeviceSampler> sample_devices(const NvmlResult& nvml, std::vector<SampledDevice> devices);

/// Their counters of energy (Volta and newer), or why they are not read.
EnergySource device_energy(const NvmlResult& nvml, const std::vector<SampledDevice>& devices);

/// What holds a clock down, of the bits of nvmlDeviceGetCurrentClocksThrottleReasons: "power limit, heat";
/// empty: nothing. An idle device's clock is not held down.
std::string throttle_words(std::uint64_t reasons);
/// "Xid 79 (the GPU has fallen off the bus)". Source of the meanings: NVIDIA's Xid catalog.
std::string xid_words(std::uint64_t xid);

}  // namespace accelbench
