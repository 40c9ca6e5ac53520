// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/nvml.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace accelbench {
namespace {

constexpr unsigned most_devices = 1024;

template <class Pointer>
void look_up(void* library, const char* name, Pointer& pointer) {
  pointer = reinterpret_cast<Pointer>(dlsym(library, name));
}

template <class... Parameters>
void look_up(void* library, nvml::Function<Parameters...>& function) {
  look_up(library, function.name, function.pointer);
}

nvml::Functions functions_of(void* library) {
  nvml::Functions all;
  const auto each = [library](auto&... functions) { (look_up(library, functions), ...); };
  each(all.init, all.shutdown, all.driver_version, all.cuda_version, all.count, all.by_index, all.by_uuid,
       all.name, all.uuid, all.pci, all.capability, all.memory, all.utilization, all.power, all.temperature,
       all.clock, all.clock_reasons, all.clock_event_reasons, all.energy, all.compute_processes,
       all.graphics_processes, all.make_events, all.register_events, all.wait_event, all.free_events);
  return all;
}

/// What a function writes into a buffer of ours; empty where it does not.
template <std::size_t size, class Call>
std::string text_from(const Call& call) {
  std::array<char, size> buffer{};
  if (!call(buffer.data(), static_cast<unsigned>(size))) return {};
  buffer.back() = 0;
  return buffer.data();
}

Error without_driver(int code, const Error& error) {
  switch (code) {
    case nvml::driver_not_loaded:
      return {ErrorKind::unavailable,
              {},
              "the NVIDIA driver is installed and not loaded",
              "load it (modprobe nvidia) or restart the machine"};
    case nvml::version_mismatch:
      return {ErrorKind::unavailable,
              {},
              "the NVIDIA driver was updated and the old one still runs",
              "restart the machine"};
    case nvml::no_permission:
    case nvml::blocked_by_system:
      return {ErrorKind::unavailable,
              {},
              "this user or container may not use the NVIDIA driver",
              "see to the rights of /dev/nvidia*, or start the container with its GPUs"};
    default:
      return {ErrorKind::unavailable,
              {},
              "the NVIDIA driver does not answer: " + error.message,
              "see what nvidia-smi says"};
  }
}

/// "0000:17:00.0", as the kernel and CUDA write it; the library writes a domain of eight digits.
std::string place_of(const nvml::PciInfo& pci) {
  return fmt::format("{:04x}:{:02x}:{:02x}.0", pci.domain, pci.bus, pci.device);
}

}  // namespace

Result<std::shared_ptr<const Nvml>> Nvml::open(const std::filesystem::path& library) {
  // Never unloaded: the driver's threads may still run in it.
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    return unavailable({}, "no NVIDIA driver on this machine",
                       "install NVIDIA's driver where there is such a GPU");
  const std::shared_ptr<Nvml> opened(new Nvml);
  opened->functions_ = functions_of(handle);
  look_up(handle, "nvmlErrorString", opened->error_string_);
  const auto& functions = opened->functions_;
  if (functions.init.pointer == nullptr) return tl::make_unexpected(lacks(functions.init.name));
  if (const int code = functions.init.pointer(); code != nvml::success) {
    opened->functions_.shutdown.pointer = nullptr;
    return tl::make_unexpected(without_driver(code, opened->explain(code)));
  }
  opened->driver_ = text_from<80>(
      [&](char* text, unsigned size) { return opened->call(functions.driver_version, text, size); });
  int version = 0;
  if (opened->call(functions.cuda_version, &version)) opened->cuda_version_ = version;
  return opened;
}

Nvml::~Nvml() {
  if (functions_.shutdown.pointer != nullptr) functions_.shutdown.pointer();
}

std::vector<NvmlDevice> Nvml::devices() const {
  unsigned count = 0;
  if (!call(functions_.count, &count)) return {};
  std::vector<std::pair<std::tuple<unsigned, unsigned, unsigned>, NvmlDevice>> placed;
  for (unsigned index = 0; index < std::min(count, most_devices); ++index) {
    nvml::Device handle = nullptr;
    if (!call(functions_.by_index, index, &handle)) continue;
    nvml::PciInfo pci{};
    if (!call(functions_.pci, handle, &pci)) pci = {};
    placed.emplace_back(std::tuple(pci.domain, pci.bus, pci.device), describe(handle));
  }
  std::ranges::stable_sort(placed, {}, [](const auto& one) { return one.first; });
  std::vector<NvmlDevice> devices;
  for (auto& [place, device] : placed) devices.push_back(std::move(device));
  return devices;
}

Result<NvmlDevice> Nvml::device(const std::string& uuid) const {
  nvml::Device handle = nullptr;
  if (const Status found = call(functions_.by_uuid, uuid.c_str(), &handle); !found)
    return tl::make_unexpected(found.error());
  return describe(handle);
}

NvmlDevice Nvml::describe(nvml::Device handle) const {
  NvmlDevice device;
  device.handle = handle;
  device.name =
      text_from<96>([&](char* text, unsigned size) { return call(functions_.name, handle, text, size); });
  device.uuid =
      text_from<96>([&](char* text, unsigned size) { return call(functions_.uuid, handle, text, size); });
  if (nvml::PciInfo pci{}; call(functions_.pci, handle, &pci)) device.pci = place_of(pci);
  int major = 0;
  int minor = 0;
  if (call(functions_.capability, handle, &major, &minor))
    device.capability = fmt::format("{}.{}", major, minor);
  if (nvml::Memory memory{}; call(functions_.memory, handle, &memory))
    device.memory_bytes = static_cast<std::int64_t>(memory.total);
  return device;
}

Error Nvml::lacks(const char* name) {
  return {ErrorKind::unavailable,
          {},
          fmt::format("this driver has no {}", name),
          "install another NVIDIA driver"};
}

Error Nvml::explain(int code) const {
  if (code == nvml::not_supported) return {ErrorKind::unavailable, {}, "not supported by this device", {}};
  const char* text = error_string_ != nullptr ? error_string_(code) : nullptr;
  return {ErrorKind::unavailable, {}, text != nullptr ? text : fmt::format("error {} of NVML", code), {}};
}

}  // namespace accelbench
