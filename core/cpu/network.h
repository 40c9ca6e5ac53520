// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "core/base/pages.h"
#include "core/cpu/batch_source.h"
#include "core/cpu/kernels.h"
#include "core/cpu/onednn.h"
#include "core/cpu/output_rows.h"
#include "core/cpu/plan.h"
#include "core/cpu/row_window.h"
#include "core/cpu/step.h"
#include "core/cpu/weight_training.h"
#include "core/engine/engine.h"
#include "core/math/dropout.h"

namespace accelbench::cpu {

/// The buffers of a plan and the tasks of a step on them. Tasks of one phase touch disjoint memory and may
/// run on any thread. Phases follow each other as the methods stand here; backward, from the last layer to
/// the first, the tasks of a layer's parameters come in a phase after its input gradient, which still reads
/// the weights they change, and may share it with the input gradient of the layer below. Where the plan has
/// chains, tiles of the same rows follow each other without a phase between, up to the input gradients; all
/// parameters come after. T: what is summed
/// and kept; O: the operands of products, T or bfloat16.
template <class T, class O = T>
class Network {
 public:
  static Result<std::unique_ptr<Network>> create(const Work& work, Plan plan);

  const Plan& plan() const { return plan_; }
  BatchSource& source() { return source_; }

  /// Rows come from there and not from the work; it must live as long. Null: from the work.
  void take_rows_from(const RowWindow* window) { window_ = window; }
  std::size_t gather_tasks(const Step<T>& step) const { return parts(step.rows, gather_rows); }
  void gather(const Step<T>& step, std::size_t task);

  std::size_t forward_tasks(const Step<T>& step, std::size_t layer) const;
  void forward(const Step<T>& step, std::size_t layer, std::size_t task, std::int64_t thread);

  /// Loss, sums and the gradient by the last layer's sums.
  std::size_t output_tasks(const Step<T>& step) const { return parts(step.rows, output_rows); }
  void output(const Step<T>& step, std::size_t task);

  /// The gradient by the sums of the layer below.
  std::size_t input_gradient_tasks(const Step<T>& step, std::size_t layer) const;
  void input_gradient(const Step<T>& step, std::size_t layer, std::size_t task, std::int64_t thread);

  /// Gradients by the layer's weights and bias, penalties included, and their update; where gradients are
  /// clipped, update() follows when all of them are there.
  std::size_t parameter_tasks(std::size_t layer) const { return plan_.layers[layer].parameter_parts(); }
  void parameters(const Step<T>& step, std::size_t layer, std::size_t task, std::int64_t thread);
  void update(const Step<T>& step, std::size_t layer, std::size_t task, T gradient_scale);
  /// All stored gradients, layer after layer.
  std::span<T> gradients() const { return {at(plan_.gradients), plan_.gradients.bytes / sizeof(T)}; }
  /// What gradient_scale() needs of one of parameter_tasks() whose gradients were stored by somebody else.
  void see_gradients(std::size_t layer, std::size_t task);
  /// Σ g² over all gradients seen.
  double gradient_squares() const;
  /// min(1, clip_norm / norm of all gradients).
  T gradient_scale(double squares) const;

  // Of this rank's part of a bucket of the plan, where moments are sharded.
  std::size_t own_tasks(std::size_t bucket) const;
  void update_own(const Step<T>& step, std::size_t bucket, std::size_t task, T gradient_scale);
  double own_gradient_squares(std::size_t bucket) const;
  /// Brings what is derived from the weights of one of parameter_tasks() up to date with those of other
  /// ranks.
  void take_weights(std::size_t layer, std::size_t task);
  std::span<T> weights() const { return {at(plan_.weights), plan_.weight_elements}; }

  /// Sums over the weights as they are, for penalty(), of one of parameter_tasks().
  void see_weights(std::size_t layer, std::size_t task);
  /// l1 Σ|w| + l2 Σw², of the weights before the step.
  double penalty() const;

  /// What the last layer made of a row of the batch, after output(): `plan().outputs` numbers.
  const T* outputs_of(std::size_t row) const { return predictions() + row * plan_.layers.back().stride; }

  /// The sums of the batch, parts added in the order of its rows.
  BatchSums sums(const Step<T>& step) const;
  bool finite() const;

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const;
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias);
  /// A moment (from 0) of a layer in the same shapes; zeros, and nothing taken, where it is not trained.
  void read_moment(int moment, std::size_t layer, std::span<double> weight, std::span<double> bias) const;
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias);
  /// The same of a bucket's elements, of which this rank has its part: `whole` gets it, or gives the layer.
  void put_own_moment(int moment, const BucketPlan& bucket, std::span<T> whole) const;
  void read_moment_of(std::span<const T> whole, std::size_t layer, std::span<double> weight,
                      std::span<double> bias) const;
  void write_own_moment(int moment, std::size_t layer, std::span<const double> weight,
                        std::span<const double> bias);
  /// Weights and moments: what a snapshot keeps.
  std::span<T> state();
  std::span<const T> state() const { return const_cast<Network*>(this)->state(); }
  /// Makes what is derived from the weights agree with them.
  void weights_changed();

 private:
  static constexpr bool narrows = !std::is_same_v<T, O>;

  Network(const Work& work, Plan plan, Pages memory);
  Status compile_products();
  void set_initial_weights();
  template <class Element>
  Element* place(const Place& place) const {
    return reinterpret_cast<Element*>(memory_.as<std::byte>().data() + place.offset);
  }
  T* at(const Place& of) const { return place<T>(of); }
  O* operands(const Place& of) const { return place<O>(of); }
  T* weights_of(const LayerPlan& layer) const { return at(plan_.weights) + layer.weights; }
  const O* operand_weights_of(const LayerPlan& layer) const;
  T* moment_of(int moment, const LayerPlan& layer) const {
    return at(moment == 0 ? plan_.first : plan_.second) + layer.state;
  }
  O* delta_of(std::size_t layer) const { return operands(plan_.deltas[layer % plan_.deltas.size()]); }
  const O* inputs_of(const Step<T>& step, std::size_t layer) const;
  /// The last layer's outputs and gradients as they are summed.
  T* predictions() const;
  T* output_gradients() const;
  T* tile_of(std::int64_t thread) const;
  T* scratch_of(std::int64_t thread) const;

  ProductShape forward_shape(const LayerPlan& layer, const TileBounds& tile) const;
  ProductShape input_gradient_shape(const LayerPlan& layer, const TileBounds& tile) const;
  ProductShape weight_gradient_shape(const LayerPlan& layer, const TileBounds& tile, std::size_t rows) const;
  /// c = start + a · b; start, rows of start_stride, is for our own products alone.
  void multiply(const ProductShape& shape, const O* a, const O* b, T* c, Strided<const T> start, bool copies,
                std::int64_t thread) const;

  std::uint64_t global_row(const Step<T>& step, std::size_t row) const;
  void activate(const Step<T>& step, std::size_t layer, const TileBounds& tile, const Tile<T>& sums);
  void multiply_by_slopes(const LayerPlan& layer, const Tile<T>& delta, std::size_t offset) const;

  struct Part;
  Part part_of(const LayerPlan& layer, std::size_t task) const;
  Strided<T> gradients_of(const LayerPlan& layer, const Part& part, std::int64_t thread) const;
  void gradient(const Step<T>& step, std::size_t layer, const Part& part, Strided<T> to, std::int64_t thread);
  void weight_gradient(const Step<T>& step, std::size_t layer, const TileBounds& tile, Strided<T> to,
                       std::int64_t thread);
  void regularise(const LayerPlan& layer, const Part& part, std::size_t task, Strided<T> gradients);
  Update<T, O> update_of(const Step<T>& step, const LayerPlan& layer, const Part& part) const;
  void train_weights(const Step<T>& step, std::size_t layer, const Part& part, std::int64_t thread);
  void update_part(const Step<T>& step, const LayerPlan& layer, const Part& part, Strided<T> gradients,
                   T gradient_scale);
  void derive(const LayerPlan& layer, const TileBounds& tile);
  void transpose(const LayerPlan& layer, const TileBounds& tile);
  PartSums* part_sums() const { return place<PartSums>(plan_.part_sums); }

  const Samples& rows_of(const Step<T>& step, std::size_t first, std::span<std::int64_t> rows) const;
  void gather_target(const Samples& samples, std::int64_t row, std::size_t to);
  void output_row(const Step<T>& step, std::size_t row, BatchSums& sums);
  void finish_output(const LayerPlan& layer, std::size_t first, std::size_t rows);
  std::int32_t* batch_labels() const { return place<std::int32_t>(plan_.batch_labels); }
  BatchSums* partial_sums() const { return place<BatchSums>(plan_.partial_sums); }

  const Work& work_;
  Plan plan_;
  Pages memory_;
  Kernels<T, O> kernels_;
  BatchSource source_;
  const RowWindow* window_ = nullptr;
  std::vector<DropoutDraw> draws_;
  OutputLayer<T> output_;
  WeightTrainingFunction<O> train_weights_ = nullptr;  ///< none: gradients are stored, tile by tile
  std::unique_ptr<LibraryProducts> library_;           ///< none: our own products
};

}  // namespace accelbench::cpu
