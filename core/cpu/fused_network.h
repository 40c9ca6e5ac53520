// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "core/base/pages.h"
#include "core/cpu/batch_source.h"
#include "core/cpu/fused_kernels.h"
#include "core/cpu/fused_layout.h"
#include "core/cpu/output_rows.h"
#include "core/cpu/step.h"
#include "core/math/dropout.h"

// The path for small models: one thread, a whole step without a task, a meeting or a library call in it, the
// optimizer on each few rows of a weight gradient while they are in the first cache, deltas in the place of
// the outputs that they belong to. float32.
namespace accelbench::cpu {

/// A model of any shape; whether it is fast depends on whether `bytes` fit the caches.
class FusedNetwork {
 public:
  using Value = float;
  static Result<std::unique_ptr<FusedNetwork>> create(const Work& work);
  static RowShare share() { return {}; }  // one rank: gradients that are never stored cannot be exchanged
  std::size_t whole_batch_rows() const { return memory_.batch_rows; }
  std::size_t whole_evaluation_rows() const { return memory_.evaluation_rows; }
  BatchSource& source() { return source_; }

  /// Batches one after another, trained or seen, added to `sums`.
  void run(const Batches& batches, BatchSums& sums);
  bool finite() const;
  static constexpr const char* name = "fused";
  std::int64_t threads() const { return 1; }
  StepPartClock& clock() { return clock_; }

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const;
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias);
  int moments() const { return memory_.moments; }
  void read_moment(int moment, std::size_t layer, std::span<double> weight, std::span<double> bias) const;
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias);
  std::span<float> state() { return memory_.state; }
  std::span<const float> state() const { return memory_.state; }
  void weights_changed();

 private:
  FusedNetwork(const Work& work, Pages pages);
  void run_step(const Step<float>& step, BatchSums& sums);
  void gather(const Step<float>& step);
  void gather_target(const Samples& samples, std::int64_t row, std::size_t to);
  void forward(const Step<float>& step, std::size_t index);
  /// What dropout counts the batch's first sample as.
  std::uint64_t first_row_of_run(const Step<float>& step) const;
  void activate(const Step<float>& step, std::size_t index);
  void output_single(const Step<float>& step, BatchSums& sums);
  void output_by_rows(const Step<float>& step, BatchSums& sums);
  void multiply_by_slopes(const FusedLayer& layer, std::size_t rows);
  void backward(const Step<float>& step, std::size_t index);
  void backward_single(const Step<float>& step, const FusedLayer& layer, const FusedLayer* below);
  void learn(const Step<float>& step, const FusedLayer& layer);
  void pass_gradient(const Step<float>& step, const FusedLayer& layer, const FusedLayer& below);
  void use(const Step<float>& step, const FusedLayer& layer, std::size_t first, std::size_t count, bool bias);
  void update(const Step<float>& step, const FusedLayer& layer, std::size_t first, std::size_t count,
              float gradient_scale);
  void update_all(const Step<float>& step, float gradient_scale);
  double penalty() const {
    return regularisation_.l1 * weights_.absolute + regularisation_.l2 * weights_.squared;
  }
  void see_weights();
  void transpose(const FusedLayer& layer);
  SingleOutput single_output(const FusedLayer& layer, std::size_t rows) const;
  static float* moment_of(int moment, const FusedLayer& layer) {
    return moment == 0 ? layer.first : layer.second;
  }

  const Work& work_;
  Pages pages_;
  FusedMemory memory_;
  Kernels<float> kernels_;
  const FusedKernels& fused_;
  bool penalises_ = false;
  StepPartClock clock_;
  Regularisation regularisation_;
  WeightSums weights_;           ///< of the penalised weights, before the step that is being done
  double gradient_squared_ = 0;  ///< of the gradients so far, where they are clipped
  std::vector<DropoutDraw> draws_;
  OutputLayer<float> output_;
  BatchSource source_;
};

}  // namespace accelbench::cpu
