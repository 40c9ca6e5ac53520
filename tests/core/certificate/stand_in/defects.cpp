// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/certificate/stand_in/defects.h"

#include <algorithm>
#include <bit>
#include <csignal>
#include <cstdlib>

#include "core/base/clock.h"
#include "core/cpu/cpu_engine.h"

namespace accelbench::test {
namespace {

/// Passes everything on.
class Wrapped : public Executable {
 public:
  explicit Wrapped(std::unique_ptr<Executable> inner) : inner_(std::move(inner)) {}
  void begin_epoch(std::int64_t epoch) override { inner_->begin_epoch(epoch); }
  void run_steps(std::int64_t steps, BatchSums& sums) override { inner_->run_steps(steps, sums); }
  void skip_steps(std::int64_t steps) override { inner_->skip_steps(steps); }
  std::int64_t evaluation_steps() const override { return inner_->evaluation_steps(); }
  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    inner_->evaluate(first, steps, sums);
  }
  void set_learning_rate(double rate) override { inner_->set_learning_rate(rate); }
  bool finite() const override { return inner_->finite(); }
  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override {
    inner_->read_layer(layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override {
    inner_->write_layer(layer, weight, bias);
  }
  int moments() const override { return inner_->moments(); }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override {
    inner_->read_moment(moment, layer, weight, bias);
  }
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override {
    inner_->write_moment(moment, layer, weight, bias);
  }
  std::int64_t steps() const override { return inner_->steps(); }
  void set_steps(std::int64_t steps) override { inner_->set_steps(steps); }
  std::unique_ptr<Snapshot> snapshot() const override { return inner_->snapshot(); }
  void retake(Snapshot& snapshot) const override { inner_->retake(snapshot); }
  void restore(const Snapshot& snapshot) override { inner_->restore(snapshot); }

 protected:
  std::unique_ptr<Executable> inner_;
};

class DropsShortBatch : public Wrapped {
 public:
  DropsShortBatch(std::unique_ptr<Executable> inner, const Work& work)
      : Wrapped(std::move(inner)),
        whole_(work.data.train.samples / work.experiment.training.batch_size),
        all_(work.steps_per_epoch()) {}
  void begin_epoch(std::int64_t epoch) override {
    done_ = 0;
    Wrapped::begin_epoch(epoch);
  }
  void run_steps(std::int64_t steps, BatchSums& sums) override {
    for (; steps > 0 && done_ < all_; --steps, ++done_)
      if (done_ < whole_ || whole_ == 0)
        inner_->run_steps(1, sums);
      else
        inner_->skip_steps(1);
  }

 private:
  std::int64_t whole_, all_, done_ = 0;
};

/// Waits, busily, for a twentieth of the time of each call.
class Slowed : public Wrapped {
 public:
  using Wrapped::Wrapped;
  void run_steps(std::int64_t steps, BatchSums& sums) override {
    const std::int64_t begin_ns = monotonic_ns();
    inner_->run_steps(steps, sums);
    const std::int64_t end_ns = monotonic_ns();
    while (monotonic_ns() - end_ns < (end_ns - begin_ns) / 20) {
    }
  }
};

class SameOrder : public Wrapped {
 public:
  using Wrapped::Wrapped;
  void begin_epoch(std::int64_t) override { Wrapped::begin_epoch(0); }
};

class IgnoresCallbacks : public Wrapped {
 public:
  using Wrapped::Wrapped;
  void set_learning_rate(double rate) override {
    if (!set_) Wrapped::set_learning_rate(rate);
    set_ = true;
  }

 private:
  bool set_ = false;
};

class OtherRate : public Wrapped {
 public:
  using Wrapped::Wrapped;
  void set_learning_rate(double rate) override { Wrapped::set_learning_rate(1.01 * rate); }
};

class Dies : public Wrapped {
 public:
  using Wrapped::Wrapped;
  void run_steps(std::int64_t, BatchSums&) override { std::raise(SIGKILL); }
};

/// The whole process stands still, its heartbeat too.
class Hangs : public Wrapped {
 public:
  using Wrapped::Wrapped;
  void run_steps(std::int64_t, BatchSums&) override { std::raise(SIGSTOP); }
};

/// One device a half of the rows: each trains alone, and the weights are averaged after each step. For plain
/// SGD and one batch an epoch that is the mean of the means.
class MeanOfMeans : public Wrapped {
 public:
  MeanOfMeans(std::unique_ptr<Executable> first, std::unique_ptr<Executable> second, const Work& work)
      : Wrapped(std::move(first)), second_(std::move(second)), layers_(work.initial_weights) {}
  void begin_epoch(std::int64_t epoch) override {
    inner_->begin_epoch(epoch);
    second_->begin_epoch(epoch);
  }
  void run_steps(std::int64_t, BatchSums& sums) override {
    inner_->run_steps(1, sums);
    second_->run_steps(1, sums);
    for (std::size_t k = 0; k < layers_.size(); ++k) average(k);
  }
  void set_learning_rate(double rate) override {
    inner_->set_learning_rate(rate);
    second_->set_learning_rate(rate);
  }

 private:
  void average(std::size_t k) {
    std::vector<double> weight(layers_[k].weight.size()), bias(layers_[k].bias.size());
    std::vector<double> other_weight = weight, other_bias = bias;
    inner_->read_layer(k, weight, bias);
    second_->read_layer(k, other_weight, other_bias);
    const auto mean = [](double a, double b) { return (a + b) / 2; };
    std::ranges::transform(weight, other_weight, weight.begin(), mean);
    std::ranges::transform(bias, other_bias, bias.begin(), mean);
    inner_->write_layer(k, weight, bias);
  }

  std::unique_ptr<Executable> second_;
  std::vector<LayerWeights> layers_;
};

/// mae of the validation set is that of the training set; its loss is right.
class WrongSet : public Wrapped {
 public:
  WrongSet(std::unique_ptr<Executable> inner, std::unique_ptr<Executable> on_training, const Work& work)
      : Wrapped(std::move(inner)), on_training_(std::move(on_training)), layers_(work.initial_weights) {}
  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    inner_->evaluate(first, steps, sums);
    for (std::size_t k = 0; k < layers_.size(); ++k) {
      std::vector<double> weight(layers_[k].weight.size()), bias(layers_[k].bias.size());
      inner_->read_layer(k, weight, bias);
      on_training_->write_layer(k, weight, bias);
    }
    BatchSums training;
    on_training_->evaluate(0, on_training_->evaluation_steps(), training);
    sums.absolute =
        training.absolute / static_cast<double>(training.values) * static_cast<double>(sums.values);
  }

 private:
  std::unique_ptr<Executable> on_training_;
  std::vector<LayerWeights> layers_;
};

void replace_x(Samples& samples, std::vector<float> x) {
  auto storage = std::make_shared<std::pair<std::shared_ptr<const void>, std::vector<float>>>(samples.storage,
                                                                                              std::move(x));
  samples.x = storage->second;
  samples.storage = storage;
}

Samples part_of(const Samples& all, std::int64_t first, std::int64_t last) {
  Samples part = all;
  part.samples = last - first;
  const auto cut = [&](auto values, std::int64_t width) {
    return values.empty() ? values
                          : values.subspan(static_cast<std::size_t>(first * width),
                                           static_cast<std::size_t>((last - first) * width));
  };
  part.x = cut(all.x, all.features);
  part.y = cut(all.y, all.targets);
  part.labels = cut(all.labels, 1);
  return part;
}

float as_bfloat16(float value) {
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(value) + 0x8000U) & 0xFFFF0000U);
}

class DefectiveEngine : public Engine {
 public:
  explicit DefectiveEngine(std::string defect) : defect_(std::move(defect)), cpu_(make_cpu_engine()) {}
  EngineKind kind() const override { return EngineKind::cpu; }
  std::vector<Device> devices() const override { return cpu_->devices(); }
  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override {
    return cpu_->can_run(work, accelerator);
  }
  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override {
    return cpu_->estimate(work, accelerator);
  }
  std::string device_of(const AcceleratorSpec& accelerator) const override {
    return cpu_->device_of(accelerator);
  }
  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    return cpu_->threads_of(accelerator);
  }
  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override {
    kept_.push_back(std::make_unique<Work>(work));
    Work& other = *kept_.back();
    AcceleratorSpec used = accelerator;
    spoil(other, used);
    auto inner = cpu_->compile(other, used);
    if (!inner) return inner;
    return wrap(std::move(*inner), other, used);
  }

 private:
  void spoil(Work& work, AcceleratorSpec& accelerator) const {
    TrainingSpec& training = work.experiment.training;
    if (defect_ == "epsilon") training.optimizer.epsilon = 1e-8;
    if (defect_ == "order") training.seed += 1;
    if (defect_ == "biases")
      for (LayerWeights& layer : work.initial_weights) std::ranges::fill(layer.bias, 0.01F);
    if (defect_ == "bfloat16") use_bfloat16(work, accelerator);
    if (defect_ == "data") {
      std::vector<float> x(work.data.train.x.begin(), work.data.train.x.end());
      x[1] += 0.5F;
      replace_x(work.data.train, std::move(x));
    }
  }

  /// Products in bfloat16 where the processor has them; elsewhere operands that were rounded to it.
  void use_bfloat16(Work& work, AcceleratorSpec& accelerator) const {
    accelerator.precision = Precision::bfloat16;
    if (cpu_->can_run(work, accelerator)) return;
    accelerator.precision = Precision::float32;
    std::vector<float> x(work.data.train.x.begin(), work.data.train.x.end());
    std::ranges::transform(x, x.begin(), as_bfloat16);
    replace_x(work.data.train, std::move(x));
  }

  std::unique_ptr<Executable> compiled(const Work& work, const AcceleratorSpec& accelerator) const {
    kept_.push_back(std::make_unique<Work>(work));
    auto executable = cpu_->compile(*kept_.back(), accelerator);
    if (!executable) std::abort();
    return std::move(*executable);
  }

  std::unique_ptr<Executable> wrap(std::unique_ptr<Executable> inner, const Work& work,
                                   const AcceleratorSpec& accelerator) const {
    if (defect_ == "drops_short_batch") return std::make_unique<DropsShortBatch>(std::move(inner), work);
    if (defect_ == "slowed" && accelerator.id == "slowed") return std::make_unique<Slowed>(std::move(inner));
    if (defect_ == "same_order") return std::make_unique<SameOrder>(std::move(inner));
    if (defect_ == "ignores_callbacks") return std::make_unique<IgnoresCallbacks>(std::move(inner));
    if (defect_ == "rate") return std::make_unique<OtherRate>(std::move(inner));
    if (defect_ == "dies") return std::make_unique<Dies>(std::move(inner));
    if (defect_ == "hangs") return std::make_unique<Hangs>(std::move(inner));
    if (defect_ == "mean_of_means" && work.steps_per_epoch() == 1) return halves(work, accelerator);
    if (defect_ == "wrong_set" && work.data.validation.samples > 0) {
      Work swapped = work;
      swapped.data.validation = work.data.train;
      return std::make_unique<WrongSet>(std::move(inner), compiled(swapped, accelerator), work);
    }
    return inner;
  }

  std::unique_ptr<Executable> halves(const Work& work, const AcceleratorSpec& accelerator) const {
    const std::int64_t samples = work.data.train.samples;
    Work first = work, second = work;
    first.data.train = part_of(work.data.train, 0, samples / 2);
    second.data.train = part_of(work.data.train, samples / 2, samples);
    return std::make_unique<MeanOfMeans>(compiled(first, accelerator), compiled(second, accelerator), work);
  }

  std::string defect_;
  std::unique_ptr<Engine> cpu_;
  mutable std::vector<std::unique_ptr<Work>> kept_;  ///< works outlive what was compiled of them
};

}  // namespace

std::unique_ptr<Engine> make_defective_engine(const std::string& defect) {
  return std::make_unique<DefectiveEngine>(defect);
}

}  // namespace accelbench::test
