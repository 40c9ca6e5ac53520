// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/cpu/step.h"
#include "core/engine/engine.h"

namespace accelbench::cpu {

/// An executable of the CPU engine: where the epoch is, how many steps were done, what a snapshot holds. The
/// path does the steps: its `run(Batches, BatchSums&)` trains or sees batches, and it knows its weights and
/// moments.
template <class Path>
class PathExecutable final : public Executable {
 public:
  PathExecutable(const Work& work, std::unique_ptr<Path> path, std::string path_reason)
      : work_(work),
        path_(std::move(path)),
        path_reason_(std::move(path_reason)),
        learning_rate_(work.experiment.training.optimizer.learning_rate) {}

  void begin_epoch(std::int64_t epoch) override {
    path_->source().begin_epoch(epoch);
    position_ = 0;
  }

  void run_steps(std::int64_t steps, BatchSums& sums) override {
    const Batches batches =
        next_batches(true, position_, work_.data.train.samples, path_->whole_batch_rows(), steps);
    if (batches.count > 0) path_->run(batches, sums);
    move_on(batches);
    steps_ += batches.count;
  }

  void skip_steps(std::int64_t steps) override {
    move_on(next_batches(true, position_, work_.data.train.samples, path_->whole_batch_rows(), steps));
  }

  std::int64_t evaluation_steps() const override {
    const auto rows = static_cast<std::int64_t>(path_->whole_evaluation_rows());
    return rows == 0 ? 0 : (work_.data.validation.samples + rows - 1) / rows;
  }

  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    const std::size_t rows = path_->whole_evaluation_rows();
    if (rows == 0) return;
    const Batches batches = next_batches(false, first * static_cast<std::int64_t>(rows),
                                         work_.data.validation.samples, rows, steps);
    if (batches.count > 0) path_->run(batches, sums);
  }

  void set_learning_rate(double learning_rate) override { learning_rate_ = learning_rate; }
  bool finite() const override { return path_->finite(); }

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override {
    path_->read_layer(layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override {
    path_->write_layer(layer, weight, bias);
  }
  int moments() const override { return path_->moments(); }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override {
    path_->read_moment(moment, layer, weight, bias);
  }
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override {
    path_->write_moment(moment, layer, weight, bias);
  }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

  ExecutionDetails details() const override { return {Path::name, path_reason_, path_->threads()}; }
  std::optional<StepSplit> step_split() const override { return path_->clock().split(); }

  std::unique_ptr<Snapshot> snapshot() const override {
    auto copy = std::make_unique<State>();
    copy->values.resize(path_->state().size());
    retake(*copy);
    return copy;
  }

  void retake(Snapshot& snapshot) const override {
    State& copy = mine(dynamic_cast<State&>(snapshot));
    const auto state = path_->state();
    std::copy(state.begin(), state.end(), copy.values.begin());
    copy.steps = steps_;
  }

  void restore(const Snapshot& snapshot) override {
    const State& copy = mine(dynamic_cast<const State&>(snapshot));
    std::copy(copy.values.begin(), copy.values.end(), path_->state().begin());
    steps_ = copy.steps;
    path_->weights_changed();
  }

 private:
  struct State final : Snapshot {
    std::vector<typename Path::Value> values;
    std::int64_t steps = 0;
  };

  template <class AnyState>
  AnyState& mine(AnyState& state) const {
    if (state.values.size() != path_->state().size())
      throw std::invalid_argument("a snapshot of another executable");
    return state;
  }

  Batches next_batches(bool training, std::int64_t position, std::int64_t samples, std::size_t rows,
                       std::int64_t steps) const {
    const auto each = static_cast<std::int64_t>(rows);
    const std::int64_t left = std::max<std::int64_t>((samples - position + each - 1) / each, 0);
    return {training,
            position,
            samples,
            each,
            std::clamp<std::int64_t>(steps, 0, left),
            steps_,
            &work_.experiment.training.optimizer,
            learning_rate_,
            path_->share()};
  }

  void move_on(const Batches& batches) {
    position_ = std::min(batches.samples, position_ + batches.count * batches.rows);
  }

  const Work& work_;
  std::unique_ptr<Path> path_;
  std::string path_reason_;
  double learning_rate_;
  std::int64_t position_ = 0;  ///< in the epoch, in samples
  std::int64_t steps_ = 0;     ///< of the run
};

}  // namespace accelbench::cpu
