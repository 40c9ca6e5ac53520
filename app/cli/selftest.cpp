// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <tuple>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "app/cli/report_text.h"
#include "app/cli/selftest_report.h"
#include "core/base/nearest.h"
#include "core/cpu/measure_ceilings.h"
#include "core/engine/device_limits.h"
#include "core/run/engines.h"

namespace accelbench {
namespace {

constexpr double ceiling_seconds = 0.2;  // of each of about ten figures
constexpr double speed_seconds = 0.1;    // of each row
constexpr std::int64_t most_tested_threads = 4;

struct SelftestArguments {
  std::string device = "cpu";
  bool json = false, no_speed = false, no_progress = false;
};

/// One line on a terminal, written over and over; at most ten times a second.
class ProgressLine {
 public:
  explicit ProgressLine(bool draws) : draws_(draws) {}
  ~ProgressLine() {
    if (draws_) static_cast<void>(std::fputs("\r\x1b[K", stderr));
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void tell_now(const std::string& text) {
    last_ = std::chrono::steady_clock::now();
    if (draws_) static_cast<void>(std::fputs(("\r\x1b[K" + text).c_str(), stderr));
  }
  void tell_sometimes(const std::string& text) {
    if (std::chrono::steady_clock::now() - last_ > std::chrono::milliseconds(100)) tell_now(text);
  }

 private:
  bool draws_;
  std::chrono::steady_clock::time_point last_;
};

/// The engine that the part of "cuda:0" before the colon names, and the device.
struct TestedDevice {
  const Engine* engine = nullptr;
  Device device;
};

Error no_device(const std::string& id, const std::vector<Device>& devices) {
  std::vector<std::string> ids;
  for (const Device& device : devices) ids.push_back(device.id);
  const std::string near = did_you_mean(id, ids);
  return {ErrorKind::bad_input, "DEVICE", fmt::format("there is no device '{}'", id),
          near.empty() ? "see 'accelbench-cli devices'" : near};
}

Result<TestedDevice> find_device(const std::string& id) {
  const auto kind = value_named<EngineKind>(id.substr(0, id.find(':')));
  if (!kind) return tl::make_unexpected(no_device(id, engines().devices()));
  const auto engine = engines().need(*kind);
  if (!engine) return unavailable(id, engine.error().message, "see 'accelbench-cli devices'");
  if ((*engine)->outside({}))
    return unavailable(id,
                       "trains whole works in another program: its operations cannot be tested one by one",
                       "'accelbench-cli compare' holds its work against the reference");
  const auto devices = (*engine)->devices();
  const auto found = std::ranges::find(devices, id, &Device::id);
  // Without a driver there is no cuda:0 to be found, and that is what is to be told.
  if (found == devices.end() && devices.size() == 1 && !devices.front().usable)
    return unavailable(id, devices.front().reason);
  if (found == devices.end()) return tl::make_unexpected(no_device(id, devices));
  if (!found->usable) return unavailable(id, found->reason);
  return TestedDevice{*engine, *found};
}

AcceleratorSpec accelerator_of(const TestedDevice& tested, Precision precision, CpuPath path,
                               std::int64_t threads) {
  AcceleratorSpec accelerator;
  accelerator.id = tested.device.id;
  accelerator.engine = tested.engine->kind();
  accelerator.precision = precision;
  if (accelerator.engine == EngineKind::cpu) {
    accelerator.path = path;
    accelerator.threads = threads;
  } else {
    accelerator.devices = {tested.device.id.substr(tested.device.id.find(':') + 1)};
  }
  return accelerator;
}

std::vector<Precision> precisions_of(const Device& device) {
  std::vector<Precision> precisions;
  for (const std::string& name : device.precisions)
    if (const auto precision = value_named<Precision>(name)) precisions.push_back(*precision);
  return precisions;
}

/// Each precision on each path; on the blocked one with several threads, which must change nothing.
std::vector<AcceleratorSpec> tested_accelerators(const TestedDevice& tested) {
  std::vector<AcceleratorSpec> accelerators;
  const std::int64_t threads = std::clamp<std::int64_t>(tested.device.cores, 1, most_tested_threads);
  for (const Precision precision : precisions_of(tested.device)) {
    if (tested.engine->kind() == EngineKind::cpu)
      accelerators.push_back(accelerator_of(tested, precision, CpuPath::fused, 1));
    accelerators.push_back(accelerator_of(tested, precision, CpuPath::blocked, threads));
  }
  return accelerators;
}

/// float64 is there to judge by, not to train with.
std::vector<AcceleratorSpec> measured_accelerators(const TestedDevice& tested) {
  std::vector<AcceleratorSpec> accelerators;
  for (const Precision precision : precisions_of(tested.device)) {
    if (precision == Precision::float64) continue;
    accelerators.push_back(accelerator_of(tested, precision, CpuPath::blocked, 1));
    if (tested.engine->kind() != EngineKind::cpu) continue;
    accelerators.push_back(accelerator_of(tested, precision, CpuPath::fused, 1));
    if (tested.device.cores > 1)
      accelerators.push_back(accelerator_of(tested, precision, CpuPath::blocked, tested.device.cores));
  }
  return accelerators;
}

/// The engine may use fewer threads than it was allowed: a row that says the same is not told twice.
bool is_told(const std::vector<SpeedRow>& rows, const SpeedRow& row) {
  const auto key = [](const SpeedRow& of) {
    return std::tuple(of.work, of.accelerator.precision, of.accelerator.path, of.speed.threads);
  };
  return std::ranges::find(rows, key(row), key) != rows.end();
}

/// Rows that the engine refuses are left out: why stands with the operations.
Result<std::vector<SpeedRow>> measure_speeds(const TestedDevice& tested, ProgressLine& progress,
                                             const std::stop_token& stop) {
  std::vector<SpeedRow> rows;
  for (const SpeedWork& work : speed_works())
    for (const AcceleratorSpec& accelerator : measured_accelerators(tested)) {
      if (stop.stop_requested())
        return tl::make_unexpected(Error{ErrorKind::interrupted, "selftest", "stopped", {}});
      progress.tell_now(fmt::format("speed: {}", work.name));
      const auto speed = step_speed(*tested.engine, accelerator, work.work, speed_seconds);
      if (!speed && speed.error().kind == ErrorKind::unavailable) continue;
      if (!speed) return tl::make_unexpected(speed.error());
      const SpeedRow row{work.name, work.work.experiment.training.batch_size, accelerator, *speed};
      if (!is_told(rows, row)) rows.push_back(row);
    }
  return rows;
}

/// The best that was seen of this machine, now and before.
Result<Ceilings> measure_and_keep(ProgressLine& progress, const std::stop_token& stop) {
  progress.tell_now("ceilings of this machine");
  auto ceilings = cpu::measure_ceilings(ceiling_seconds, stop);
  if (!ceilings) return ceilings;
  const auto before = kept_ceilings();
  if (!before) tell("replaced: " + to_string(before.error()));
  if (before && *before) ceilings = best_of(**before, *ceilings);
  if (const auto kept = keep_ceilings(*ceilings); !kept) return tl::make_unexpected(kept.error());
  return ceilings;
}

Status measure(const TestedDevice& tested, SelftestReport& report, ProgressLine& progress,
               const std::stop_token& stop) {
  if (tested.engine->kind() == EngineKind::cpu) {
    auto ceilings = measure_and_keep(progress, stop);
    if (!ceilings) return tl::make_unexpected(ceilings.error());
    report.ceilings = std::move(*ceilings);
  } else if (const auto* measures = dynamic_cast<const MeasuresDevice*>(tested.engine)) {
    progress.tell_now("what " + tested.device.id + " gives");
    auto limits = measures->measure_limits(accelerator_of(tested, Precision::float32, CpuPath::automatic, 1),
                                           ceiling_seconds);
    if (!limits) return tl::make_unexpected(limits.error());
    report.limits = std::move(*limits);
  }
  auto speeds = measure_speeds(tested, progress, stop);
  if (!speeds) return tl::make_unexpected(speeds.error());
  report.speeds = std::move(*speeds);
  return {};
}

Result<std::vector<SelftestResult>> test_operations(const TestedDevice& tested, ProgressLine& progress,
                                                    const std::stop_token& stop) {
  const auto reference = engines().need(EngineKind::cpu);
  if (!reference) return tl::make_unexpected(reference.error());
  const auto accelerators = tested_accelerators(tested);
  return selftest({*tested.engine, accelerators, **reference,
                   [&](std::int64_t done, std::int64_t all) {
                     progress.tell_sometimes(fmt::format("operations: {} of {}", done, all));
                   },
                   stop},
                  selftest_cases());
}

Result<SelftestReport> make_report(const TestedDevice& tested, const SelftestArguments& arguments,
                                   const std::stop_token& stop) {
  ProgressLine progress(!arguments.no_progress && can_draw_progress());
  SelftestReport report{tested.device, {}, {}, {}, {}};
  auto results = test_operations(tested, progress, stop);
  if (!results) return tl::make_unexpected(results.error());
  report.results = std::move(*results);
  if (arguments.no_speed) return report;
  if (auto status = measure(tested, report, progress, stop); !status)
    return tl::make_unexpected(status.error());
  return report;
}

int run_selftest(const SelftestArguments& arguments) {
  const auto tested = find_device(arguments.device);
  if (!tested) return tell(tested.error());
  const Interrupt interrupt(std::make_shared<RunControl>());
  const auto report = make_report(*tested, arguments, interrupt.token());
  if (!report) return tell(report.error());
  print(arguments.json ? json_document(selftest_json(*report)) : selftest_text(*report));
  if (report->ceilings) tell("ceilings: " + ceilings_file().string());
  return report->holds() ? exit_done : exit_failed;
}

}  // namespace

void add_selftest(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand(
      "selftest", "Test every operation of a device against float64, then measure what the machine gives");
  auto arguments = std::make_shared<SelftestArguments>();
  command->add_option("DEVICE", arguments->device, "The device, as 'devices' lists it (default: cpu)");
  command->add_flag("--json", arguments->json, "Print one JSON document");
  command->add_flag("--no-speed", arguments->no_speed, "Only test the operations, measure nothing");
  command->add_flag("--no-progress", arguments->no_progress, "Draw no progress");
  command->footer("Example:\n  accelbench-cli selftest cpu");
  command->callback([arguments, &status] { status = run_selftest(*arguments); });
}

}  // namespace accelbench
