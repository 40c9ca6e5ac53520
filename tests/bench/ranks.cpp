// SPDX-License-Identifier: GPL-3.0-or-later
// What ranks cost and bring: one rank against none, n ranks of a thread against n threads, the exchange
// against what its memory or network carries. Started by mpirun, from the build's folder of plug-ins:
//   ACCELBENCH_PLUGINS=$PWD/build/default/plugins mpirun --bind-to none -np 2
//   build/default/tests/bench/bench_ranks
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "core/base/clock.h"
#include "core/ranks/exchange_library.h"
#include "core/ranks/following_rank.h"
#include "core/ranks/leading_rank.h"
#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

constexpr int rounds = 7;

struct Shape {
  const char* name;
  Work work;
  std::int64_t steps;  ///< of a measurement
};

Work work_of(std::vector<std::int64_t> units, std::int64_t features, std::int64_t batch, Loss loss) {
  SampleShape shape{features, {}, batch * 4};
  for (const std::int64_t width : units) shape.layers.push_back({width, Activation::relu});
  shape.layers.back().activation = Activation::linear;
  if (loss == Loss::categorical_crossentropy) shape.classes = units.back();
  Work work = make_sample_work(shape);
  work.experiment.training.loss = loss;
  work.experiment.training.batch_size = batch;
  return work;
}

std::vector<Shape> shapes() {
  std::vector<Shape> all;
  all.push_back({"10-64-32-1 (32)", work_of({64, 32, 1}, 10, 32, Loss::mse), 2000});
  all.push_back(
      {"784-256-256-10 (128)", work_of({256, 256, 10}, 784, 128, Loss::categorical_crossentropy), 200});
  all.push_back({"1024-2048-2048-1024 (512)", work_of({2048, 2048, 1024}, 1024, 512, Loss::mse), 8});
  return all;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Microseconds a step, whole epochs.
double step_us(Executable& executable, std::int64_t steps) {
  BatchSums sums;
  const std::int64_t begin_ns = monotonic_ns();
  for (std::int64_t done = 0; done < steps; done += 4) {
    executable.begin_epoch(done);
    executable.run_steps(4, sums);
  }
  return seconds_since(begin_ns) * 1e6 / static_cast<double>(steps);
}

std::unique_ptr<Executable> compiled_rank(const Shape& shape, Exchange& exchange) {
  return std::move(
      *make_cpu_engine()->compile_rank(shape.work, cpu_accelerator(Precision::float32), exchange));
}

/// Of all ranks; told by the first.
double ranks_us(const Shape& shape, Exchange& exchange) {
  auto own = compiled_rank(shape, exchange);
  ranks::RankMeter meter(exchange, 1);
  if (exchange.rank() > 0) return ranks::follow(shape.work, *own, exchange, std::move(meter)), 0;
  ranks::LeadingRank first(std::move(own), exchange, std::make_shared<ranks::RankReadings>(),
                           std::move(meter));
  step_us(first, 4);
  return step_us(first, shape.steps);
}

double alone_us(const Shape& shape, std::int64_t threads) {
  const auto executable = compiled(shape.work, Precision::float32, threads);
  step_us(*executable, 4);
  return step_us(*executable, shape.steps);
}

void report_steps(const Shape& shape, Exchange& exchange) {
  std::vector<double> one, threads, ranks;
  for (int round = 0; round < rounds; ++round) {
    if (exchange.rank() == 0)
      one.push_back(alone_us(shape, 1)), threads.push_back(alone_us(shape, exchange.size()));
    exchange.barrier();
    ranks.push_back(ranks_us(shape, exchange));
  }
  if (exchange.rank() > 0) return;
  fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} | {:.2f}x | {:.2f}x |\n", shape.name, median(one),
             median(threads), median(ranks), median(one) / median(threads), median(one) / median(ranks));
}

double exchange_s(Exchange& exchange, ExchangeKind kind, std::span<float> values) {
  std::vector<double> seconds;
  for (int round = 0; round < 3 * rounds; ++round) {
    exchange.barrier();
    const std::int64_t begin_ns = monotonic_ns();
    exchange.run({kind, values});
    seconds.push_back(seconds_since(begin_ns));
  }
  return median(seconds);
}

/// Sums move what a gathering of as many values moves, twice, and are added up beside it.
void report_exchange(Exchange& exchange) {
  if (exchange.rank() == 0)
    fmt::print("\n| gradients | all-reduce us | gathering us | gathering GB/s | ratio |\n|-|-|-|-|-|\n");
  for (const std::size_t count : {64U, 4096U, 65536U, 262144U, 4194304U}) {
    std::vector<float> values(count, 1.0F);
    exchange.reserve(count * sizeof(float));
    const double sums_s = exchange_s(exchange, ExchangeKind::all_reduce, values);
    const double gather_s = exchange_s(exchange, ExchangeKind::all_gather, values);
    if (exchange.rank() == 0)
      fmt::print("| {} KiB | {:.1f} | {:.1f} | {:.2f} | {:.2f} |\n", static_cast<double>(count) / 256,
                 sums_s * 1e6, gather_s * 1e6, static_cast<double>(count) * 4 / gather_s * 1e-9,
                 sums_s / gather_s);
  }
}

int measure() {
  const auto plugin = ranks::load_exchange();
  if (!plugin) return fmt::print(stderr, "{}\n", to_string(plugin.error())), 3;
  const std::unique_ptr<Exchange> exchange((*plugin)->make({}));
  if (exchange->rank() == 0)
    fmt::print(
        "{} ranks of one thread, {}; medians of {} rounds, us a step\n\n"
        "| shape (batch) | 1 thread | {} threads | {} ranks | threads | ranks |\n|-|-|-|-|-|-|\n",
        exchange->size(), (*plugin)->library(), rounds, exchange->size(), exchange->size());
  for (const Shape& shape : shapes()) report_steps(shape, *exchange);
  report_exchange(*exchange);
  return 0;
}

}  // namespace
}  // namespace accelbench

int main() { return accelbench::measure(); }
