// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sweep_examples.h"

#include <QCoreApplication>
#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "core/experiment/emit.h"
#include "core/experiment/node_writer.h"
#include "ui/models/format.h"

namespace accelbench {

namespace {

struct SweepText {
  Q_DECLARE_TR_FUNCTIONS(SweepText)
};

using Layers = std::vector<LayerSpec>;

std::string layers_text(const Layers& layers) { return emit_flow(NodeWriter::write(layers, any)); }

std::string number_text(double value) { return emit_flow(NodeWriter::write(value, any)); }

/// So many hidden layers, all like the first, before the last layer.
Layers with_hidden(const Layers& layers, int hidden) {
  Layers made(static_cast<std::size_t>(hidden), layers.front());
  made.push_back(layers.back());
  return made;
}

void add_of_model(std::vector<SweepExample>& examples, const Layers& layers) {
  if (layers.size() < 2) return;  // the only layer is the last one, and its width is given by the data
  examples.push_back({QStringLiteral("activation"),
                      SweepText::tr("relu or sigmoid in the first layer"),
                      {"model.layers.0.activation", {"relu", "sigmoid"}}});
  SweepAxis hidden{"model.layers", {}};
  for (int count = 1; count <= 4; ++count) hidden.values.push_back(layers_text(with_hidden(layers, count)));
  examples.push_back({QStringLiteral("layers"), SweepText::tr("1 to 4 hidden layers"), std::move(hidden)});
  examples.push_back({QStringLiteral("units"),
                      SweepText::tr("32, 64, 128 or 256 units in the first layer"),
                      {"model.layers.0.units", {"32", "64", "128", "256"}}});
}

SweepAxis seeds_from(std::uint64_t seed) {
  SweepAxis axis{"training.seed", {}};
  const std::uint64_t first = std::min(seed, std::numeric_limits<std::uint64_t>::max() - 2);
  for (std::uint64_t k = 0; k < 3; ++k) axis.values.push_back(std::to_string(first + k));
  return axis;
}

}  // namespace

std::vector<SweepExample> sweep_examples(const Experiment& experiment) {
  std::vector<SweepExample> examples;
  add_of_model(examples, experiment.model.layers);
  const double rate = experiment.training.optimizer.learning_rate;
  examples.push_back({QStringLiteral("learning_rate"),
                      SweepText::tr("A tenth of the learning rate, the same, ten times it"),
                      {"training.optimizer.learning_rate",
                       {number_text(rate / 10), number_text(rate), number_text(rate * 10)}}});
  examples.push_back({QStringLiteral("batch_size"),
                      SweepText::tr("Batches of 16, 32, 64 and 128"),
                      {"training.batch_size", {"16", "32", "64", "128"}}});
  examples.push_back(
      {QStringLiteral("seed"), SweepText::tr("Three seeds"), seeds_from(experiment.training.seed)});
  return examples;
}

std::optional<double> sweep_seconds(const Experiment& experiment, const SweepFound& found,
                                    const KnownSpeed& speed, const std::optional<DataShape>& shape,
                                    std::int64_t accelerators) {
  if (!shape) return std::nullopt;
  const auto training_time = [&](const Experiment& one) -> std::optional<double> {
    DataShape data = *shape;
    if (const auto* made = std::get_if<SyntheticData>(&one.data.source))
      data.samples = made->samples, data.features = made->features;
    const auto epoch = speed.epoch_time(one, data);
    if (!epoch) return std::nullopt;
    return epoch->seconds * static_cast<double>(one.training.epochs);
  };
  double seconds = 0;
  for (const Experiment& one : found.variants) {
    const auto time = training_time(one);
    if (!time) return std::nullopt;
    seconds += *time;
  }
  // Of very many the experiment as it stands is the measure of all.
  if (found.variants.empty()) {
    const auto time = training_time(experiment);
    if (!time) return std::nullopt;
    seconds = *time * static_cast<double>(found.count);
  }
  return seconds * static_cast<double>(accelerators);
}

QString sweep_summary(std::int64_t variants, std::int64_t accelerators, std::optional<double> seconds) {
  const QString counts =
      SweepText::tr("Variants: %1 · accelerators: %2 · rows: %3")
          .arg(count_text(variants), count_text(accelerators), count_text(variants * accelerators));
  return seconds ? SweepText::tr("%1 · about %2 of training").arg(counts, duration_text(*seconds)) : counts;
}

}  // namespace accelbench
