// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "core/base/pages.h"
#include "core/cpu/batch_source.h"
#include "core/cpu/kernels.h"
#include "core/cpu/plan.h"
#include "core/engine/engine.h"
#include "core/math/dropout.h"

namespace accelbench::cpu {

/// One batch and what its step needs to know.
template <class T>
struct Step {
  bool training = true;
  std::int64_t number = 0;    ///< steps of the run before this one
  std::int64_t position = 0;  ///< of the batch's first sample in the epoch, or in the validation set
  std::size_t rows = 0;       ///< samples in the batch
  OptimizerConstants<T> constants;
};

/// The buffers of a plan and the tasks of a step on them. Tasks of one phase touch disjoint memory and may
/// run on any thread; phases follow each other as the methods stand here, backward from the last layer to the
/// first.
template <class T>
class Network {
 public:
  static Result<std::unique_ptr<Network>> create(const Work& work, Plan plan);

  const Plan& plan() const { return plan_; }
  BatchSource& source() { return source_; }

  std::size_t gather_tasks(const Step<T>& step) const { return parts(step.rows, gather_rows); }
  void gather(const Step<T>& step, std::size_t task);

  std::size_t forward_tasks(const Step<T>& step, std::size_t layer) const;
  void forward(const Step<T>& step, std::size_t layer, std::size_t task, std::int64_t thread);

  /// Loss, sums and the gradient by the last layer's sums.
  std::size_t output_tasks(const Step<T>& step) const { return parts(step.rows, output_rows); }
  void output(const Step<T>& step, std::size_t task);

  /// Gradients by the layer's weights, and by the sums of the layer below.
  std::size_t backward_tasks(const Step<T>& step, std::size_t layer) const;
  void backward(const Step<T>& step, std::size_t layer, std::size_t task, std::int64_t thread);

  /// Tasks over all trained layers, numbered through.
  std::size_t update_tasks() const { return update_tasks_; }
  void update(const Step<T>& step, std::size_t task);

  /// The sums of the batch, parts added in the order of its rows.
  BatchSums sums(const Step<T>& step) const;
  bool finite() const;

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const;
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias);
  /// A moment (from 0) of a layer in the same shapes; zeros, and nothing taken, where it is not trained.
  void read_moment(int moment, std::size_t layer, std::span<double> weight, std::span<double> bias) const;
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias);
  /// Weights and moments: what a snapshot keeps.
  std::span<T> state();
  std::span<const T> state() const { return const_cast<Network*>(this)->state(); }
  /// Makes the transposed weights agree with the weights.
  void weights_changed();

 private:
  Network(const Work& work, Plan plan, Pages memory);
  void set_initial_weights();
  T* moment_of(int moment, const LayerPlan& layer) const {
    return at(moment == 0 ? plan_.first : plan_.second) + layer.state;
  }
  T* at(const Place& place) const;
  T* weights_of(const LayerPlan& layer) const { return at(plan_.weights) + layer.weights; }
  T* delta_of(std::size_t layer) const { return at(plan_.deltas[layer % 2]); }
  T* scratch_of(std::int64_t thread, const Tiling& tiling) const;
  const T* inputs_of(std::size_t layer) const;

  void drop_out(const Step<T>& step, std::size_t layer, std::size_t first_row, std::size_t first_column,
                const Tile<T>& tile, T* slopes) const;
  void weight_gradient(const Step<T>& step, std::size_t layer, std::size_t task, std::int64_t thread);
  void bias_gradient(const Step<T>& step, std::size_t layer, std::size_t task);
  void input_gradient(const Step<T>& step, std::size_t layer, std::size_t task, std::int64_t thread);
  void multiply_by_slopes(const LayerPlan& layer, const Tile<T>& delta, std::size_t offset) const;
  void transpose(const LayerPlan& layer, std::size_t first_row, std::size_t rows);
  void gather_target(const Samples& samples, std::int64_t row, std::size_t to);
  void output_row(const Step<T>& step, std::size_t row, BatchSums& sums);
  void add_loss(const Step<T>& step, std::size_t row, T* gradient, BatchSums& sums) const;
  std::int32_t* batch_labels() const;
  BatchSums* partial_sums() const;

  const Work& work_;
  Plan plan_;
  Pages memory_;
  Kernels<T> kernels_;
  BatchSource source_;
  std::vector<DropoutDraw> draws_;
  std::size_t update_tasks_ = 0;
};

}  // namespace accelbench::cpu
