// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/noise.h"

#include <algorithm>
#include <vector>

#include "core/base/philox.h"
#include "core/math/bfloat16.h"

namespace accelbench::cuda {
namespace {

constexpr std::int64_t block_bytes = 1 << 20;  // drawn once, then repeated

template <class O>
std::vector<O> draw(std::int64_t bytes) {
  std::vector<O> noise(static_cast<std::size_t>(bytes) / sizeof(O));
  for (std::size_t i = 0; i < noise.size(); ++i)
    noise[i] = narrowed<O>(uniform_float(Philox::words(1, random_stream(RandomUse::trial, 0), i)[0]) - 0.5F);
  return noise;
}

template <class O>
void fill(std::byte* memory, std::int64_t bytes, cudaStream_t stream) {
  const std::vector<O> noise = draw<O>(std::min(bytes, block_bytes));
  const auto block = static_cast<std::int64_t>(noise.size() * sizeof(O));
  for (std::int64_t at = 0; at < bytes; at += block)
    check(cudaMemcpyAsync(memory + at, noise.data(), static_cast<std::size_t>(std::min(block, bytes - at)),
                          cudaMemcpyHostToDevice, stream),
          "filling memory");
  check(cudaStreamSynchronize(stream), "filling memory");
}

}  // namespace

void fill_with_noise(std::byte* memory, std::int64_t bytes, bool bfloat16, cudaStream_t stream) {
  bfloat16 ? fill<Bfloat16>(memory, bytes, stream) : fill<float>(memory, bytes, stream);
}

}  // namespace accelbench::cuda
