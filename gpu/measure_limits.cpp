// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/measure_limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "gpu/kernels/launches.h"
#include "gpu/noise.h"
#include "gpu/plan.h"
#include "gpu/products.h"
#include "gpu/tuning.h"

namespace accelbench::cuda {
namespace {

constexpr std::int64_t smallest_side = 128;
constexpr int windows = 5;
constexpr int nodes = 1000;

/// The largest side, a power of two, whose three matrices take a quarter of the free memory at most.
std::int64_t side_of_matrices(std::int64_t largest_side) {
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "asking for the free memory");
  std::int64_t side = largest_side;
  while (side > smallest_side && 3 * side * side * 4 > static_cast<std::int64_t>(free / 4)) side /= 2;
  return side;
}

/// Memory, a stream and the timing of what is given to it.
class Bench {
 public:
  explicit Bench(std::int64_t bytes) : bytes_(bytes), memory_(device_memory(bytes)) {}

  std::byte* at(std::int64_t offset) const { return static_cast<std::byte*>(memory_.get()) + offset; }
  cudaStream_t stream() const { return stream_.get(); }

  void fill(Precision precision) {
    fill_with_noise(at(0), bytes_, precision == Precision::bfloat16, stream());
  }

  /// The least seconds that one of many took on average, over several windows.
  double least_seconds(double seconds, const std::function<void()>& give) {
    time(1, give);
    const double once = time(1, give);
    const int count = std::clamp(static_cast<int>(seconds / windows / once), 1, 10'000);
    double least = once;
    for (int i = 0; i < windows; ++i) least = std::min(least, time(count, give));
    return least;
  }

 private:
  double time(int count, const std::function<void()>& give) {
    return std::max(watch_.seconds(stream(), count, give), 1e-9) / count;
  }

  std::int64_t bytes_;
  DeviceMemory memory_;
  Stream stream_ = make_stream();
  Stopwatch watch_;
};

DeviceLimit product_limit(Precision precision, double seconds, std::int64_t side) {
  const std::int64_t matrix = side * side * 4;
  Bench bench(3 * matrix + workspace_bytes);
  bench.fill(precision);
  const ProductLibrary library(precision);
  ProductSpec spec;
  spec.transpose_a = true;  // as in the forward pass, where the tensor cores are fastest
  spec.m = spec.n = spec.k = spec.lda = spec.ldb = spec.ldd = side;
  spec.a = bench.at(0), spec.b = bench.at(matrix), spec.d = bench.at(2 * matrix);
  spec.operands = spec.result = precision == Precision::bfloat16 ? CUDA_R_16BF : CUDA_R_32F;
  void* const workspace = bench.at(3 * matrix);
  const auto tuned = Tuner(library, nullptr, bench.stream(), workspace).tune(spec);
  if (!tuned) throw DeviceError("cuBLASLt has no algorithm for " + spec.key());
  const double least =
      bench.least_seconds(seconds, [&] { library.run(spec, tuned->algorithm, workspace, bench.stream()); });
  const auto wide = static_cast<double>(side);
  return {fmt::format("{} matrix products of {} x {}", name_of(precision), side, side), "FLOP/s",
          2 * wide * wide * wide / least, precision};
}

DeviceLimit memory_limit(double seconds, std::int64_t side) {
  const std::int64_t bytes = side * side * 4;
  Bench bench(2 * bytes);
  bench.fill(Precision::float32);
  const double least = bench.least_seconds(seconds, [&] {
    check(cudaMemcpyAsync(bench.at(bytes), bench.at(0), static_cast<std::size_t>(bytes),
                          cudaMemcpyDeviceToDevice, bench.stream()),
          "copying");
  });
  return {"memory, read and written", "B/s", 2 * static_cast<double>(bytes) / least, std::nullopt};
}

/// A kernel of one thread after the other, as steps of small networks have them.
DeviceLimit node_limit(double seconds) {
  Bench bench(4096);
  bench.fill(Precision::float32);
  auto* const values = reinterpret_cast<float*>(bench.at(0));
  const SumParts kernel{{values, 1}, 1, 1, {values + 4, 1}};
  const Graph graph = capture(bench.stream(), [&] {
    for (int i = 0; i < nodes; ++i) launch(kernel, bench.stream());
  });
  const double least = bench.least_seconds(
      seconds, [&] { check(cudaGraphLaunch(graph.get(), bench.stream()), "launching a graph"); });
  return {"a kernel after another in a graph", "s", least / nodes, std::nullopt};
}

}  // namespace

std::vector<DeviceLimit> measure_limits(const std::vector<Precision>& precisions, double seconds,
                                        std::int64_t largest_side) {
  const std::int64_t side = side_of_matrices(largest_side);
  std::vector<DeviceLimit> limits;
  for (const Precision precision : precisions) limits.push_back(product_limit(precision, seconds, side));
  limits.push_back(memory_limit(seconds, side));
  limits.push_back(node_limit(seconds));
  return limits;
}

}  // namespace accelbench::cuda
