// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "core/cpu/gradient_exchange.h"
#include "core/cpu/network.h"
#include "core/cpu/row_window.h"
#include "core/cpu/step.h"
#include "core/cpu/team.h"

namespace accelbench::cpu {

/// The path for wide models: the phases of a network's step, each shared out to a team of threads. A step of
/// middling size has two: rows of the batch through all layers and back, then the parameters. One of several
/// ranks does this with its rows of each batch, exchanges gradients from the last layer down while those
/// below are computed, and updates each bucket of them as it comes back.
template <class T, class O = T>
class BlockedPath {
 public:
  using Value = T;
  /// `exchange`: of the plan's ranks; null for one.
  static Result<std::unique_ptr<BlockedPath>> create(const Work& work, Plan plan, TeamSpec members,
                                                     Exchange* exchange);

  RowShare share() const { return network_->plan().share; }
  std::size_t whole_batch_rows() const { return network_->plan().whole_batch_rows; }
  std::size_t whole_evaluation_rows() const { return network_->plan().whole_evaluation_rows; }
  BatchSource& source() { return network_->source(); }
  void run(const Batches& batches, BatchSums& sums);
  bool finite() const { return network_->finite(); }
  static constexpr const char* name = "blocked";
  std::int64_t threads() const { return network_->plan().threads; }
  StepPartClock& clock() { return clock_; }

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const {
    network_->read_layer(layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) {
    network_->write_layer(layer, weight, bias);
  }
  int moments() const { return network_->plan().moments; }
  void read_moment(int moment, std::size_t layer, std::span<double> weight, std::span<double> bias) const;
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias);
  std::span<T> state() { return network_->state(); }
  void weights_changed() { network_->weights_changed(); }

 private:
  BlockedPath(const Work& work, std::unique_ptr<Network<T, O>> network, std::unique_ptr<Team> team,
              Exchange* exchange);

  void run_on_team(const Batches& batches);
  void run_with_others(Batches batches, BatchSums& sums);
  void send_from(std::size_t lowest);
  void take_sums(const Step<T>& step);
  void see_gradients();
  void update_bucket(const Step<T>& step, std::size_t bucket);
  void end_update();
  BatchSums& sums_of(const Step<T>& step) { return exchange_ ? exchange_->sums_of(step.number) : totals_; }
  void update_layers(const Step<T>& step, std::size_t first, std::size_t end);
  Step<T> timed(Step<T> step, std::int64_t thread);
  void run_all(const Batches& batches, std::int64_t thread);
  void run_step(const Step<T>& step, const Step<T>& next, std::int64_t thread);
  void run_layers(const Step<T>& step, std::int64_t thread);
  void run_chain(const Step<T>& step, std::size_t chain, std::int64_t thread);
  std::size_t backward(const Step<T>& step, std::int64_t thread);
  void finish(const Step<T>& step, const Step<T>& next, std::size_t layers, std::int64_t thread);
  void add_sums(const Step<T>& step);
  void conclude(const Step<T>& step);
  void see_penalty();
  template <class Function>
  void on_parameters(std::size_t layers, std::size_t part, const Function& function) const;
  template <class Task>
  void share(std::size_t count, const Task& task);

  std::unique_ptr<Network<T, O>> network_;
  std::unique_ptr<Team> team_;
  std::optional<GradientExchange<T>> exchange_;  ///< with other ranks
  std::optional<RowWindow> window_;              ///< of rows that ranks share
  BatchSums totals_;
  T gradient_scale_ = 1;
  StepPartClock clock_;
  double penalty_ = 0;  ///< of the weights while a validation set is seen
};

}  // namespace accelbench::cpu
