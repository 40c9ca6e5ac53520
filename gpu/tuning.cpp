// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/tuning.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace accelbench::cuda {
namespace {

constexpr int most_algorithms = 16;  // suggestions behind these have never been seen to win
constexpr int shortest_rounds = 3, longest_rounds = 50;
constexpr double round_of_timing_us = 2000;  // for each algorithm

}  // namespace

Tuner::Tuner(const ProductLibrary& library, TuningFile* kept, cudaStream_t stream, void* workspace)
    : library_(library), kept_(kept), stream_(stream), workspace_(workspace) {}

std::optional<TunedProduct> Tuner::tune(const ProductSpec& spec) {
  if (kept_ == nullptr) return search(spec);
  const std::string key = spec.key();
  if (const auto product = kept_->product(key); product && library_.fits(spec, product->algorithm))
    return product;
  const auto found = search(spec);
  if (found) kept_->keep(key, *found);
  return found;
}

std::optional<TunedProduct> Tuner::suggest(const ProductSpec& spec) const {
  const auto algorithms = library_.algorithms(spec, 1);
  if (algorithms.empty()) return std::nullopt;
  return TunedProduct{algorithms.front(), 0};
}

double Tuner::microseconds(const std::string& key, const std::function<void()>& give) {
  if (kept_ == nullptr) return time(give);
  if (const auto known = kept_->microseconds(key)) return *known;
  const double found = time(give);
  kept_->keep(key, found);
  return found;
}

std::optional<TunedProduct> Tuner::search(const ProductSpec& spec) const {
  std::optional<TunedProduct> best;
  for (const cublasLtMatmulAlgo_t& algorithm : library_.algorithms(spec, most_algorithms)) {
    if (library_.try_to_run(spec, algorithm, workspace_, stream_) != CUBLAS_STATUS_SUCCESS) continue;
    const double took = time([&] { library_.run(spec, algorithm, workspace_, stream_); });
    if (!best || took < best->microseconds) best = TunedProduct{algorithm, took};
  }
  return best;
}

/// The mean over as many launches as make two milliseconds; the first, which may load code, is not counted.
double Tuner::time(const std::function<void()>& give) const {
  const auto measure = [this, &give](int rounds) {
    return std::max(watch_.seconds(stream_, rounds, give) * 1e6 / rounds, 0.01);
  };
  measure(1);
  const double once = measure(1);
  return measure(std::clamp(static_cast<int>(round_of_timing_us / once), shortest_rounds, longest_rounds));
}

}  // namespace accelbench::cuda
