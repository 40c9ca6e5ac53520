// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/fused_layout.h"

#include <algorithm>

#include "core/cpu/plan.h"
#include "core/cpu/work_sizes.h"
#include "core/math/scalar.h"
#include "core/work/order.h"

namespace accelbench::cpu {
namespace {

constexpr std::size_t quad = 4;  // transposing works by four units

/// Hands out memory one piece after another; without any it only counts.
class Places {
 public:
  explicit Places(std::byte* memory) : memory_(memory) {}

  template <class T>
  std::span<T> take(std::size_t count) {
    const std::size_t offset = bytes_;
    bytes_ += parts(count * sizeof(T), row_alignment) * row_alignment;
    return memory_ == nullptr ? std::span<T>() : std::span(reinterpret_cast<T*>(memory_ + offset), count);
  }
  float* floats(std::size_t count) { return take<float>(count).data(); }
  std::size_t bytes() const { return bytes_; }

 private:
  std::byte* memory_;
  std::size_t bytes_ = 0;
};

class Layout {
 public:
  Layout(const Work& work, std::byte* memory) : work_(work), places_(memory) {}

  FusedMemory lay_out() {
    set_sizes();
    add_layers();
    place_state();
    place_batch();
    for (std::size_t k = 0; k < layers().size(); ++k) place(k);
    return std::move(memory_);
  }
  std::size_t bytes() const { return places_.bytes(); }

 private:
  std::vector<FusedLayer>& layers() { return memory_.layers; }
  std::size_t all_rows() const { return std::max(memory_.batch_rows, memory_.evaluation_rows); }

  void set_sizes() {
    const TrainingSpec& training = work_.experiment.training;
    memory_.batch_rows = batch_rows_of(work_);
    memory_.evaluation_rows = evaluation_rows_of(work_);
    memory_.moments = moments_of(training.optimizer);
    memory_.one_hot = !work_.data.train.labels.empty() && training.loss != Loss::categorical_crossentropy;
  }

  void add_layers() {
    std::size_t inputs = static_cast<std::size_t>(work_.features());
    std::size_t stride = padded<float>(inputs);
    bool trained_below = false;
    for (const LayerSpec& spec : work_.experiment.model.layers) {
      const std::size_t index = layers().size();
      FusedLayer layer;
      layer.inputs = inputs, layer.input_stride = stride;
      layer.units = inputs = static_cast<std::size_t>(spec.units);
      layer.single = index + 1 == work_.experiment.model.layers.size() && spec.units == 1 &&
                     spec.dropout == 0 && spec.activation != Activation::softmax;
      layer.columns = stride = padded<float>(layer.single ? all_rows() : layer.units);
      layer.activation = spec.activation;
      layer.dropout = spec.dropout;
      layer.keeps_slopes = spec.dropout > 0 || scalar_math::slope_needs_input(spec.activation);
      layer.trained = index >= work_.frozen.size() || !work_.frozen[index];
      layer.passes_gradient = trained_below;
      trained_below |= layer.trained;
      layers().push_back(layer);
    }
  }

  void place_state() {
    std::size_t weights = 0, moments = 0;
    for (const FusedLayer& layer : layers()) weights += layer.elements();
    for (const FusedLayer& layer : layers()) moments += layer.trained ? layer.elements() : 0;
    const auto of_moment = [&](int moment) { return memory_.moments > moment ? moments : 0; };
    memory_.state = places_.take<float>(weights + of_moment(0) + of_moment(1));
    if (memory_.state.empty()) return;
    float* weight = memory_.state.data();
    float* first = weight + weights;
    float* second = first + of_moment(0);
    for (FusedLayer& layer : layers()) {
      layer.weights = weight;
      weight += layer.elements();
      if (layer.trained && memory_.moments > 0) layer.first = first, first += layer.elements();
      if (layer.trained && memory_.moments > 1) layer.second = second, second += layer.elements();
    }
  }

  void place_batch() {
    const TrainingSpec& training = work_.experiment.training;
    const FusedLayer& last = layers().back();
    const bool labels = !work_.data.train.labels.empty();
    memory_.batch_x = places_.floats(all_rows() * layers().front().input_stride);
    memory_.batch_y = places_.floats(last.single ? last.columns : all_rows() * last.columns);
    memory_.batch_labels = places_.take<std::int32_t>(labels ? all_rows() : 0);
    memory_.rows = places_.take<std::int64_t>(all_rows());
    const auto samples = static_cast<std::size_t>(work_.data.train.samples);
    const bool table = training.shuffle && work_.data.train.samples <= shuffle_by_exchange_up_to;
    memory_.order = places_.take<std::int32_t>(table ? samples : 0);
    std::size_t widest = 0;
    for (const FusedLayer& layer : layers()) widest = std::max({widest, layer.columns, layer.input_stride});
    memory_.zeros = places_.floats(widest);
    if (last.activation == Activation::softmax && last.dropout > 0)
      memory_.kept_softmax = places_.floats(all_rows() * last.columns);
  }

  /// Outputs may be overwritten by their gradient where the slope can be had without them: at once (relu,
  /// linear) or because it was kept.
  static bool overwritten(const FusedLayer& layer) {
    return layer.keeps_slopes || layer.activation == Activation::relu ||
           layer.activation == Activation::linear;
  }

  void place(std::size_t index) {
    FusedLayer& layer = layers()[index];
    const bool last = index + 1 == layers().size();
    const std::size_t elements = layer.single ? layer.columns : all_rows() * layer.columns;
    layer.input = index == 0 ? memory_.batch_x : layers()[index - 1].values;
    layer.values = places_.floats(elements);
    if (layer.keeps_slopes) layer.slopes = places_.floats(elements);
    layer.delta = !last && overwritten(layer) ? layer.values : places_.floats(elements);
    layer.gradients = layer.trained ? places_.floats(layer.elements()) : nullptr;
    if (layer.passes_gradient && !layer.single)
      layer.transposed = places_.floats(parts(layer.units, quad) * quad * layer.input_stride);
  }

  const Work& work_;
  Places places_;
  FusedMemory memory_;
};

}  // namespace

std::size_t fused_bytes(const Work& work) {
  Layout layout(work, nullptr);
  layout.lay_out();
  return layout.bytes();
}

FusedMemory lay_out_fused(const Work& work, const Pages& pages) {
  return Layout(work, pages.as<std::byte>().data()).lay_out();
}

}  // namespace accelbench::cpu
