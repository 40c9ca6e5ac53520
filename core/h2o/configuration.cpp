// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/configuration.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <variant>
#include <vector>

namespace accelbench::h2o {
namespace {

const TrainingSpec& training_of(const Work& work) { return work.experiment.training; }
const std::vector<LayerSpec>& layers_of(const Work& work) { return work.experiment.model.layers; }

/// Hidden layers share one activation there.
std::string_view activation_of(Activation activation) {
  if (activation == Activation::relu) return "Rectifier";
  if (activation == Activation::tanh) return "Tanh";
  return {};
}

Status check_layers(const Work& work) {
  const auto& layers = layers_of(work);
  if (layers.size() < 2)
    return unavailable("model.layers", "H2O needs a hidden layer, this model has none", "add one");
  for (std::size_t k = 0; k + 1 < layers.size(); ++k) {
    const std::string place = fmt::format("model.layers.{}.activation", k);
    if (activation_of(layers[k].activation).empty())
      return unavailable(place, fmt::format("H2O has no {}", name_of(layers[k].activation)),
                         "use relu or tanh");
    if (layers[k].activation != layers.front().activation)
      return unavailable(place,
                         fmt::format("{} behind {}: all hidden layers of H2O have one activation",
                                     name_of(layers[k].activation), name_of(layers.front().activation)),
                         fmt::format("use {} in all of them", name_of(layers.front().activation)));
  }
  if (layers.back().activation != Activation::linear)
    return unavailable(fmt::format("model.layers.{}.activation", layers.size() - 1),
                       fmt::format("{}: H2O's last layer is linear, or softmax by the loss",
                                   name_of(layers.back().activation)),
                       "use linear");
  if (layers.back().dropout > 0)
    return unavailable(fmt::format("model.layers.{}.dropout", layers.size() - 1),
                       "H2O has no dropout behind the last layer", "use dropout: 0");
  return {};
}

Status check_data(const Work& work) {
  if (work.data.classes == 0 && work.data.train.targets != 1)
    return unavailable("data.targets",
                       fmt::format("{} targets: H2O trains one output", work.data.train.targets),
                       "use one target");
  if (std::ranges::any_of(work.frozen, [](bool frozen) { return frozen; }))
    return unavailable("model.start_from.freeze", "H2O trains all layers", "leave freeze out");
  std::int64_t weights = 0;
  for (const LayerWeights& layer : work.initial_weights) weights += layer.units * (layer.inputs + 1);
  if (weights > most_weights)
    return unavailable("model.layers",
                       fmt::format("{} weights: H2O is given at most {}", weights, most_weights),
                       "use fewer units");
  return {};
}

Status check_accelerator(const AcceleratorSpec& accelerator) {
  const std::string place = "accelerators." + accelerator.id;
  if (accelerator.precision != Precision::float32)
    return unavailable(place + ".precision",
                       fmt::format("{}: H2O computes in float32", name_of(accelerator.precision)),
                       "use float32");
  if (accelerator.recompute != Recompute::none)
    return unavailable(place + ".recompute", "H2O keeps all activations", "use recompute: none");
  if (accelerator.nodes > 1 && !accelerator.cluster.empty())
    return unavailable(place + ".nodes", "a cluster of the settings has the nodes it has", "leave nodes out");
  if (accelerator.nodes > 1 && (accelerator.exact_work || accelerator.determinism == Determinism::strict))
    return unavailable(place + ".nodes",
                       fmt::format("{} nodes: when reruns are to give the same bits H2O lets one node work",
                                   accelerator.nodes),
                       "use determinism: fast without exact_work, or nodes: 1");
  return {};
}

/// What exact_work cannot bear, with what to write instead; empty: nothing.
struct Obstacle {
  const char* place;
  std::string found;
  std::string fix;
};
std::vector<Obstacle> obstacles(const Work& work) {
  const TrainingSpec& training = training_of(work);
  const bool dropout = std::ranges::any_of(layers_of(work), [](const auto& one) { return one.dropout > 0; });
  std::vector<Obstacle> found;
  const auto add = [&](bool is_one, const char* place, std::string what, std::string fix) {
    if (is_one) found.push_back({place, std::move(what), std::move(fix)});
  };
  add(training.optimizer.name != OptimizerKind::sgd, "training.optimizer.name",
      fmt::format("{}: H2O has no such optimizer", name_of(training.optimizer.name)), "use sgd");
  add(training.optimizer.nesterov, "training.optimizer.nesterov",
      "H2O's momentum is the classical one, whatever it is called there", "use nesterov: false");
  add(training.batch_size != 1, "training.batch_size",
      fmt::format("{}: H2O updates after each sample", training.batch_size), "use batch_size: 1");
  add(training.shuffle, "training.shuffle", "H2O shuffles in an order of its own", "use shuffle: false");
  add(training.loss != Loss::mse && training.loss != Loss::categorical_crossentropy, "training.loss",
      fmt::format("{}: not the same there", name_of(training.loss)), "use mse or categorical_crossentropy");
  add(dropout, "model.layers", "dropout: H2O draws masks of its own", "use dropout: 0");
  add(training.schedule.has_value(), "training.schedule", "H2O has no such schedule", "leave it out");
  add(training.clip_norm.has_value(), "training.clip_norm", "H2O clips no gradient", "leave it out");
  add(training.l1 > 0 || training.l2 > 0, "training.l2", "H2O's penalties act on biases too",
      "leave l1 and l2 out");
  add(std::ranges::any_of(training.callbacks,
                          [](const auto& one) { return !std::holds_alternative<TargetCallback>(one); }),
      "training.callbacks", "H2O trains on while callbacks think", "keep target alone");
  add(training.epochs == 1 && work.data.train.samples > 1 && work.data.train.samples < rows_of_single_epochs,
      "training.epochs", fmt::format("1 epoch of {} samples: H2O shuffles these", work.data.train.samples),
      fmt::format("use 2 epochs or more, or at least {} samples", rows_of_single_epochs));
  return found;
}

Status check_exact(const Work& work, const AcceleratorSpec& accelerator) {
  const auto found = obstacles(work);
  if (found.empty()) return {};
  const Obstacle& first = found.front();
  return unavailable(first.place,
                     fmt::format("exact_work of accelerator {}: {}", accelerator.id, first.found),
                     first.fix + ", or exact_work: false");
}

/// Builds the form and the list of differences.
class Builder {
 public:
  Builder(const Work& work, const AcceleratorSpec& accelerator) : work_(work), accelerator_(accelerator) {}
  Configuration build();

 private:
  void set(std::string name, std::string value) {
    made_.parameters.emplace_back(std::move(name), std::move(value));
  }
  void set_number(std::string name, double value) { set(std::move(name), fmt::format("{}", value)); }
  void differs(bool is_so, std::string what) {
    if (is_so) differences_.push_back(std::move(what));
  }
  void shape();
  void loss();
  void optimizer();
  void penalties();
  void order();
  void fixed();
  void callbacks();
  std::string algorithm() const;

  const Work& work_;
  const AcceleratorSpec& accelerator_;
  const TrainingSpec& training_ = training_of(work_);
  Configuration made_;
  std::vector<std::string> differences_;
};

void Builder::shape() {
  const auto& layers = layers_of(work_);
  std::vector<std::int64_t> hidden;
  std::vector<double> ratios;
  for (std::size_t k = 0; k + 1 < layers.size(); ++k) {
    hidden.push_back(layers[k].units);
    ratios.push_back(layers[k].dropout);
    made_.dropout = made_.dropout || layers[k].dropout > 0;
  }
  set("hidden", fmt::format("[{}]", fmt::join(hidden, ",")));
  std::string activation(activation_of(layers.front().activation));
  if (made_.dropout) set("hidden_dropout_ratios", fmt::format("[{}]", fmt::join(ratios, ",")));
  set("activation", activation + (made_.dropout ? "WithDropout" : ""));
  differs(made_.dropout, "dropout masks of its own");
}

void Builder::loss() {
  made_.classification = work_.data.classes > 0;
  made_.two_outputs_for_one = training_.loss == Loss::binary_crossentropy;
  differs(made_.two_outputs_for_one, "two softmax outputs for one logit");
  differs(training_.loss == Loss::huber, "a Huber delta of its own");
  if (made_.classification)
    set("distribution", work_.data.classes == 2 ? "bernoulli" : "multinomial"), set("loss", "CrossEntropy");
  else if (training_.loss == Loss::mae)
    set("distribution", "laplace"), set("loss", "Absolute");
  else if (training_.loss == Loss::huber)
    set("distribution", "huber"), set("loss", "Huber");
  else
    set("distribution", "gaussian"), set("loss", "Quadratic");
}

void Builder::optimizer() {
  const OptimizerSpec& optimizer = training_.optimizer;
  const bool plain = optimizer.name == OptimizerKind::sgd;
  const double momentum = plain ? optimizer.momentum : 0;
  set("adaptive_rate", plain ? "false" : "true");
  differs(!plain, fmt::format("ADADELTA in place of {}", name_of(optimizer.name)));
  differs(plain && optimizer.nesterov, "classical momentum in place of Nesterov's");
  if (!plain) return;
  set_number("rate", optimizer.learning_rate / (1 - momentum));
  set("rate_annealing", "0");
  set("rate_decay", "1");
  set_number("momentum_start", momentum);
  set_number("momentum_stable", momentum);
  set("nesterov_accelerated_gradient", "true");
}

void Builder::penalties() {
  set("fast_mode", "false");  // true skips units whose gradient is 0, momentum and penalties with them
  set_number("l1", training_.l1);
  set_number("l2", 2 * training_.l2);
  differs(training_.l1 > 0 || training_.l2 > 0, "penalties on biases too, and not in the loss told");
  differs(training_.clip_norm.has_value(), "no clip_norm");
  differs(training_.schedule.has_value(), "no schedule");
}

/// One number of samples an iteration: what events there are and in which order rows are seen hangs on it.
void Builder::order() {
  const std::int64_t rows = work_.data.train.samples;
  std::int64_t samples = 0;  // H2O's word for one epoch
  if (accelerator_.exact_work && rows >= rows_of_single_epochs) {
    samples = rows - 1;
  } else if (accelerator_.exact_work && rows > 1) {
    std::int64_t& epochs = made_.epochs_per_event = 2;
    while (epochs < training_.epochs && training_.epochs % epochs != 0) ++epochs;
    samples = epochs * rows;
  }
  made_.second_row = rows == 1;
  set("train_samples_per_iteration", std::to_string(samples));
  const bool repeatable = accelerator_.exact_work || accelerator_.determinism == Determinism::strict;
  set("reproducible", repeatable ? "true" : "false");
  set("seed", std::to_string(training_.seed & 0x7fffffffffffffff));
  if (!repeatable) set("replicate_training_data", "false");
  set("shuffle_training_data", training_.shuffle && !accelerator_.exact_work ? "true" : "false");
  differs(training_.batch_size != 1,
          fmt::format("an update after each sample, not each {}", training_.batch_size));
  differs(true, "samples in an order of its own");
  differs(!repeatable && accelerator_.threads.value_or(2) > 1, "threads update without locks (Hogwild)");
  differs(!repeatable && accelerator_.nodes > 1,
          fmt::format("weights averaged over {} nodes", accelerator_.nodes));
}

/// Whatever H2O would do by itself beside training is switched off; every epoch is scored on all rows.
void Builder::fixed() {
  set_number("epochs", static_cast<double>(training_.epochs));
  for (const char* name :
       {"standardize", "ignore_const_cols", "overwrite_with_best_model", "variable_importances"})
    set(name, "false");
  set("score_each_iteration", "true");
  set("score_duty_cycle", "1");
  for (const char* name :
       {"score_interval", "score_training_samples", "score_validation_samples", "stopping_rounds"})
    set(name, "0");
  for (const char* name : {"classification_stop", "regression_stop"}) set(name, "-1");
  set("missing_values_handling", "Skip");
  set("export_weights_and_biases", "true");
  differs(true, "losses told are those of the weights at an epoch's end");
}

void Builder::callbacks() {
  for (const CallbackSpec& callback : training_.callbacks) {
    differs(std::holds_alternative<ReduceLrOnPlateau>(callback), "no reduce_lr_on_plateau");
    if (const auto* early = std::get_if<EarlyStopping>(&callback)) {
      differs(true, "early_stopping acts when the epoch is heard of, up to a second later");
      differs(early->restore_best_weights, "no restore_best_weights");
    }
  }
}

std::string Builder::algorithm() const {
  if (accelerator_.exact_work) return "same";
  return fmt::format("{}", fmt::join(differences_, "; "));
}

Configuration Builder::build() {
  shape();
  loss();
  optimizer();
  penalties();
  order();
  fixed();
  callbacks();
  made_.injects_weights = work_.parameters() <= most_injected_weights;
  differs(!made_.injects_weights, "initial weights of its own");
  made_.algorithm = algorithm();
  return std::move(made_);
}

}  // namespace

Status check(const Work& work, const AcceleratorSpec& accelerator) {
  if (auto status = check_accelerator(accelerator); !status) return status;
  if (auto status = check_layers(work); !status) return status;
  if (auto status = check_data(work); !status) return status;
  if (!accelerator.exact_work) return {};
  if (auto status = check_exact(work, accelerator); !status) return status;
  if (work.parameters() > most_injected_weights)
    return unavailable("model.layers",
                       fmt::format("exact_work: {} weights, {} can be sent as initial ones",
                                   work.parameters(), most_injected_weights),
                       "use fewer units, or exact_work: false");
  return {};
}

Configuration configure(const Work& work, const AcceleratorSpec& accelerator) {
  return Builder(work, accelerator).build();
}

}  // namespace accelbench::h2o
