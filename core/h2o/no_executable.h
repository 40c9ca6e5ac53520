// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/engine/engine.h"

namespace accelbench::h2o {

/// What callbacks are given where the weights lie in a server: nothing can be asked of it. Callbacks that
/// would are not made for such a run.
class NoExecutable final : public Executable {
 public:
  void begin_epoch(std::int64_t) override {}
  void run_steps(std::int64_t, BatchSums&) override {}
  void skip_steps(std::int64_t) override {}
  std::int64_t evaluation_steps() const override { return 0; }
  void evaluate(std::int64_t, std::int64_t, BatchSums&) override {}
  void set_learning_rate(double) override {}
  bool finite() const override { return true; }
  void read_layer(std::size_t, std::span<double>, std::span<double>) const override {}
  void write_layer(std::size_t, std::span<const double>, std::span<const double>) override {}
  int moments() const override { return 0; }
  void read_moment(int, std::size_t, std::span<double>, std::span<double>) const override {}
  void write_moment(int, std::size_t, std::span<const double>, std::span<const double>) override {}
  std::int64_t steps() const override { return 0; }
  void set_steps(std::int64_t) override {}
  std::unique_ptr<Snapshot> snapshot() const override { return nullptr; }
  void retake(Snapshot&) const override {}
  void restore(const Snapshot&) override {}
};

}  // namespace accelbench::h2o
