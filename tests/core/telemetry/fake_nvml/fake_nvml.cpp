// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/telemetry/nvml_functions.h"

// A libnvidia-ml.so.1 of two GPUs that says what the environment tells it to say:
//   FAKE_NVML_INIT        code of nvmlInit_v2
//   FAKE_NVML_DEVICES     how many devices (2)
//   FAKE_NVML_DRIVER      "580.65.06"; FAKE_NVML_CUDA: 13000
//   FAKE_NVML_LACKS       functions that are "not supported": "energy power"
//   FAKE_NVML_LOST        devices answer that they are lost
//   FAKE_NVML_PROCESSES   "self:BYTES NUMBER:BYTES", up to two
//   FAKE_NVML_REASONS     bits of the throttle reasons
//   FAKE_NVML_XID         one event of this number, once
//   FAKE_NVML_ENERGY      millijoules
// Built with FAKE_NVML_OLD it has no functions of energy and events, as older drivers.
using namespace accelbench;

namespace {

std::string told(const char* name, const char* otherwise = "") {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

unsigned long long number(const char* name, unsigned long long otherwise) {
  const std::string value = told(name);
  return value.empty() ? otherwise : std::strtoull(value.c_str(), nullptr, 0);
}

int answer(const char* function) {
  if (!told("FAKE_NVML_LOST").empty()) return nvml::gpu_is_lost;
  const bool lacks =
      (" " + told("FAKE_NVML_LACKS") + " ").find(std::string(" ") + function + " ") != std::string::npos;
  return lacks ? nvml::not_supported : nvml::success;
}

int write_text(const std::string& text, char* into, unsigned size) {
  if (text.size() >= size) return nvml::insufficient_size;
  std::memcpy(into, text.c_str(), text.size() + 1);
  return nvml::success;
}

/// Handles are the addresses of these. The first of the library is the second on the bus.
std::array<int, 2> devices = {0, 1};
int index_of(nvml::Device device) { return *static_cast<int*>(device); }
unsigned device_count() {
  return static_cast<unsigned>(std::min<unsigned long long>(number("FAKE_NVML_DEVICES", 2), 2));
}
std::string uuid_of(int index) { return index == 0 ? "GPU-aaaaaaaa-0000" : "GPU-bbbbbbbb-1111"; }

constexpr unsigned long long memory_total = 80ULL << 30;

void add_process(const std::string& text, nvml::ProcessInfo* infos, unsigned& count) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return;
  const std::string who = text.substr(0, colon);
  nvml::ProcessInfo& info = infos[count++];
  info.pid = who == "self" ? static_cast<unsigned>(getpid()) : static_cast<unsigned>(std::stoul(who));
  info.used_bytes = std::strtoull(text.c_str() + colon + 1, nullptr, 0);
  info.gpu_instance = info.compute_instance = ~0U;
}

std::atomic<bool> event_was_told{false};

}  // namespace

extern "C" {

int nvmlInit_v2() {
  event_was_told = false;
  return static_cast<int>(number("FAKE_NVML_INIT", 0));
}
int nvmlShutdown() { return nvml::success; }
const char* nvmlErrorString(int code) { return code == nvml::gpu_is_lost ? "GPU is lost" : "Unknown Error"; }

int nvmlSystemGetDriverVersion(char* text, unsigned size) {
  return write_text(told("FAKE_NVML_DRIVER", "580.65.06"), text, size);
}
int nvmlSystemGetCudaDriverVersion_v2(int* version) {
  *version = static_cast<int>(number("FAKE_NVML_CUDA", 13000));
  return nvml::success;
}

int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = device_count();
  return nvml::success;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, nvml::Device* device) {
  *device = &devices.at(index);
  return nvml::success;
}
int nvmlDeviceGetHandleByUUID(const char* uuid, nvml::Device* device) {
  for (int i = 0; i < static_cast<int>(device_count()); ++i)
    if (uuid_of(i) == uuid) {
      *device = &devices.at(static_cast<std::size_t>(i));
      return nvml::success;
    }
  return 6;  // not found
}
int nvmlDeviceGetName(nvml::Device device, char* text, unsigned size) {
  return write_text(index_of(device) == 0 ? "Fake A" : "Fake B", text, size);
}
int nvmlDeviceGetUUID(nvml::Device device, char* text, unsigned size) {
  return write_text(uuid_of(index_of(device)), text, size);
}
int nvmlDeviceGetPciInfo_v3(nvml::Device device, nvml::PciInfo* pci) {
  *pci = {};
  pci->bus = index_of(device) == 0 ? 0x65 : 0x17;
  return nvml::success;
}
int nvmlDeviceGetCudaComputeCapability(nvml::Device, int* major, int* minor) {
  *major = 9;
  *minor = 0;
  return nvml::success;
}

int nvmlDeviceGetMemoryInfo(nvml::Device, nvml::Memory* memory) {
  *memory = {memory_total, memory_total - (3ULL << 30), 3ULL << 30};
  return answer("memory");
}
int nvmlDeviceGetUtilizationRates(nvml::Device device, nvml::Utilization* utilization) {
  *utilization = {index_of(device) == 0 ? 25U : 50U, 10U};
  return answer("utilization");
}
int nvmlDeviceGetPowerUsage(nvml::Device, unsigned* milliwatts) {
  *milliwatts = 312'500;
  return answer("power");
}
int nvmlDeviceGetTemperature(nvml::Device, int sensor, unsigned* degrees) {
  *degrees = 61;
  return sensor == nvml::gpu_sensor ? answer("temperature") : 2;
}
int nvmlDeviceGetClockInfo(nvml::Device, int clock, unsigned* megahertz) {
  *megahertz = 1755;
  return clock == nvml::sm_clock ? answer("clock") : 2;
}
int nvmlDeviceGetCurrentClocksThrottleReasons(nvml::Device, unsigned long long* reasons) {
  *reasons = number("FAKE_NVML_REASONS", 1);
  return answer("throttling");
}
int nvmlDeviceGetComputeRunningProcesses_v3(nvml::Device, unsigned* count, nvml::ProcessInfo* infos) {
  const std::string text = told("FAKE_NVML_PROCESSES");
  const auto space = text.find(' ');
  unsigned written = 0;
  add_process(text.substr(0, space), infos, written);
  if (space != std::string::npos) add_process(text.substr(space + 1), infos, written);
  *count = written;
  return answer("processes");
}

#ifndef FAKE_NVML_OLD
int nvmlDeviceGetTotalEnergyConsumption(nvml::Device, unsigned long long* millijoules) {
  *millijoules = number("FAKE_NVML_ENERGY", 5000);
  return answer("energy");
}
int nvmlEventSetCreate(nvml::EventSet* set) {
  *set = &event_was_told;
  return nvml::success;
}
int nvmlDeviceRegisterEvents(nvml::Device, unsigned long long types, nvml::EventSet) {
  return types == nvml::xid_event ? answer("events") : 2;
}
int nvmlEventSetWait_v2(nvml::EventSet, nvml::EventData* event, unsigned) {
  if (told("FAKE_NVML_XID").empty() || event_was_told.exchange(true)) return nvml::timeout;
  *event = {&devices[1], nvml::xid_event, number("FAKE_NVML_XID", 0), ~0U, ~0U};
  return nvml::success;
}
int nvmlEventSetFree(nvml::EventSet) { return nvml::success; }
#endif

}  // extern "C"
