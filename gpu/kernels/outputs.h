// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/math/loss.h"
#include "gpu/kernels/activations.h"
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/step_state.h"

// The end of a forward pass: the last layer's activation, loss, metrics, and the gradient by its sums.
namespace accelbench::cuda {

/// Loss of one output and its derivative by the prediction; categorical_crossentropy goes by rows.
ACCELBENCH_HD inline scalar_math::LossOfOutput<float> loss_of(Loss loss, float prediction, float target) {
  using namespace scalar_math;
  switch (loss) {
    case Loss::mae:
      return loss_of_output<Loss::mae>(prediction, target);
    case Loss::huber:
      return loss_of_output<Loss::huber>(prediction, target);
    case Loss::binary_crossentropy:
      return loss_of_output<Loss::binary_crossentropy>(prediction, target);
    default:
      return loss_of_output<Loss::mse>(prediction, target);
  }
}

/// The largest of several values and the first place that has it.
struct FirstMaximum {
  float value;
  std::uint32_t place;

  ACCELBENCH_HD static FirstMaximum none() { return {-HUGE_VALF, 0xFFFFFFFFU}; }
  ACCELBENCH_HD void see(float other, std::uint32_t at) {
    if (other > value || (other == value && at < place)) value = other, place = at;
  }
};

/// Targets of a data set: numbers, or classes that are compared as numbers or one-hot.
struct Targets {
  Array<const float> numbers;  ///< [samples, outputs]; empty for classes
  Array<const std::int32_t> labels;
  std::uint64_t outputs = 0;

  ACCELBENCH_HD float at(std::uint64_t sample, std::uint64_t output) const {
    if (!numbers.empty()) return numbers[sample * outputs + output];
    const std::int32_t label = labels[sample];
    if (outputs == 1) return static_cast<float>(label);
    return static_cast<std::uint64_t>(label) == output ? 1.0F : 0.0F;
  }
};

/// Sums over some outputs of one sample, or over whole samples of a block.
struct OutputPart {
  double loss, correct, absolute, squared, target, target_squared;

  ACCELBENCH_HD void clear() { loss = correct = absolute = squared = target = target_squared = 0; }
  ACCELBENCH_HD void add(const OutputPart& other) {
    loss += other.loss;
    correct += other.correct;
    absolute += other.absolute;
    squared += other.squared;
    target += other.target;
    target_squared += other.target_squared;
  }
};

/// 2^lanes_log threads a sample, neighbours in a block. Stages, each a local part and a tree over the threads
/// of a sample: the largest sum and Σ exp (softmax and categorical_crossentropy), loss and gradient, the
/// gradient through softmax; then a tree over the block. The order of all sums is fixed by the shape.
template <class O>
struct Outputs {
  Matrix<const float> sums;  ///< z of the last layer, bias included
  Array<O> deltas;           ///< out: gradient by z of the mean loss; empty while validating; `sums.stride`
  Array<const std::int64_t> rows;
  Targets targets;
  Loss loss = Loss::mse;
  Activation activation = Activation::linear;
  Dropping dropping;
  Array<OutputPart> partial;  ///< out: one a block
  std::uint32_t lanes_log = 0;
  std::uint64_t whole = 0;  ///< rows of the batch, of all ranks: what the loss is the mean of

  struct Shared {
    OutputPart parts[block_threads];
    FirstMaximum largest[block_threads];   ///< of z
    FirstMaximum answered[block_threads];  ///< of the predictions
    FirstMaximum wanted[block_threads];    ///< of the targets
    double exponentials[block_threads];
    double products[block_threads];  ///< Σ gradient · softmax
  };

  /// `samples` goes on from sample to sample where `losses` ended with the threads of each.
  enum class Stage : std::uint32_t { largest, exponentials, losses, through_softmax, samples, tell };
  static constexpr std::uint32_t stages = 6, block_log = 8;

  static std::uint32_t lanes_log_for(std::uint64_t outputs) {
    std::uint32_t log = 0;
    while (log < 8 && (std::uint64_t{16} << log) < outputs) ++log;
    return log;
  }
  static std::uint32_t blocks_for(std::uint64_t rows, std::uint32_t lanes_log) {
    return grid_over(rows << lanes_log).blocks;
  }
  Grid grid() const { return {blocks_for(sums.rows, lanes_log), block_threads}; }
  ACCELBENCH_HD std::uint32_t phases() const {
    std::uint32_t sum = 0;
    for (std::uint32_t stage = 0; stage < stages; ++stage) sum += phases_of(static_cast<Stage>(stage));
    return sum;
  }

  ACCELBENCH_HD bool by_classes() const { return loss == Loss::categorical_crossentropy; }
  ACCELBENCH_HD bool softmax() const { return activation == Activation::softmax; }

  ACCELBENCH_HD void run(const Thread& thread, Shared& shared, std::uint32_t phase) const {
    std::uint32_t stage = 0;
    while (phase >= phases_of(static_cast<Stage>(stage))) phase -= phases_of(static_cast<Stage>(stage++));
    const auto now = static_cast<Stage>(stage);
    if (phase == 0) return begin(now, thread, shared);
    const std::uint32_t threads = now == Stage::samples ? block_threads : 1U << lanes_log;
    const std::uint32_t reach = threads >> phase, lane = thread.number & (threads - 1);
    if (lane < reach) combine(now, shared, thread.number, thread.number + reach);
  }

 private:
  /// A local part and the rounds of a tree; 0 where the stage is left out.
  ACCELBENCH_HD std::uint32_t phases_of(Stage stage) const {
    const bool couples = softmax() || by_classes();
    switch (stage) {
      case Stage::largest:
      case Stage::exponentials:
        return couples ? 1 + lanes_log : 0;
      case Stage::losses:
        return 1 + lanes_log;
      case Stage::through_softmax:
        return softmax() && !deltas.empty() ? 1 : 0;
      case Stage::samples:
        return 1 + block_log - lanes_log;
      default:
        return 1;
    }
  }

  struct Sample {
    std::uint64_t row = 0;    ///< of the batch
    std::uint32_t lane = 0;   ///< of the sample's threads
    std::uint32_t first = 0;  ///< of these threads, in the block
    bool there = false;
  };

  ACCELBENCH_HD Sample sample_of(const Thread& thread) const {
    const std::uint64_t row = thread.index() >> lanes_log;
    const std::uint32_t lane = thread.number & ((1U << lanes_log) - 1);
    return {row, lane, thread.number - lane, row < sums.rows};
  }

  ACCELBENCH_HD void begin(Stage stage, const Thread& thread, Shared& shared) const {
    const Sample sample = sample_of(thread);
    switch (stage) {
      case Stage::largest:
        return find_largest(sample, thread.number, shared);
      case Stage::exponentials:
        return add_exponentials(sample, thread.number, shared);
      case Stage::losses:
        return by_classes() ? add_class_loss(sample, thread.number, shared)
                            : add_losses(sample, thread.number, shared);
      case Stage::through_softmax:
        return pass_softmax(sample, shared);
      case Stage::samples:
        return finish_sample(sample, thread, shared);
      case Stage::tell:
        if (thread.number == 0) partial[thread.block] = shared.parts[0];
    }
  }

  ACCELBENCH_HD void combine(Stage stage, Shared& shared, std::uint32_t to, std::uint32_t from) const {
    const auto see = [to, from](FirstMaximum* of) { of[to].see(of[from].value, of[from].place); };
    if (stage == Stage::largest) return see(shared.largest);
    if (stage == Stage::exponentials) {
      shared.exponentials[to] += shared.exponentials[from];
      return;
    }
    shared.parts[to].add(shared.parts[from]);
    if (stage == Stage::samples) return;
    see(shared.answered);
    see(shared.wanted);
    shared.products[to] += shared.products[from];
  }

  /// Calls what(column, z) for this thread's columns of a sample.
  template <class What>
  ACCELBENCH_HD void each_output(const Sample& sample, What what) const {
    if (!sample.there) return;
    for (std::uint64_t column = sample.lane; column < sums.columns; column += 1U << lanes_log)
      what(static_cast<std::uint32_t>(column), sums.values[sample.row * sums.stride + column]);
  }

  ACCELBENCH_HD void find_largest(const Sample& sample, std::uint32_t to, Shared& shared) const {
    FirstMaximum largest = FirstMaximum::none();
    each_output(sample, [&largest](std::uint32_t column, float z) { largest.see(z, column); });
    shared.largest[to] = largest;
  }

  ACCELBENCH_HD void add_exponentials(const Sample& sample, std::uint32_t to, Shared& shared) const {
    const float largest = shared.largest[sample.first].value;
    double sum = 0;
    each_output(sample, [&sum, largest](std::uint32_t, float z) {
      sum += static_cast<double>(scalar_math::exponential(z - largest));
    });
    shared.exponentials[to] = sum;
  }

  /// exp(z) / Σ exp.
  ACCELBENCH_HD double share_of(const Sample& sample, float z, const Shared& shared) const {
    return static_cast<double>(scalar_math::exponential(z - shared.largest[sample.first].value)) /
           shared.exponentials[sample.first];
  }

  ACCELBENCH_HD void set_delta(const Sample& sample, std::uint32_t column, float value) const {
    if (!deltas.empty()) deltas[sample.row * sums.stride + column] = narrowed<O>(value);
  }

  /// ln Σ exp z − z_c, by the logits.
  ACCELBENCH_HD void add_class_loss(const Sample& sample, std::uint32_t to, Shared& shared) const {
    OutputPart part;
    part.clear();
    const double scale = 1.0 / static_cast<double>(whole);
    if (sample.there) {
      const auto label =
          static_cast<std::uint32_t>(targets.labels[static_cast<std::size_t>(rows[sample.row])]);
      const FirstMaximum largest = shared.largest[sample.first];
      each_output(sample, [&](std::uint32_t column, float z) {
        const double share = share_of(sample, z, shared);
        set_delta(sample, column, static_cast<float>((column == label ? share - 1 : share) * scale));
        if (column == label)
          part.loss = std::log(shared.exponentials[sample.first]) -
                      (static_cast<double>(z) - static_cast<double>(largest.value));
      });
      if (sample.lane == 0) part.correct = largest.place == label ? 1 : 0;
    }
    shared.parts[to] = part;
    shared.answered[to] = shared.wanted[to] = FirstMaximum::none();
    shared.products[to] = 0;
  }

  /// One output: what it answers, and how both pass on.
  struct Output {
    float undropped;  ///< before dropout: what softmax's gradient needs
    float prediction;
    float slope;  ///< of the prediction by z, but for softmax' coupling
    float target;
    float gradient;  ///< by the prediction, of the mean loss
    float loss;
  };

  ACCELBENCH_HD Output output_of(const Sample& sample, std::uint32_t column, float z,
                                 const Shared& shared) const {
    Output output{};
    scalar_math::Activated<float> of{};
    if (softmax())
      of = {static_cast<float>(share_of(sample, z, shared)), 1.0F};
    else
      of = activated(activation, z);
    float factor = 1;
    if (dropping.drops()) factor = dropping.factors(sample.row, column / 4).values[column % 4];
    output.undropped = of.value;
    output.prediction = kept_part(of.value, factor);
    output.slope = kept_part(of.slope, factor);
    output.target = targets.at(static_cast<std::uint64_t>(rows[sample.row]), column);
    const auto loss_here = loss_of(loss, output.prediction, output.target);
    output.loss = loss_here.value;
    const double scale = 1.0 / (static_cast<double>(sums.columns) * static_cast<double>(whole));
    output.gradient = loss_here.gradient * static_cast<float>(scale);
    return output;
  }

  ACCELBENCH_HD void add_losses(const Sample& sample, std::uint32_t to, Shared& shared) const {
    OutputPart part;
    part.clear();
    FirstMaximum answered = FirstMaximum::none(), wanted = FirstMaximum::none();
    double products = 0;
    each_output(sample, [&](std::uint32_t column, float z) {
      const Output output = output_of(sample, column, z, shared);
      add(output, part);
      answered.see(output.prediction, column);
      wanted.see(output.target, column);
      const float gradient = output.gradient * output.slope;
      products += static_cast<double>(gradient) * static_cast<double>(output.undropped);
      if (!softmax()) set_delta(sample, column, gradient);
    });
    shared.parts[to] = part;
    shared.answered[to] = answered;
    shared.wanted[to] = wanted;
    shared.products[to] = products;
  }

  ACCELBENCH_HD void add(const Output& output, OutputPart& part) const {
    const double difference = static_cast<double>(output.prediction) - static_cast<double>(output.target);
    const auto target = static_cast<double>(output.target);
    part.loss += static_cast<double>(output.loss) / static_cast<double>(sums.columns);
    part.absolute += std::fabs(difference);
    part.squared += difference * difference;
    part.target += target;
    part.target_squared += target * target;
    if (sums.columns == 1) {
      const float threshold = loss == Loss::binary_crossentropy ? 0.0F : 0.5F;
      part.correct += output.target == (output.prediction > threshold ? 1.0F : 0.0F) ? 1 : 0;
    }
  }

  /// The gradient by p becomes that by z: p ∘ (g − Σ g∘p).
  ACCELBENCH_HD void pass_softmax(const Sample& sample, const Shared& shared) const {
    each_output(sample, [&](std::uint32_t column, float z) {
      const Output output = output_of(sample, column, z, shared);
      const auto gradient = static_cast<double>(output.gradient * output.slope);
      set_delta(sample, column,
                static_cast<float>(static_cast<double>(output.undropped) *
                                   (gradient - shared.products[sample.first])));
    });
  }

  /// The first thread of each sample goes on with its sums, the others with nothing.
  ACCELBENCH_HD void finish_sample(const Sample& sample, const Thread& thread, Shared& shared) const {
    OutputPart& part = shared.parts[thread.number];
    if (!sample.there || sample.lane != 0) return part.clear();
    if (!by_classes() && sums.columns > 1)
      part.correct = shared.answered[thread.number].place == shared.wanted[thread.number].place ? 1 : 0;
  }
};

}  // namespace accelbench::cuda
