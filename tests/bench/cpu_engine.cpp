// SPDX-License-Identifier: GPL-3.0-or-later
// Speed of the CPU engine: the three shapes of tests/bench/experiments and a grid of widths and batches, on
// one thread and on all, in each precision and on each path. One iteration is one epoch. What the engine
// refuses is skipped with its reason. Ceilings are measured first, in this process: on a busy machine compare
// `of_ceiling`, not times.
//   bench_cpu_engine --benchmark_filter='shape/.*float32/auto'
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/cpu/cpu_engine.h"
#include "core/cpu/measure_ceilings.h"
#include "core/experiment/yaml.h"
#include "core/planning/figures.h"
#include "core/telemetry/device.h"
#include "core/work/work.h"
#include "tests/bench/stopwatch.h"

namespace {

using namespace accelbench;

constexpr double ceiling_seconds = 0.3;
constexpr double most_flop_per_step = 3e11;  // some seconds a step; larger ones teach nothing more
constexpr std::int64_t whole_epoch = std::int64_t{1} << 40;

struct Case {
  std::string name;
  Experiment experiment;
};

struct Setting {
  std::optional<std::int64_t> threads;  ///< empty: all
  Precision precision;
  CpuPath path;
};

std::vector<Case> shapes() {
  std::vector<Case> cases;
  for (const std::string name : {"seed", "mnist_like", "wide"}) {
    const std::filesystem::path file =
        ACCELBENCH_SOURCE_DIR "/tests/bench/experiments/" + name + ".accel.yaml";
    if (auto read = read_experiment_file(file))
      cases.push_back({"shape/" + name, std::move(read->experiment)});
    else
      fmt::print(stderr, "{}\n", to_string(read.error().front()));
  }
  return cases;
}

/// Three layers as wide as the input. Small ones get long epochs, so that their beginning costs nothing.
Case square(std::int64_t width, std::int64_t batch) {
  const std::int64_t steps = width * width * batch <= std::int64_t{1} << 24 ? 64 : 4;
  Experiment experiment;
  experiment.model.layers = {
      {width, Activation::relu}, {width, Activation::relu}, {width, Activation::linear}};
  SyntheticData data;
  data.samples = steps * batch;
  data.features = data.targets = width;
  experiment.data.source = data;
  experiment.training.batch_size = batch;
  return {fmt::format("grid/width:{}/batch:{}", width, batch), std::move(experiment)};
}

std::vector<Case> grid() {
  std::vector<Case> cases;
  for (const std::int64_t width : {8, 32, 128, 512, 2048, 4096})
    for (const std::int64_t batch : {1, 8, 64, 512, 8192}) cases.push_back(square(width, batch));
  return cases;
}

double flop_per_step(const Experiment& experiment) {
  const auto& data = std::get<SyntheticData>(experiment.data.source);
  return static_cast<double>(
      model_figures(experiment.model, experiment.training, data.features).flop_per_step);
}

/// The work of a case; the last one is kept, since the settings of a case follow each other.
Result<const Work*> work_of(const Case& wanted) {
  static std::string name;
  static Result<Work> work = failed("", "none made yet");
  if (name != wanted.name) {
    name = wanted.name;
    work = Work{};  // the old data go before the new ones come
    work = make_work(wanted.experiment, {});
  }
  if (!work) return tl::make_unexpected(work.error());
  return &*work;
}

Result<std::unique_ptr<Executable>> compiled(const Case& wanted, const Setting& setting) {
  AcceleratorSpec accelerator;
  accelerator.id = "cpu";
  accelerator.threads = setting.threads;
  accelerator.precision = setting.precision;
  accelerator.path = setting.path;
  const auto work = work_of(wanted);
  if (!work) return tl::make_unexpected(work.error());
  return make_cpu_engine()->compile(**work, accelerator);
}

/// The engine's own products at their best for this setting, measured once each.
double ceiling(const Setting& setting) {
  static std::array<std::optional<double>, 4> known;
  auto& value = known[(setting.precision == Precision::bfloat16 ? 2 : 0) + (setting.threads ? 1 : 0)];
  const std::int64_t threads = setting.threads.value_or(this_machine().cores);
  if (!value)
    value = cpu::measure_products(setting.precision, threads, ceiling_seconds).value_or(std::nan(""));
  return *value;
}

/// Plain numbers: of Google Benchmark's rates no unit can be chosen.
void count(benchmark::State& state, double seconds_per_step, double flop, double most) {
  state.counters["us_per_step"] = seconds_per_step * 1e6;
  state.counters["GFLOP/s"] = flop / seconds_per_step * 1e-9;
  state.counters["of_ceiling"] = flop / seconds_per_step / most;
}

void train(benchmark::State& state, const Case& wanted, const Setting& setting) {
  const double flop = flop_per_step(wanted.experiment);
  if (flop > most_flop_per_step)
    return state.SkipWithError(fmt::format("{:.3g} FLOP a step: too long", flop).c_str());
  const double most = ceiling(setting);
  const auto executable = compiled(wanted, setting);
  if (!executable) return state.SkipWithError(to_string(executable.error()).c_str());
  std::int64_t epoch = 0;
  BatchSums sums;
  const auto begin = std::chrono::steady_clock::now();
  for (auto _ : state) {
    (*executable)->begin_epoch(epoch++);
    (*executable)->run_steps(whole_epoch, sums);
  }
  const double seconds = bench::seconds_since(begin);
  if (!std::isfinite(sums.loss)) return state.SkipWithError("the training diverged");
  const auto samples_per_step = static_cast<double>(wanted.experiment.training.batch_size);
  count(state, seconds * samples_per_step / static_cast<double>(sums.samples), flop, most);
}

std::string name_of_setting(const Setting& setting) {
  return fmt::format("threads:{}/{}/{}", setting.threads ? "1" : "all", name_of(setting.precision),
                     name_of(setting.path));
}

void add(const Case& each) {
  for (const auto precision : {Precision::float32, Precision::bfloat16})
    for (const auto path : {CpuPath::automatic, CpuPath::fused, CpuPath::blocked})
      for (const auto threads : {std::optional<std::int64_t>(1), std::optional<std::int64_t>()}) {
        const Setting setting{threads, precision, path};
        benchmark::RegisterBenchmark(
            (each.name + '/' + name_of_setting(setting)).c_str(),
            [each, setting](benchmark::State& state) { train(state, each, setting); })
            ->UseRealTime()
            ->Unit(benchmark::kMicrosecond);
      }
}

}  // namespace

int main(int count, char** arguments) {
  for (const Case& each : shapes()) add(each);
  for (const Case& each : grid()) add(each);
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
