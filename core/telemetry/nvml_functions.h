// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>

// The part of NVIDIA's management library that is used here, declared by ourselves: neither the CUDA toolkit
// that builds us nor the driver brings its header. Source: the binary interface that NVIDIA documents ("NVML
// API Reference Guide", checked against nvml.h 13.3). Names end in _v2 or _v3 where the library's do; those
// are there since driver 470 or earlier.
namespace accelbench::nvml {

using Device = void*;    ///< nvmlDevice_t, opaque
using EventSet = void*;  ///< nvmlEventSet_t, opaque

/// nvmlReturn_t.
enum Code : int {
  success = 0,
  not_supported = 3,
  no_permission = 4,
  insufficient_size = 7,
  driver_not_loaded = 9,
  timeout = 10,
  gpu_is_lost = 15,
  blocked_by_system = 17,
  version_mismatch = 18,
};

struct PciInfo {  // nvmlPciInfo_t
  std::array<char, 16> bus_id_legacy;
  unsigned domain;
  unsigned bus;
  unsigned device;
  unsigned device_id;
  unsigned subsystem_id;
  std::array<char, 32> bus_id;  ///< "00000000:17:00.0"
};
static_assert(sizeof(PciInfo) == 68);

struct Memory {  // nvmlMemory_t, bytes
  unsigned long long total;
  unsigned long long free;
  unsigned long long used;
};

struct Utilization {  // nvmlUtilization_t, percent
  unsigned gpu;
  unsigned memory;
};

/// nvmlProcessInfo_t of _v2 and _v3. Some drivers (535.43 to 535.86 among them) write larger or smaller ones
/// under the same name: leave room behind them, and believe nothing that cannot be.
struct ProcessInfo {
  unsigned pid;
  unsigned long long used_bytes;  ///< unknown_memory where it is not told
  unsigned gpu_instance;
  unsigned compute_instance;
};
static_assert(sizeof(ProcessInfo) == 24);
inline constexpr unsigned long long unknown_memory = ~0ULL;  // NVML_VALUE_NOT_AVAILABLE

struct EventData {  // nvmlEventData_t
  Device device;
  unsigned long long type;
  unsigned long long data;  ///< the Xid
  unsigned gpu_instance;
  unsigned compute_instance;
};
static_assert(sizeof(EventData) == 32);

inline constexpr unsigned long long xid_event = 8;  // nvmlEventTypeXidCriticalError
inline constexpr int sm_clock = 1;                  // NVML_CLOCK_SM
inline constexpr int gpu_sensor = 0;                // NVML_TEMPERATURE_GPU

/// A function of the library: null where this driver's has none of that name.
template <class... Arguments>
struct Function {
  const char* name;
  int (*pointer)(Arguments...) = nullptr;
};

struct Functions {
  Function<> init = {"nvmlInit_v2"};
  Function<> shutdown = {"nvmlShutdown"};
  Function<char*, unsigned> driver_version = {"nvmlSystemGetDriverVersion"};
  Function<int*> cuda_version = {"nvmlSystemGetCudaDriverVersion_v2"};  ///< 13000 for 13.0
  Function<unsigned*> count = {"nvmlDeviceGetCount_v2"};
  Function<unsigned, Device*> by_index = {"nvmlDeviceGetHandleByIndex_v2"};
  Function<const char*, Device*> by_uuid = {"nvmlDeviceGetHandleByUUID"};
  Function<Device, char*, unsigned> name = {"nvmlDeviceGetName"};
  Function<Device, char*, unsigned> uuid = {"nvmlDeviceGetUUID"};
  Function<Device, PciInfo*> pci = {"nvmlDeviceGetPciInfo_v3"};
  Function<Device, int*, int*> capability = {"nvmlDeviceGetCudaComputeCapability"};
  Function<Device, Memory*> memory = {"nvmlDeviceGetMemoryInfo"};
  Function<Device, Utilization*> utilization = {"nvmlDeviceGetUtilizationRates"};
  Function<Device, unsigned*> power = {"nvmlDeviceGetPowerUsage"};  ///< milliwatts
  Function<Device, int, unsigned*> temperature = {"nvmlDeviceGetTemperature"};
  Function<Device, int, unsigned*> clock = {"nvmlDeviceGetClockInfo"};  ///< MHz
  Function<Device, unsigned long long*> clock_reasons = {"nvmlDeviceGetCurrentClocksThrottleReasons"};
  Function<Device, unsigned long long*> clock_event_reasons = {"nvmlDeviceGetCurrentClocksEventReasons"};
  Function<Device, unsigned long long*> energy = {"nvmlDeviceGetTotalEnergyConsumption"};  ///< millijoules
  Function<Device, unsigned*, ProcessInfo*> compute_processes = {"nvmlDeviceGetComputeRunningProcesses_v3"};
  Function<Device, unsigned*, ProcessInfo*> graphics_processes = {"nvmlDeviceGetGraphicsRunningProcesses_v3"};
  Function<EventSet*> make_events = {"nvmlEventSetCreate"};
  Function<Device, unsigned long long, EventSet> register_events = {"nvmlDeviceRegisterEvents"};
  Function<EventSet, EventData*, unsigned> wait_event = {"nvmlEventSetWait_v2"};
  Function<EventSet> free_events = {"nvmlEventSetFree"};
};

}  // namespace accelbench::nvml
