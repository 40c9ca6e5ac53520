// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/work/work.h"
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/step_state.h"
#include "gpu/plan.h"
#include "gpu/resources.h"

namespace accelbench::cuda {

/// The memory of a plan: samples, weights, moments and everything a step writes. What is asked of it here
/// waits until the stream has done it; steps do not go through these functions. All of them throw
/// DeviceError.
class Buffers {
 public:
  explicit Buffers(Plan plan);

  const Plan& plan() const { return plan_; }
  cudaStream_t stream() const { return stream_.get(); }

  template <class T>
  Array<T> array(const Place& place) const {
    return {reinterpret_cast<T*>(address(place)), static_cast<std::size_t>(place.bytes) / sizeof(T)};
  }
  std::byte* address(const Place& place) const {
    return static_cast<std::byte*>(memory_.get()) + place.offset;
  }
  Array<StepState> state(bool trains) const {
    return array<StepState>(trains ? plan_.state : plan_.evaluation_state);
  }
  /// Where the device writes its records, and where the host reads them.
  Array<StepRecord> ring_on_device() const { return {ring_view_, record_places}; }
  volatile StepRecord& record(std::uint64_t sequence) const {
    return static_cast<volatile StepRecord*>(ring_.get())[sequence % record_places];
  }

  void set_samples(const Work& work);
  /// The initial weights; moments and all else that steps compute become 0.
  void set_weights(const Work& work);
  /// Numbers that are neither 0 nor all alike, wherever products will be timed.
  void set_noise();

  void read_layer(const Place& values, std::size_t layer, std::span<double> weight,
                  std::span<double> bias) const;
  void write_layer(const Place& values, std::size_t layer, std::span<const double> weight,
                   std::span<const double> bias);
  /// One of the two tables of sample orders; the host's memory must stay until the stream has done it.
  void give_order(std::span<const std::int32_t> rows, int table);
  void give_state(const StepState& pinned, bool trains);

  /// Weights and moments, and the operands made of them, to memory of the same size elsewhere and back.
  void copy_state_to(void* snapshot) const;
  void copy_state_from(const void* snapshot);
  std::int64_t snapshot_bytes() const;
  void wait() const;

 private:
  void set_samples(const Samples& samples, const SamplesPlan& place);
  void copy_in(void* to, const void* from, std::size_t bytes);

  Plan plan_;
  Stream stream_ = make_stream();
  DeviceMemory memory_;
  HostMemory ring_;
  StepRecord* ring_view_ = nullptr;
};

}  // namespace accelbench::cuda
