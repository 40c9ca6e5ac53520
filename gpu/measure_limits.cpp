// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/measure_limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/philox.h"
#include "core/math/bfloat16.h"
#include "gpu/kernels/launches.h"
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

/// Numbers as data have them: products of zeros take less power and go faster.
std::vector<std::byte> noise_in(Precision precision) {
  std::vector<std::byte> bytes(1 << 20);
  const std::size_t width = precision == Precision::bfloat16 ? sizeof(Bfloat16) : sizeof(float);
  for (std::size_t i = 0; i < bytes.size() / width; ++i) {
    const float value = uniform_float(Philox::words(2, random_stream(RandomUse::trial, 1), i)[0]) - 0.5F;
    if (precision == Precision::bfloat16)
      reinterpret_cast<Bfloat16*>(bytes.data())[i] = to_bfloat16(value);
    else
      reinterpret_cast<float*>(bytes.data())[i] = value;
  }
  return bytes;
}

/// Memory, a stream and the timing of what is given to it.
class Bench {
 public:
  explicit Bench(std::int64_t bytes) : bytes_(bytes), memory_(device_memory(bytes)) {}

  std::byte* at(std::int64_t offset) const { return static_cast<std::byte*>(memory_.get()) + offset; }
  cudaStream_t stream() const { return stream_.get(); }

  void fill(const std::vector<std::byte>& noise) {
    const auto block = static_cast<std::int64_t>(noise.size());
    for (std::int64_t at_byte = 0; at_byte < bytes_; at_byte += block)
      check(cudaMemcpyAsync(at(at_byte), noise.data(),
                            static_cast<std::size_t>(std::min(block, bytes_ - at_byte)),
                            cudaMemcpyHostToDevice, stream()),
            "filling memory");
    check(cudaStreamSynchronize(stream()), "filling memory");
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
    check(cudaEventRecord(begin_.get(), stream()), "timing");
    for (int i = 0; i < count; ++i) give();
    check(cudaEventRecord(end_.get(), stream()), "timing");
    check(cudaEventSynchronize(end_.get()), "timing");
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, begin_.get(), end_.get()), "timing");
    return std::max(static_cast<double>(milliseconds) * 1e-3, 1e-9) / count;
  }

  std::int64_t bytes_;
  DeviceMemory memory_;
  Stream stream_ = make_stream();
  Event begin_ = make_event(true), end_ = make_event(true);
};

DeviceLimit product_limit(Precision precision, double seconds, std::int64_t side) {
  const std::int64_t matrix = side * side * 4;
  Bench bench(3 * matrix + workspace_bytes);
  bench.fill(noise_in(precision));
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
  bench.fill(noise_in(Precision::float32));
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
  bench.fill(std::vector<std::byte>(4096));
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
