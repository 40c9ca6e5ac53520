// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/plugin_engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>

#include "core/engine/device_limits.h"

namespace accelbench {
namespace {

std::atomic<bool> plugins_are_allowed{false};

/// Never deleted: when static objects go, the driver may have gone before them.
Engine& keep_for_ever(std::unique_ptr<Engine> engine) {
  static std::mutex mutex;
  static auto& kept = *new std::vector<std::unique_ptr<Engine>>;
  const std::lock_guard lock(mutex);
  kept.push_back(std::move(engine));
  return *kept.back();
}

/// "cuda:0 and cuda:1"
std::string ids_in_words(const std::vector<Device>& devices) {
  std::vector<std::string> ids;
  for (const Device& device : devices) ids.push_back(device.id);
  if (ids.size() < 2) return ids.empty() ? "no such device" : ids.front();
  const std::string last = ids.back();
  ids.pop_back();
  return fmt::format("{} and {}", fmt::join(ids, ", "), last);
}

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "cuda:1" of "1" and "cuda:1"; a UUID stays as it is.
std::string cuda_id_of(const std::string& named) { return is_number(named) ? "cuda:" + named : named; }

/// The driver's list and a reason why none of it can be used; one row where it tells of none.
std::vector<Device> unusable_devices(const NvmlResult& nvml, const std::string& reason) {
  std::vector<Device> rows;
  if (nvml)
    for (const NvmlDevice& found : (*nvml)->devices()) {
      Device device;
      device.id = fmt::format("cuda:{}", rows.size());
      device.name = found.name;
      device.memory_bytes = found.memory_bytes;
      device.uuid = found.uuid;
      device.pci = found.pci;
      device.capability = found.capability;
      device.driver = (*nvml)->driver();
      rows.push_back(std::move(device));
    }
  if (rows.empty()) {
    Device none;
    none.id = "cuda";
    for (const auto& row : Names<EngineKind>::table)
      if (row.value == EngineKind::cuda) none.name = row.meaning;
    rows.push_back(std::move(none));
  }
  for (Device& device : rows) {
    device.engine = "cuda";
    device.reason = reason;
  }
  return rows;
}

/// What the plug-in leaves open is asked of the driver. Without a UUID its order is that of the bus, too,
/// unless somebody hid devices from CUDA.
void add_what_the_driver_knows(std::vector<Device>& devices, const NvmlResult& nvml) {
  if (!nvml) return;
  const auto all = (*nvml)->devices();
  const bool same_order = std::getenv("CUDA_VISIBLE_DEVICES") == nullptr && all.size() == devices.size();
  for (std::size_t i = 0; i < devices.size(); ++i) {
    Device& device = devices[i];
    if (device.uuid.empty() && same_order) device.uuid = all[i].uuid;
    if (device.driver.empty()) device.driver = (*nvml)->driver();
    const auto known = std::ranges::find(all, device.uuid, &NvmlDevice::uuid);
    if (device.uuid.empty() || known == all.end()) continue;
    if (device.pci.empty()) device.pci = known->pci;
    if (device.capability.empty()) device.capability = known->capability;
    if (!device.memory_bytes) device.memory_bytes = known->memory_bytes;
  }
}

class PluginEngine final : public Engine, public MeasuresDevice {
 public:
  explicit PluginEngine(PluginPlaces places) : places_(std::move(places)) {}

  EngineKind kind() const override { return EngineKind::cuda; }
  bool own_process(const AcceleratorSpec&) const override { return true; }
  std::vector<Device> devices() const override;
  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override;
  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override;
  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override;
  Result<std::unique_ptr<Executable>> compile_rank(const Work& work, const AcceleratorSpec& accelerator,
                                                   Exchange& exchange) const override;
  std::string device_of(const AcceleratorSpec& accelerator) const override;
  std::int64_t threads_of(const AcceleratorSpec&) const override {
    return 1;
  }  // launches work, computes nothing
  EnergySource energy_source(const AcceleratorSpec& accelerator) const override;
  std::unique_ptr<DeviceSampler> device_sampler(const AcceleratorSpec& accelerator) const override;
  Result<std::vector<DeviceLimit>> measure_limits(const AcceleratorSpec& accelerator,
                                                  double seconds) const override;

 private:
  struct Loaded {
    Engine& engine;
    std::vector<Device> devices;
  };
  /// An accelerator as the plug-in is asked for it.
  struct Asked {
    Engine& engine;
    Device device;
    AcceleratorSpec accelerator;
  };

  const Result<Loaded>& loaded() const;
  Result<Loaded> load() const;
  Result<Asked> asked(const AcceleratorSpec& accelerator) const;
  const NvmlResult& nvml() const;

  PluginPlaces places_;
  mutable std::once_flag loads_;
  mutable std::optional<Result<Loaded>> loaded_;
  mutable std::atomic<bool> is_loaded_{false};
  mutable std::once_flag opens_nvml_;
  mutable std::optional<NvmlResult> nvml_;
};

const NvmlResult& PluginEngine::nvml() const {
  std::call_once(opens_nvml_, [this] { nvml_.emplace(Nvml::open(places_.nvml)); });
  return *nvml_;
}

const Result<PluginEngine::Loaded>& PluginEngine::loaded() const {
  std::call_once(loads_, [this] {
    loaded_.emplace(load());
    is_loaded_ = true;
  });
  return *loaded_;
}

Result<PluginEngine::Loaded> PluginEngine::load() const try {
  if (!plugins_are_allowed)
    return unavailable({}, "the CUDA engine runs in a process of its own only", "use accelbench-cli");
  const auto plugin = load_cuda_plugin(places_, nvml());
  if (!plugin) return tl::make_unexpected(plugin.error());
  std::unique_ptr<Engine> made((*plugin)->make());
  if (!made) return unavailable({}, "the CUDA engine could not be made");
  Engine& engine = keep_for_ever(std::move(made));
  auto devices = engine.devices();
  add_what_the_driver_knows(devices, nvml());
  return Loaded{engine, std::move(devices)};
} catch (const std::exception& error) {
  return unavailable({}, fmt::format("the CUDA engine could not be made: {}", error.what()));
}

std::vector<Device> PluginEngine::devices() const {
  const auto& loaded = this->loaded();
  if (loaded && !loaded->devices.empty()) return loaded->devices;
  const NvmlResult untold = unavailable({}, "not asked");
  std::string reason = "no device that CUDA can use";
  if (!loaded) {
    const Error& error = loaded.error();
    reason = (error.place.empty() ? "" : error.place + " ") + error.message;
    if (!error.fix.empty()) reason += "; " + error.fix;
  }
  return unusable_devices(plugins_are_allowed ? nvml() : untold, reason);
}

Result<PluginEngine::Asked> PluginEngine::asked(const AcceleratorSpec& accelerator) const {
  const auto& loaded = this->loaded();
  if (!loaded) return tl::make_unexpected(loaded.error());
  auto device = find_cuda_device(loaded->devices, accelerator.devices);
  if (!device) return tl::make_unexpected(device.error());
  const std::string precision(name_of(accelerator.precision));
  const auto& precisions = device->precisions;
  if (!precisions.empty() && std::ranges::find(precisions, precision) == precisions.end())
    return unavailable(device->id,
                       fmt::format("has no {}, it has {}", precision, fmt::join(precisions, ", ")),
                       fmt::format("set precision: {}", precisions.front()));
  Asked asked{loaded->engine, *device, accelerator};
  asked.accelerator.devices = {device->id.substr(device->id.find(':') + 1)};
  return asked;
}

Status PluginEngine::can_run(const Work& work, const AcceleratorSpec& accelerator) const {
  const auto asked = this->asked(accelerator);
  if (!asked) return tl::make_unexpected(asked.error());
  return asked->engine.can_run(work, asked->accelerator);
}

Result<Estimate> PluginEngine::estimate(const Work& work, const AcceleratorSpec& accelerator) const {
  const auto asked = this->asked(accelerator);
  if (!asked) return tl::make_unexpected(asked.error());
  return asked->engine.estimate(work, asked->accelerator);
}

Result<std::unique_ptr<Executable>> PluginEngine::compile(const Work& work,
                                                          const AcceleratorSpec& accelerator) const {
  const auto asked = this->asked(accelerator);
  if (!asked) return tl::make_unexpected(asked.error());
  return asked->engine.compile(work, asked->accelerator);
}

/// That there is such a device is asked before, of all ranks (can_run).
Result<std::unique_ptr<Executable>> PluginEngine::compile_rank(const Work& work,
                                                               const AcceleratorSpec& accelerator,
                                                               Exchange& exchange) const {
  const auto asked = this->asked(accelerator);
  if (!asked) return tl::make_unexpected(asked.error());
  return asked->engine.compile_rank(work, asked->accelerator, exchange);
}

/// Loads nothing: programs that only name runs ask for it, too.
std::string PluginEngine::device_of(const AcceleratorSpec& accelerator) const {
  if (is_loaded_)
    if (const auto asked = this->asked(accelerator)) return asked->device.id;
  const std::string id = accelerator.devices.empty() ? "cuda:0" : cuda_id_of(accelerator.devices.front());
  return id.starts_with("cuda:") ? id : "cuda";
}

Result<std::vector<DeviceLimit>> PluginEngine::measure_limits(const AcceleratorSpec& accelerator,
                                                              double seconds) const {
  const auto asked = this->asked(accelerator);
  if (!asked) return tl::make_unexpected(asked.error());
  const auto* measures = dynamic_cast<const MeasuresDevice*>(&asked->engine);
  if (measures == nullptr) return std::vector<DeviceLimit>{};
  return measures->measure_limits(asked->accelerator, seconds);
}

/// Of all its devices on this machine.
EnergySource PluginEngine::energy_source(const AcceleratorSpec& accelerator) const {
  std::vector<SampledDevice> devices;
  AcceleratorSpec one = accelerator;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, accelerator.devices.size()); ++i) {
    if (!accelerator.devices.empty()) one.devices = {accelerator.devices[i]};
    const auto asked = this->asked(one);
    if (!asked) return {{}, {}, "energy: " + asked.error().message};
    devices.push_back({asked->device.id, asked->device.uuid});
  }
  return device_energy(nvml(), devices);
}

std::unique_ptr<DeviceSampler> PluginEngine::device_sampler(const AcceleratorSpec& accelerator) const {
  const auto asked = this->asked(accelerator);
  if (!asked) return nullptr;
  return sample_devices(nvml(), {{asked->device.id, asked->device.uuid}});
}

}  // namespace

std::unique_ptr<Engine> make_cuda_engine(PluginPlaces places) {
  return std::make_unique<PluginEngine>(std::move(places));
}

void allow_plugins() { plugins_are_allowed = true; }

Result<Device> find_cuda_device(const std::vector<Device>& devices, const std::vector<std::string>& named) {
  if (named.size() > 1)
    return unavailable({}, "one device is asked for at a time, each by a rank of its own");
  const std::string there_are = fmt::format("this machine has {}", ids_in_words(devices));
  if (named.empty()) {
    const auto usable = std::ranges::find_if(devices, &Device::usable);
    if (usable != devices.end()) return *usable;
    return devices.empty() ? unavailable("cuda", there_are)
                           : unavailable(devices.front().id, devices.front().reason);
  }
  const std::string id = cuda_id_of(named.front());
  std::vector<Device> found;
  for (const Device& device : devices)
    if (device.id == id || (id.size() > 4 && device.uuid.starts_with(id))) found.push_back(device);
  if (found.empty()) return unavailable(id, there_are, "name one of these by its number or UUID");
  if (found.size() > 1)
    return unavailable(id, fmt::format("is the beginning of the UUIDs of {}", ids_in_words(found)),
                       "name one of these by its number");
  if (!found.front().usable) return unavailable(found.front().id, found.front().reason);
  return found.front();
}

}  // namespace accelbench
