// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/nvml_sampler.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "core/base/clock.h"

namespace accelbench {
namespace {

constexpr std::int64_t processes_every_ns = 1'000'000'000;
constexpr std::size_t most_gpu_processes = 4096;
constexpr unsigned largest_process_number = 1U << 22;  // PID_MAX_LIMIT of Linux

/// The memory of one device, by whom it is held; empty where it is not told.
struct HeldMemory {
  std::optional<std::int64_t> ours;
  std::optional<std::int64_t> others;
};

/// One device as it is read.
struct SampledHandle {
  std::string id;
  nvml::Device handle = nullptr;
  std::int64_t memory_bytes = 0;
  HeldMemory held = {};
};

class NvmlSampler final : public DeviceSampler {
 public:
  NvmlSampler(std::shared_ptr<const Nvml> nvml, std::vector<SampledDevice> devices);
  ~NvmlSampler() override {
    if (events_ != nullptr) (void)nvml_->call(nvml_->functions().free_events, events_);
  }
  NvmlSampler(const NvmlSampler&) = delete;
  NvmlSampler& operator=(const NvmlSampler&) = delete;

  std::vector<DeviceReading> read() override;
  std::vector<std::string> not_measured() const override { return not_measured_; }
  std::vector<std::string> faults() override {
    read_events();
    return faults_;
  }

 private:
  using Processes = decltype(nvml::Functions::compute_processes);

  void open_events();
  void note_missing(SampledHandle& device);
  DeviceReading read(SampledHandle& device);
  void read_memory(SampledHandle& device, DeviceReading& reading);
  std::optional<std::vector<nvml::ProcessInfo>> processes(const SampledHandle& device,
                                                          const Processes& function) const;
  HeldMemory held_memory(const SampledHandle& device) const;
  std::optional<std::uint64_t> clock_reasons(const SampledHandle& device);
  void read_events();
  void note_event(const nvml::EventData& event);
  void note_fault(const std::string& text);
  /// What the function writes; empty where it tells nothing. A lost device is a fault.
  template <class Value, class... Parameters, class... Arguments>
  std::optional<Value> value(const SampledHandle& device, const nvml::Function<Parameters...>& function,
                             Arguments... arguments) {
    Value value{};
    const int code = Nvml::code_of(function, device.handle, arguments..., &value);
    if (code == nvml::gpu_is_lost)
      note_fault(device.id + ": the GPU is lost (it does not answer its driver any more)");
    return code == nvml::success ? std::optional(value) : std::nullopt;
  }

  std::shared_ptr<const Nvml> nvml_;
  std::vector<SampledHandle> devices_;
  std::vector<std::string> not_measured_;
  std::vector<std::string> faults_;
  nvml::EventSet events_ = nullptr;
  std::int64_t processes_ns_ = 0;  ///< when they were last asked for; 0: never
};

NvmlSampler::NvmlSampler(std::shared_ptr<const Nvml> nvml, std::vector<SampledDevice> devices)
    : nvml_(std::move(nvml)) {
  for (SampledDevice& device : devices) {
    const auto found = nvml_->device(device.uuid);
    SampledHandle handle{std::move(device.id), found ? found->handle : nullptr,
                         found ? found->memory_bytes.value_or(0) : 0};
    if (found)
      note_missing(handle);
    else
      not_measured_.push_back(fmt::format("{}: {}", handle.id, found.error().message));
    devices_.push_back(std::move(handle));
  }
  open_events();
}

/// Tries each figure once, and keeps why it is not told.
void NvmlSampler::note_missing(SampledHandle& device) {
  const auto& all = nvml_->functions();
  const auto note = [&](const char* what, const Status& told) {
    if (!told) not_measured_.push_back(fmt::format("{} {}: {}", device.id, what, told.error().message));
  };
  nvml::Utilization utilization{};
  nvml::Memory memory{};
  unsigned number = 0;
  unsigned long long large = 0;
  note("utilization", nvml_->call(all.utilization, device.handle, &utilization));
  note("memory", nvml_->call(all.memory, device.handle, &memory));
  note("power", nvml_->call(all.power, device.handle, &number));
  note("temperature", nvml_->call(all.temperature, device.handle, nvml::gpu_sensor, &number));
  note("clock", nvml_->call(all.clock, device.handle, nvml::sm_clock, &number));
  const bool newer = all.clock_event_reasons.pointer != nullptr;
  note("throttling", nvml_->call(newer ? all.clock_event_reasons : all.clock_reasons, device.handle, &large));
  if (!held_memory(device).ours)
    not_measured_.push_back(
        device.id +
        " memory of this process: the driver does not tell it apart (in a container it counts "
        "processes by other numbers); that of the whole device is shown");
}

/// All devices in one set; where it cannot be had, faults are told without an Xid.
void NvmlSampler::open_events() {
  const auto& all = nvml_->functions();
  Status opened = nvml_->call(all.make_events, &events_);
  for (const SampledHandle& device : devices_)
    if (opened && device.handle != nullptr)
      opened = nvml_->call(all.register_events, device.handle, nvml::xid_event, events_);
  if (!opened) not_measured_.push_back("Xid errors: " + opened.error().message);
}

std::vector<DeviceReading> NvmlSampler::read() {
  const std::int64_t now_ns = monotonic_ns();
  if (processes_ns_ == 0 || now_ns - processes_ns_ >= processes_every_ns) {
    for (SampledHandle& device : devices_) device.held = held_memory(device);
    processes_ns_ = now_ns;
  }
  std::vector<DeviceReading> readings;
  for (SampledHandle& device : devices_) readings.push_back(read(device));
  read_events();
  return readings;
}

DeviceReading NvmlSampler::read(SampledHandle& device) {
  DeviceReading reading;
  reading.device = device.id;
  reading.utilization_kind = kernel_utilization_kind;
  if (device.handle == nullptr) return reading;
  const auto& all = nvml_->functions();
  if (const auto used = value<nvml::Utilization>(device, all.utilization))
    reading.utilization = std::min(1.0, used->gpu / 100.0);
  read_memory(device, reading);
  if (const auto milliwatts = value<unsigned>(device, all.power)) reading.power_w = *milliwatts * 1e-3;
  reading.temperature_c = value<unsigned>(device, all.temperature, nvml::gpu_sensor);
  reading.clock_mhz = value<unsigned>(device, all.clock, nvml::sm_clock);
  if (const auto reasons = clock_reasons(device)) reading.throttled = throttle_words(*reasons);
  return reading;
}

void NvmlSampler::read_memory(SampledHandle& device, DeviceReading& reading) {
  const auto memory = value<nvml::Memory>(device, nvml_->functions().memory);
  reading.others_memory_bytes = device.held.others;
  reading.memory_bytes = device.held.ours;
  if (!reading.memory_bytes && memory) reading.memory_bytes = static_cast<std::int64_t>(memory->used);
}

std::optional<std::uint64_t> NvmlSampler::clock_reasons(const SampledHandle& device) {
  const auto& all = nvml_->functions();
  const auto reasons = value<unsigned long long>(device, all.clock_event_reasons);
  return reasons ? reasons : value<unsigned long long>(device, all.clock_reasons);
}

/// Empty where the driver does not tell them, or tells what cannot be (see nvml::ProcessInfo).
std::optional<std::vector<nvml::ProcessInfo>> NvmlSampler::processes(const SampledHandle& device,
                                                                     const Processes& function) const {
  constexpr std::size_t room = 2;  // for larger structures under the same name
  std::vector<nvml::ProcessInfo> list;
  unsigned count = 64;
  int code = nvml::insufficient_size;
  for (int tries = 0; tries < 3 && code == nvml::insufficient_size && count <= most_gpu_processes; ++tries) {
    list.assign(room * count, {});
    code = Nvml::code_of(function, device.handle, &count, list.data());
  }
  if (code != nvml::success || count > list.size() / room) return std::nullopt;
  list.resize(count);
  const bool plausible = std::ranges::all_of(list, [&device](const nvml::ProcessInfo& one) {
    return one.pid > 0 && one.pid <= largest_process_number &&
           (one.used_bytes == nvml::unknown_memory ||
            one.used_bytes <= static_cast<unsigned long long>(device.memory_bytes));
  });
  return plausible ? std::optional(std::move(list)) : std::nullopt;
}

HeldMemory NvmlSampler::held_memory(const SampledHandle& device) const {
  HeldMemory held;
  if (device.handle == nullptr) return held;
  const auto compute = processes(device, nvml_->functions().compute_processes);
  if (!compute) return held;
  auto all = *compute;
  if (const auto graphics = processes(device, nvml_->functions().graphics_processes))
    all.insert(all.end(), graphics->begin(), graphics->end());
  std::int64_t others = 0;
  const auto self = static_cast<unsigned>(getpid());
  for (const nvml::ProcessInfo& one : all) {
    if (one.used_bytes == nvml::unknown_memory) return {};
    const auto bytes = static_cast<std::int64_t>(one.used_bytes);
    if (one.pid == self)
      held.ours = std::max(held.ours.value_or(0), bytes);
    else
      others += bytes;
  }
  // Without us in the list, what looks like another process may be this one under another number.
  if (held.ours) held.others = others;
  return held;
}

void NvmlSampler::read_events() {
  constexpr int most_at_once = 64;
  if (events_ == nullptr) return;
  nvml::EventData event{};
  for (int i = 0; i < most_at_once; ++i) {
    const int code = Nvml::code_of(nvml_->functions().wait_event, events_, &event, 0U);
    if (code != nvml::success) return;
    note_event(event);
  }
}

void NvmlSampler::note_event(const nvml::EventData& event) {
  if (event.type != nvml::xid_event) return;
  const auto device = std::ranges::find(devices_, event.device, &SampledHandle::handle);
  const std::string name = device == devices_.end() ? "a device" : device->id;
  note_fault(fmt::format("{}: {}", name, xid_words(event.data)));
}

void NvmlSampler::note_fault(const std::string& text) {
  constexpr std::size_t most_faults = 32;
  const bool known = std::ranges::find(faults_, text) != faults_.end();
  if (!known && faults_.size() < most_faults) faults_.push_back(text);
}

/// Devices of which nothing is told.
class UntoldDevices final : public DeviceSampler {
 public:
  UntoldDevices(std::vector<SampledDevice> devices, std::string reason)
      : devices_(std::move(devices)), reason_(std::move(reason)) {}
  std::vector<DeviceReading> read() override {
    std::vector<DeviceReading> readings(devices_.size());
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      readings[i].device = devices_[i].id;
      readings[i].utilization_kind = kernel_utilization_kind;
    }
    return readings;
  }
  std::vector<std::string> not_measured() const override {
    std::vector<std::string> reasons;
    for (const SampledDevice& device : devices_) reasons.push_back(device.id + ": " + reason_);
    return reasons;
  }

 private:
  std::vector<SampledDevice> devices_;
  std::string reason_;
};

/// Millijoules since the driver was loaded.
class NvmlEnergyCounter final : public EnergyCounter {
 public:
  NvmlEnergyCounter(std::shared_ptr<const Nvml> nvml, nvml::Device handle)
      : nvml_(std::move(nvml)), handle_(handle) {}
  std::optional<double> joules() override {
    unsigned long long millijoules = 0;
    const bool told = !lost_ && nvml_->call(nvml_->functions().energy, handle_, &millijoules).has_value();
    // One that goes back was loaded anew: what it counted before is not known.
    lost_ = lost_ || !told || millijoules < last_;
    last_ = millijoules;
    return lost_ ? std::nullopt : std::optional(static_cast<double>(millijoules) * 1e-3);
  }

 private:
  std::shared_ptr<const Nvml> nvml_;
  nvml::Device handle_;
  unsigned long long last_ = 0;
  bool lost_ = false;
};

}  // namespace

std::unique_ptr<DeviceSampler> sample_devices(const NvmlResult& nvml, std::vector<SampledDevice> devices) {
  if (nvml) return std::make_unique<NvmlSampler>(*nvml, std::move(devices));
  return std::make_unique<UntoldDevices>(std::move(devices), nvml.error().message);
}

EnergySource device_energy(const NvmlResult& nvml, const std::vector<SampledDevice>& devices) {
  EnergySource source;
  const auto without = [](std::string reason) {
    return EnergySource{{}, {}, "energy: " + std::move(reason)};
  };
  if (!nvml) return without(nvml.error().message);
  for (const SampledDevice& device : devices) {
    const auto found = (*nvml)->device(device.uuid);
    if (!found) return without(fmt::format("{}: {}", device.id, found.error().message));
    auto counter = std::make_unique<NvmlEnergyCounter>(*nvml, found->handle);
    unsigned long long millijoules = 0;
    if (const Status told = (*nvml)->call((*nvml)->functions().energy, found->handle, &millijoules); !told)
      return without(fmt::format("{}: {}", device.id, told.error().message));
    source.boundary += (source.boundary.empty() ? "" : " + ") + device.id;
    source.counters.push_back(std::move(counter));
  }
  return source;
}

}  // namespace accelbench
