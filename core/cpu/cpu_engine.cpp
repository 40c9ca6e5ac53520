// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/cpu_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/not_built.h"
#include "core/cpu/executable.h"
#include "core/cpu/onednn.h"
#include "core/cpu/path_choice.h"
#include "core/cpu/plan.h"
#include "core/engine/work_check.h"
#include "core/telemetry/machine.h"
#include "core/telemetry/system_files.h"

namespace accelbench {
namespace {

constexpr std::int64_t most_threads = 1024;

std::string place_of(const AcceleratorSpec& accelerator) { return "accelerators." + accelerator.id; }

tl::unexpected<Error> not_built(const std::string& place, std::string_view what, std::string fix) {
  return unavailable(place, not_built_reason(what), std::move(fix));
}

Status check_bfloat16(const AcceleratorSpec& accelerator) {
  if (!cpu::library_products_built())
    return unavailable(place_of(accelerator), "this build has no oneDNN, which multiplies bfloat16",
                       "install libdnnl-dev and build again, or use float32");
  if (!cpu::multiplies_bfloat16())
    return unavailable(place_of(accelerator), "this processor has no bfloat16 instructions", "use float32");
  return {};
}

Status check_precision(const AcceleratorSpec& accelerator) {
  if (accelerator.precision == Precision::float32 || accelerator.precision == Precision::float64) return {};
  if (accelerator.precision == Precision::bfloat16) return check_bfloat16(accelerator);
  return not_built(place_of(accelerator), fmt::format("{} path on the cpu", name_of(accelerator.precision)),
                   "use float32 or float64");
}

Status check_threads(const AcceleratorSpec& accelerator) {
  const std::int64_t threads = accelerator.threads.value_or(1);
  if (threads >= 1 && threads <= most_threads) return {};
  return unavailable(place_of(accelerator),
                     fmt::format("{} threads: the cpu engine takes 1 to {}", threads, most_threads),
                     "use threads: all");
}

Status check_accelerator(const AcceleratorSpec& accelerator) {
  const std::string place = place_of(accelerator);
  if (accelerator.ranks != 1) return not_built(place, "training over several processes", "leave ranks out");
  if (!accelerator.cluster.empty())
    return not_built(place, "training over several hosts", "leave cluster out");
  if (accelerator.recompute != Recompute::none)
    return not_built(place, "recomputing of activations", "use recompute: none");
  if (auto status = check_precision(accelerator); !status) return status;
  return check_threads(accelerator);
}

Status check_path(const Work& work, const AcceleratorSpec& accelerator) {
  if (accelerator.path != CpuPath::fused) return {};
  const auto reason = cpu::not_fused_because(work, accelerator.precision);
  return reason ? Status(unavailable(place_of(accelerator) + ".path", *reason, "use path: auto")) : Status();
}

/// What the kernel says can be had without swapping, within the limit of the control group.
std::int64_t available_memory_bytes() {
  const auto text = read_system_file("/proc/meminfo");
  const auto value = text ? value_of_key(*text, "MemAvailable") : std::nullopt;
  const auto kibibytes = value ? leading_number(*value) : std::nullopt;
  const std::int64_t available = kibibytes ? *kibibytes * 1024 : this_machine().memory_bytes;
  return std::min(available, memory_limit("/").value_or(available));
}

Status check_memory(std::int64_t needed) {
  const std::int64_t available = available_memory_bytes();
  if (needed <= available) return {};
  return unavailable("cpu", fmt::format("training needs {} bytes of memory, {} are free", needed, available),
                     "use fewer units or a smaller batch");
}

std::int64_t threads_asked(const AcceleratorSpec& accelerator, std::int64_t processors) {
  return std::clamp<std::int64_t>(accelerator.threads.value_or(processors), 1, most_threads);
}

class CpuEngine final : public Engine {
 public:
  EngineKind kind() const override { return EngineKind::cpu; }

  std::vector<Device> devices() const override {
    const Machine machine = this_machine();
    Device device;
    device.id = device.engine = "cpu";
    device.name = machine.cpu;
    device.memory_bytes = machine.memory_bytes;
    device.precisions = {"float64", "float32"};
    if (cpu::library_products_built() && cpu::multiplies_bfloat16()) device.precisions.push_back("bfloat16");
    device.cores = machine.cores;
    device.usable = true;
    return {device};
  }

  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override {
    if (auto status = check_accelerator(accelerator); !status) return status;
    if (auto status = check_combination(work); !status) return status;
    if (auto status = check_path(work, accelerator); !status) return status;
    const auto estimated = estimate(work, accelerator);
    if (!estimated) return tl::make_unexpected(estimated.error());
    return check_memory(estimated->memory_bytes);
  }

  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override {
    const auto plan = cpu::make_plan(work, accelerator.precision, threads_of(accelerator));
    if (!plan) return tl::make_unexpected(plan.error());
    return Estimate{static_cast<std::int64_t>(plan->bytes)};
  }

  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override {
    return make(work, accelerator, nullptr);
  }

  Result<std::unique_ptr<Executable>> compile_rank(const Work& work, const AcceleratorSpec& accelerator,
                                                   Exchange& exchange) const override {
    return make(work, accelerator, &exchange);
  }

  std::string device_of(const AcceleratorSpec&) const override { return "cpu"; }

  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    return accelerator.threads ? threads_asked(accelerator, 1)
                               : threads_asked(accelerator, this_machine().cores);
  }

  EnergySource energy_source(const AcceleratorSpec&) const override { return processor_energy(); }

 private:
  Result<std::unique_ptr<Executable>> make(const Work& work, const AcceleratorSpec& accelerator,
                                           Exchange* exchange) const {
    if (auto status = can_run(work, accelerator); !status) return tl::make_unexpected(status.error());
    const std::int64_t processors = std::max<std::int64_t>(this_machine().cores, 1);
    return cpu::make_executable(work, {accelerator.precision,
                                       accelerator.path,
                                       {threads_asked(accelerator, processors), processors, accelerator.pin},
                                       exchange,
                                       accelerator.shard_optimizer});
  }
};

}  // namespace

std::unique_ptr<Engine> make_cpu_engine() { return std::make_unique<CpuEngine>(); }

}  // namespace accelbench
