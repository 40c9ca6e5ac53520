// SPDX-License-Identifier: GPL-3.0-or-later
// Time of a whole step of the CUDA engine beside that of its products alone: one line of JSON a shape and
// precision.
//   bench_cuda SHAPES.json [SECONDS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/planning/figures.h"
#include "gpu/cuda_engine.h"
#include "gpu/plan.h"
#include "gpu/variants.h"
#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t rows_wanted = 1 << 20, least_batches = 4, most_batches = 64;

Work work_of(const Json& shape) {
  testing::SampleShape sample;
  sample.features = shape["features"];
  for (const std::int64_t units : shape["widths"]) sample.layers.push_back({units, Activation::relu, 0});
  sample.layers.back().activation = Activation::linear;
  const std::int64_t batch = shape["batch"];
  sample.samples = batch * std::clamp(rows_wanted / batch, least_batches, most_batches);
  Work work = testing::make_sample_work(sample);
  work.experiment.training.batch_size = batch;
  work.experiment.training.optimizer.learning_rate = 1e-4;
  return work;
}

struct Times {
  double median = 0, least = 0, most = 0;  ///< microseconds a step
};

/// Whole epochs, order and gather included, in at least five windows after the clocks have settled.
Times time_steps(Executable& executable, const Work& work, double seconds) {
  const std::int64_t steps = work.steps_per_epoch();
  std::int64_t epoch = 0;
  const auto run = [&](double for_seconds) {
    const std::int64_t begin = monotonic_ns();
    std::int64_t done = 0;
    for (; done == 0 || seconds_since(begin) < for_seconds; done += steps) {
      BatchSums sums;
      executable.begin_epoch(epoch++);
      executable.run_steps(std::numeric_limits<std::int64_t>::max(), sums);
    }
    return seconds_since(begin) * 1e6 / static_cast<double>(done);
  };
  run(seconds / 2);
  std::vector<double> windows;
  for (int i = 0; i < 9; ++i) windows.push_back(run(seconds / 9));
  std::ranges::sort(windows);
  return {windows[windows.size() / 2], windows.front(), windows.back()};
}

/// The products of a step by themselves, each with its fastest algorithm: with nothing done on their way,
/// which is the card's ceiling, and as the engine takes them.
struct ProductTimes {
  double plain_us = 0, taken_us = 0;
};

ProductTimes time_products(const Work& work, Precision precision) {
  using namespace cuda;
  Buffers buffers(make_plan(work, precision).value());
  buffers.set_noise();
  const ProductLibrary library(precision);
  Tuner tuner(library, nullptr, buffers.stream(), buffers.address(buffers.plan().workspaces.front()));
  const StepSettings settings = StepSettings::of(work);
  const auto variants = choose_variants(buffers, settings, tuner);
  const std::int64_t rows = buffers.plan().batch;
  ProductTimes times;
  const auto add = [&](ProductSpec spec) {
    times.taken_us += tuner.tune(spec).value().microseconds;
    spec.epilogue = Epilogue::none, spec.bias = nullptr, spec.mask = nullptr;
    times.plain_us += tuner.tune(spec).value().microseconds;
  };
  for (std::size_t layer = 0; layer < variants.size(); ++layer) {
    add(forward_product(buffers, layer, {rows, true}, variants[layer].mask));
    add(weight_gradient_product(buffers, layer, rows, variants[layer].bias_gradient));
    if (layer > 0) add(input_gradient_product(buffers, layer, rows, variants[layer - 1]));
  }
  return times;
}

Json measure(const Engine& engine, const Json& shape, Precision precision, double seconds) {
  const Work work = work_of(shape);
  const ProductTimes products = time_products(work, precision);
  AcceleratorSpec accelerator;
  accelerator.id = "gpu", accelerator.engine = EngineKind::cuda, accelerator.precision = precision;
  const std::int64_t begin = monotonic_ns();
  auto executable = engine.compile(work, accelerator);
  if (!executable) throw std::runtime_error(to_string(executable.error()));
  const double compile_s = seconds_since(begin);
  const Times times = time_steps(**executable, work, seconds);
  const auto flop =
      model_figures(work.experiment.model, work.experiment.training, work.features()).flop_per_step;
  return {{"shape", shape["name"]},
          {"batch", shape["batch"]},
          {"engine", "accelbench"},
          {"precision", name_of(precision)},
          {"step_us", times.median},
          {"step_us_least", times.least},
          {"step_us_most", times.most},
          {"products_plain_us", products.plain_us},
          {"products_taken_us", products.taken_us},
          {"share_of_ceiling", products.plain_us / times.median},
          {"tflop_per_s", static_cast<double>(flop) / times.median * 1e-6},
          {"compile_s", compile_s},
          {"variants", (*executable)->details().path_reason}};
}

int run(const char* shapes_file, double seconds) {
  if (const std::string reason = cuda::no_device_reason(); !reason.empty()) {
    std::fprintf(stderr, "bench_cuda: %s\n", reason.c_str());
    return 3;
  }
  std::ifstream file(shapes_file);
  const Json shapes = Json::parse(file);
  const auto engine = cuda::make_cuda_engine(std::string(shapes_file) + ".choices");
  int failures = 0;
  for (const Json& shape : shapes)
    for (const Precision precision : {Precision::float32, Precision::tf32, Precision::bfloat16}) {
      try {
        std::printf("%s\n", measure(*engine, shape, precision, seconds).dump().c_str());
      } catch (const std::exception& error) {
        ++failures;
        std::printf("%s\n", Json{{"shape", shape["name"]},
                                 {"precision", name_of(precision)},
                                 {"engine", "accelbench"},
                                 {"error", error.what()}}
                                .dump()
                                .c_str());
      }
      static_cast<void>(std::fflush(stdout));
    }
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace accelbench

int main(int argc, char** argv) {
  if (argc < 2) {
    static_cast<void>(std::fputs("bench_cuda SHAPES.json [SECONDS]\n", stderr));
    return 2;
  }
  return accelbench::run(argv[1], argc > 2 ? std::atof(argv[2]) : 1.0);
}
