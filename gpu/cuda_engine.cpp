// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/cuda_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/not_built.h"
#include "core/engine/work_check.h"
#include "gpu/check.h"
#include "gpu/executable.h"
#include "gpu/measure_limits.h"
#include "gpu/nccl/library.h"
#include "gpu/nccl/meeting.h"
#include "gpu/plan.h"
#include "gpu/products.h"

namespace accelbench::cuda {
namespace {

constexpr std::int64_t context_bytes = std::int64_t{512} << 20;  // graphs, code and what the libraries take
constexpr int oldest_capability = 75;  // of CUDA 13; the CUDA 12 build begins at 6.1

/// What the runtime says of a device.
struct DeviceFacts {
  std::string name;
  std::string uuid;    ///< "GPU-2ab…", as the driver writes it
  std::string pci;     ///< "0000:17:00.0"
  int capability = 0;  ///< 90 for 9.0
  int multiprocessors = 0;
  std::int64_t memory_bytes = 0;
};

std::string uuid_text(const cudaUUID_t& uuid) {
  std::string text = "GPU-";
  for (std::size_t i = 0; i < sizeof(uuid.bytes); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", static_cast<unsigned char>(uuid.bytes[i]));
  }
  return text;
}

std::optional<DeviceFacts> facts_of(int number) {
  cudaDeviceProp properties{};
  if (cudaGetDeviceProperties(&properties, number) != cudaSuccess) return std::nullopt;
  return DeviceFacts{properties.name,
                     uuid_text(properties.uuid),
                     fmt::format("{:04x}:{:02x}:{:02x}.0", properties.pciDomainID, properties.pciBusID,
                                 properties.pciDeviceID),
                     properties.major * 10 + properties.minor,
                     properties.multiProcessorCount,
                     static_cast<std::int64_t>(properties.totalGlobalMem)};
}

int device_count() {
  int count = 0;
  return cudaGetDeviceCount(&count) == cudaSuccess ? count : 0;
}

bool is_old(const DeviceFacts& facts) {
  return facts.capability < oldest_capability && CUDART_VERSION >= 13000;
}

std::string capability(const DeviceFacts& facts) {
  return fmt::format("{}.{}", facts.capability / 10, facts.capability % 10);
}

std::vector<std::string> precisions(const DeviceFacts& facts) {
  if (facts.capability < 80) return {"float32"};
  return {"float32", "tf32", "bfloat16"};
}

std::string version_text(int version) { return fmt::format("{}.{}", version / 1000, version % 1000 / 10); }

std::string driver_and_runtime() {
  int driver = 0, runtime = 0;
  static_cast<void>(cudaDriverGetVersion(&driver));
  static_cast<void>(cudaRuntimeGetVersion(&runtime));
  return fmt::format("driver for CUDA {}, runtime {}", version_text(driver), version_text(runtime));
}

Device device_row(int number) {
  Device device;
  device.id = fmt::format("cuda:{}", number);
  device.engine = "cuda";
  const auto facts = facts_of(number);
  if (!facts) {
    device.reason = "the runtime tells nothing of this device";
    return device;
  }
  device.name = facts->name;
  device.uuid = facts->uuid;
  device.pci = facts->pci;
  device.capability = capability(*facts);
  device.runtime = "CUDA " + version_text(CUDART_VERSION);
  device.memory_bytes = facts->memory_bytes;
  device.precisions = precisions(*facts);
  device.usable = !is_old(*facts);
  if (!device.usable)
    device.reason = "compute capability " + capability(*facts) + ": needs the CUDA 12 build";
  return device;
}

std::string place_of(const AcceleratorSpec& accelerator) { return "accelerators." + accelerator.id; }

std::optional<int> number_of(const AcceleratorSpec& accelerator) {
  if (accelerator.devices.empty()) return 0;
  const std::string& text = accelerator.devices.front();
  int number = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

Result<int> usable_device(const AcceleratorSpec& accelerator) {
  const auto number = number_of(accelerator);
  const int count = device_count();
  if (!number || *number >= count)
    return unavailable(
        place_of(accelerator) + ".devices",
        fmt::format("there is no device {}: this machine has {}",
                    accelerator.devices.empty() ? "0" : accelerator.devices.front(), count),
        count > 0 ? fmt::format("use a number from 0 to {}", count - 1) : "leave this accelerator out");
  const Device device = device_row(*number);
  if (!device.usable) return unavailable(device.id, device.reason);
  return *number;
}

Status check_spec(const AcceleratorSpec& accelerator, int number) {
  const std::string place = place_of(accelerator);
  const auto has = precisions(facts_of(number).value_or(DeviceFacts{}));
  if (std::ranges::find(has, name_of(accelerator.precision)) == has.end())
    return unavailable(place,
                       fmt::format("cuda:{} trains in {}, not in {}", number, fmt::join(has, ", "),
                                   name_of(accelerator.precision)),
                       "use precision: float32");
  if (accelerator.recompute != Recompute::none)
    return unavailable(place, not_built_reason("recomputing of activations"), "use recompute: none");
  return {};
}

bool has_several(const AcceleratorSpec& accelerator) {
  return accelerator.ranks > 1 || accelerator.devices.size() > 1 || !accelerator.cluster.empty();
}

/// What training over several devices needs of this machine, of which one is asked here.
Status check_ranks(const AcceleratorSpec& accelerator) {
  if (!has_several(accelerator)) return {};
  if (accelerator.shard_optimizer)
    return unavailable(place_of(accelerator) + ".shard_optimizer",
                       not_built_reason("sharing out the optimizer over CUDA devices"), "set it to false");
  const auto library = nccl::load();
  return library ? Status() : tl::make_unexpected(library.error());
}

/// What is free on the device now, of which the libraries take their part.
Status check_memory(int number, std::int64_t needed) {
  std::size_t free = 0, total = 0;
  if (cudaSetDevice(number) != cudaSuccess || cudaMemGetInfo(&free, &total) != cudaSuccess)
    return unavailable(fmt::format("cuda:{}", number),
                       fmt::format("it does not answer: {}", cudaGetErrorString(cudaGetLastError())));
  if (needed + context_bytes <= static_cast<std::int64_t>(free)) return {};
  return unavailable(fmt::format("cuda:{}", number),
                     fmt::format("training needs {} bytes of memory and {} for the libraries, {} are free",
                                 needed, context_bytes, free),
                     "use fewer samples, fewer units or a smaller batch");
}

class CudaEngine final : public Engine, public MeasuresDevice {
 public:
  explicit CudaEngine(std::filesystem::path kept_choices) : kept_choices_(std::move(kept_choices)) {}

  EngineKind kind() const override { return EngineKind::cuda; }

  std::vector<Device> devices() const override {
    std::vector<Device> devices;
    for (int number = 0; number < device_count(); ++number) devices.push_back(device_row(number));
    return devices;
  }

  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override {
    const auto number = usable_device(accelerator);
    if (!number) return tl::make_unexpected(number.error());
    if (auto status = check_spec(accelerator, *number); !status) return status;
    if (auto status = check_ranks(accelerator); !status) return status;
    if (auto status = check_combination(work); !status) return status;
    const auto estimated = estimate(work, accelerator);
    if (!estimated) return tl::make_unexpected(estimated.error());
    return check_memory(*number, estimated->memory_bytes);
  }

  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override {
    const auto plan = make_plan(work, accelerator.precision);
    if (!plan) return tl::make_unexpected(plan.error());
    return Estimate{plan->bytes};
  }

  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override {
    if (auto status = can_run(work, accelerator); !status) return tl::make_unexpected(status.error());
    if (auto status = check_whole_work(work); !status) return tl::make_unexpected(status.error());
    if (has_several(accelerator)) return unavailable(place_of(accelerator), "trains by ranks only");
    return make_executable(work, device_for(accelerator), request_for(accelerator));
  }

  /// Whatever is wrong with one rank all must hear.
  Result<std::unique_ptr<Executable>> compile_rank(const Work& work, const AcceleratorSpec& accelerator,
                                                   Exchange& exchange) const override {
    Status able = can_run(work, accelerator);
    if (able) able = check_whole_work(work);
    if (Status all = nccl::meet(exchange, {able, 0, {}}); !all) return tl::make_unexpected(all.error());
    const DeviceFacts facts = facts_of(number_of(accelerator).value_or(0)).value_or(DeviceFacts{});
    return make_rank_executable(work, device_for(accelerator), request_for(accelerator),
                                {exchange, facts.uuid});
  }

  std::string device_of(const AcceleratorSpec& accelerator) const override {
    return fmt::format("cuda:{}", number_of(accelerator).value_or(0));
  }

  /// The one that looks for results.
  std::int64_t threads_of(const AcceleratorSpec&) const override { return 1; }

  Result<std::vector<DeviceLimit>> measure_limits(const AcceleratorSpec& accelerator,
                                                  double seconds) const override {
    const auto number = usable_device(accelerator);
    if (!number) return tl::make_unexpected(number.error());
    std::vector<Precision> precisions_here;
    for (const std::string& name : precisions(facts_of(*number).value_or(DeviceFacts{})))
      if (const auto precision = value_named<Precision>(name)) precisions_here.push_back(*precision);
    try {
      check(cudaSetDevice(*number), "choosing the device");
      return cuda::measure_limits(precisions_here, seconds);
    } catch (const DeviceError& error) {
      return failed(device_of(accelerator), error.what());
    }
  }

 private:
  TrainingDevice device_for(const AcceleratorSpec& accelerator) const {
    const int number = number_of(accelerator).value_or(0);
    const DeviceFacts facts = facts_of(number).value_or(DeviceFacts{});
    return {number, device_of(accelerator),
            fmt::format("{}, {} multiprocessors, {}, {}", facts.name, facts.multiprocessors,
                        driver_and_runtime(), ProductLibrary::version())};
  }
  ExecutionRequest request_for(const AcceleratorSpec& accelerator) const {
    return {accelerator.precision, accelerator.determinism == Determinism::fast, kept_choices_};
  }

  std::filesystem::path kept_choices_;
};

}  // namespace

std::string no_device_reason() {
  int driver = 0, count = 0;
  if (cudaDriverGetVersion(&driver) != cudaSuccess || driver == 0) return "no NVIDIA driver on this machine";
  if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess)
    return fmt::format("CUDA {} cannot be used: {}", version_text(CUDART_VERSION), cudaGetErrorString(error));
  return count > 0 ? "" : "the NVIDIA driver sees no GPU";
}

std::unique_ptr<Engine> make_cuda_engine(std::filesystem::path kept_choices) {
  return std::make_unique<CudaEngine>(std::move(kept_choices));
}

}  // namespace accelbench::cuda
