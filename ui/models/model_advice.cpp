// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_advice.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace accelbench {

namespace {

constexpr std::size_t long_chain = 3;

QString name_text(auto value) { return QString::fromUtf8(name_of(value)); }

QString layer_key(std::size_t layer, const char* member) {
  return QStringLiteral("model.layers.%1.%2").arg(layer).arg(QLatin1String(member));
}

QString number(std::int64_t value) { return QLocale().toString(static_cast<qlonglong>(value)); }

/// One look at an experiment; each question adds what it finds.
class Advisor {
  Q_DECLARE_TR_FUNCTIONS(Advisor)

 public:
  Advisor(const Experiment& experiment, const std::optional<DataShape>& shape)
      : experiment_(experiment), shape_(shape), layers_(experiment.model.layers) {}

  std::vector<ModelAdvice> advise() {
    if (layers_.empty()) return {};
    look_at_loss();
    look_at_last_activation();
    look_at_softmax();
    look_at_last_units();
    look_at_chain();
    look_at_last_dropout();
    return std::move(found_);
  }

 private:
  const LayerSpec& last() const { return layers_.back(); }
  std::size_t last_place() const { return layers_.size() - 1; }
  Loss loss() const { return experiment_.training.loss; }
  bool has_classes() const { return shape_ && shape_->classes > 0; }

  void add(QString key, QString text, QString fix, std::function<void(Experiment&)> apply) {
    found_.push_back({std::move(key), std::move(text), std::move(fix), std::move(apply)});
  }

  void look_at_loss() {
    if (!shape_) return;
    if (has_classes() && !takes_logits(loss()))
      add(QStringLiteral("training.loss"),
          tr("The data have %1 classes, but %2 learns numbers.")
              .arg(number(shape_->classes), name_text(loss())),
          tr("Use categorical_crossentropy with a linear layer of %1 units").arg(number(shape_->classes)),
          learn_classes(shape_->classes));
    else if (!has_classes() && shape_->targets > 0 && takes_logits(loss()))
      add(QStringLiteral("training.loss"),
          tr("The data have numbers to predict, but %1 learns classes.").arg(name_text(loss())),
          tr("Use mse with %1 units").arg(number(shape_->targets)),
          [targets = shape_->targets](Experiment& e) {
            e.training.loss = Loss::mse;
            e.model.layers.back().units = targets;
          });
  }

  static std::function<void(Experiment&)> learn_classes(std::int64_t classes) {
    return [classes](Experiment& experiment) {
      experiment.training.loss = Loss::categorical_crossentropy;
      experiment.model.layers.back() = {classes, Activation::linear, 0.0};
    };
  }

  void look_at_last_activation() {
    if (!takes_logits(loss()) || last().activation == Activation::linear) return;
    const QString own =
        loss() == Loss::binary_crossentropy ? QStringLiteral("sigmoid") : QStringLiteral("softmax");
    add(layer_key(last_place(), "activation"),
        tr("%1 applies %2 itself and takes a linear last layer; found %3.")
            .arg(name_text(loss()), own, name_text(last().activation)),
        tr("Make the last layer linear"), set_activation(last_place(), Activation::linear));
  }

  static std::function<void(Experiment&)> set_activation(std::size_t layer, Activation activation) {
    return [layer, activation](Experiment& e) { e.model.layers[layer].activation = activation; };
  }

  void look_at_softmax() {
    for (std::size_t i = 0; i + 1 < layers_.size(); ++i)
      if (layers_[i].activation == Activation::softmax)
        add(layer_key(i, "activation"),
            tr("Softmax stands before the last layer: its units share one sum of 1."),
            tr("Use relu in layer %1").arg(i + 1), set_activation(i, Activation::relu));
    if (takes_logits(loss()) || last().activation != Activation::softmax) return;
    if (has_classes()) return;  // told with the loss
    add(layer_key(last_place(), "activation"),
        tr("Softmax with %1 learns slowly, and its outputs always add up to 1.").arg(name_text(loss())),
        tr("Make the last layer linear"), set_activation(last_place(), Activation::linear));
  }

  /// 0: not known, or any number goes.
  std::int64_t wanted_units() const {
    if (loss() == Loss::binary_crossentropy) return 1;
    if (!shape_ || has_classes() != takes_logits(loss())) return 0;
    return has_classes() ? shape_->classes : shape_->targets;
  }

  void look_at_last_units() {
    const std::int64_t wanted = wanted_units();
    if (wanted == 0 || last().units == wanted) return;
    const QString needed = loss() == Loss::binary_crossentropy ? tr("binary_crossentropy has one logit")
                                                               : tr("the data need %1").arg(number(wanted));
    add(layer_key(last_place(), "units"),
        tr("The last layer has %1 units, but %2.").arg(number(last().units), needed),
        tr("Use %1 in the last layer").arg(number(wanted)),
        [wanted](Experiment& e) { e.model.layers.back().units = wanted; });
  }

  /// Each sigmoid passes on at most a quarter of the gradient.
  void look_at_chain() {
    std::size_t chain = 0, longest = 0;
    for (const LayerSpec& layer : layers_) {
      chain = layer.activation == Activation::sigmoid ? chain + 1 : 0;
      longest = std::max(longest, chain);
    }
    if (longest < long_chain) return;
    add(QStringLiteral("model.layers"),
        tr("%1 sigmoid layers in a row: each passes on at most a quarter of the gradient, the first ones "
           "hardly learn.")
            .arg(longest),
        tr("Use relu in the hidden ones"), [](Experiment& e) {
          for (std::size_t i = 0; i + 1 < e.model.layers.size(); ++i)
            if (e.model.layers[i].activation == Activation::sigmoid)
              e.model.layers[i].activation = Activation::relu;
        });
  }

  void look_at_last_dropout() {
    if (last().dropout <= 0) return;
    add(layer_key(last_place(), "dropout"),
        tr("Dropout in the last layer sets answers themselves to 0 while training."), tr("Take it out"),
        [](Experiment& e) { e.model.layers.back().dropout = 0; });
  }

  const Experiment& experiment_;
  const std::optional<DataShape>& shape_;
  const std::vector<LayerSpec>& layers_;
  std::vector<ModelAdvice> found_;
};

}  // namespace

std::vector<ModelAdvice> model_advice(const Experiment& experiment, const std::optional<DataShape>& shape) {
  return Advisor(experiment, shape).advise();
}

}  // namespace accelbench
