// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/work.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/data/table.h"
#include "core/work/fingerprint.h"
#include "core/work/initial_weights.h"

namespace accelbench {
namespace {

std::string last_units_key(const ModelSpec& model) {
  return fmt::format("model.layers.{}.units", model.layers.size() - 1);
}

Status check_task(const Experiment& experiment, const Dataset& data) {
  const std::string loss(name_of(experiment.training.loss));
  const bool classes_wanted = takes_logits(experiment.training.loss);
  if (classes_wanted && data.classes == 0) {
    return bad_input(
        "training.loss", fmt::format("{} needs classes, the data have {} targets", loss, data.train.targets),
        "use mse, mae or huber, or give the data as classes (data.classes, or task: classification)");
  }
  if (!classes_wanted && data.classes > 0) {
    return bad_input("training.loss",
                     fmt::format("{} needs targets, the data have {} classes", loss, data.classes),
                     "use categorical_crossentropy, or give the data as targets");
  }
  return {};
}

// An array of labels does not say how many classes there are: the last layer may know of more than were seen.
void widen_classes(const Experiment& experiment, Dataset& data) {
  const DataSource kind = experiment.data.kind();
  const bool by_array = kind == DataSource::npy || kind == DataSource::npz || kind == DataSource::idx;
  if (by_array && experiment.training.loss == Loss::categorical_crossentropy)
    data.classes = std::max(data.classes, experiment.model.layers.back().units);
}

Status check_outputs(const Experiment& experiment, const Dataset& data) {
  const std::int64_t units = experiment.model.layers.back().units;
  const bool binary = experiment.training.loss == Loss::binary_crossentropy;
  if (binary && data.classes != 2) {
    return bad_input("training.loss",
                     fmt::format("binary_crossentropy needs 2 classes, the data have {}", data.classes),
                     "use categorical_crossentropy");
  }
  const std::int64_t needed = data.classes == 0 ? data.train.targets : binary ? 1 : data.classes;
  if (units == needed) return {};
  const std::string reason =
      data.classes == 0 ? fmt::format("{} targets", data.train.targets)
                        : fmt::format("{} classes and {}", data.classes, name_of(experiment.training.loss));
  return bad_input(
      last_units_key(experiment.model),
      fmt::format("the last layer has {} units; the data have {}, which need {}", units, reason, needed),
      fmt::format("write units: {}", needed));
}

Status check_widths(const Experiment& experiment, const Dataset& data) {
  if (auto good = check_task(experiment, data); !good) return good;
  return check_outputs(experiment, data);
}

/// Before weights are drawn: they may be large.
Status check_parts(const Experiment& experiment, Dataset& data) {
  if (experiment.model.layers.empty())
    return bad_input("model.layers", "no layers found, at least one expected");
  widen_classes(experiment, data);
  if (auto fits = check_widths(experiment, data); !fits) return fits;
  if (auto frozen = frozen_layers(experiment.model); !frozen) return tl::make_unexpected(frozen.error());
  return {};
}

bool has_shape(const LayerWeights& layer, std::int64_t inputs, std::int64_t units) {
  return layer.inputs == inputs && layer.units == units &&
         layer.weight.size() == static_cast<std::size_t>(inputs) * static_cast<std::size_t>(units) &&
         layer.bias.size() == static_cast<std::size_t>(units);
}

Status check_shapes(const ModelSpec& model, std::int64_t inputs, const std::vector<LayerWeights>& weights) {
  if (weights.size() != model.layers.size())
    return bad_input("initial weights",
                     fmt::format("{} layers found, the model has {}", weights.size(), model.layers.size()));
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const std::int64_t units = model.layers[k].units;
    if (!has_shape(weights[k], inputs, units))
      return bad_input("initial weights",
                       fmt::format("layers.{}.weight has shape [{}, {}], the model needs [{}, {}]", k,
                                   weights[k].units, weights[k].inputs, units, inputs));
    inputs = units;
  }
  return {};
}

}  // namespace

std::int64_t Work::steps_per_epoch() const {
  const std::int64_t batch = experiment.training.batch_size;
  return (data.train.samples + batch - 1) / batch;
}

std::int64_t Work::parameters() const {
  std::int64_t count = 0;
  for (const LayerWeights& layer : initial_weights) count += layer.units * (layer.inputs + 1);
  return count;
}

Task wanted_task(const Experiment& experiment) {
  return takes_logits(experiment.training.loss) ? Task::classification : Task::regression;
}

Result<Work> make_work(const Experiment& experiment, const DataRoots& roots) {
  auto data = load_dataset(experiment.data, roots, wanted_task(experiment));
  if (!data) return tl::make_unexpected(data.error());
  return work_with_data(experiment, std::move(*data), roots);
}

namespace {

/// Without a fingerprint.
Result<Work> unnamed_work(const Experiment& experiment, Dataset data, std::vector<LayerWeights> weights) {
  if (auto fits = check_parts(experiment, data); !fits) return tl::make_unexpected(fits.error());
  if (auto fits = check_shapes(experiment.model, data.train.features, weights); !fits)
    return tl::make_unexpected(fits.error());
  auto frozen = frozen_layers(experiment.model);
  if (!frozen) return tl::make_unexpected(frozen.error());
  return Work{experiment, std::move(data), std::move(weights), std::move(*frozen), {}};
}

Result<Work> unnamed_work(const Experiment& experiment, Dataset data, const DataRoots& roots) {
  if (auto fits = check_parts(experiment, data); !fits) return tl::make_unexpected(fits.error());
  auto weights = initial_weights(experiment, data.train.features, roots);
  if (!weights) return tl::make_unexpected(weights.error());
  return unnamed_work(experiment, std::move(data), std::move(*weights));
}

Result<Work> with_fingerprint(Result<Work> work) {
  if (work) work->fingerprint = fingerprint(*work);
  return work;
}

}  // namespace

Result<Work> work_with_data(const Experiment& experiment, Dataset data, const DataRoots& roots) {
  return with_fingerprint(unnamed_work(experiment, std::move(data), roots));
}

Result<Work> work_with_weights(const Experiment& experiment, Dataset data,
                               std::vector<LayerWeights> weights) {
  return with_fingerprint(unnamed_work(experiment, std::move(data), std::move(weights)));
}

Result<Work> work_with_shared_data(const Experiment& experiment, Dataset data, const DataRoots& roots,
                                   const GatherParts& gather) {
  auto work = unnamed_work(experiment, std::move(data), roots);
  if (work) work->fingerprint = fingerprint(*work, gather);
  return work;
}

Result<Work> outline_of_work(const Experiment& experiment, const DataRoots& roots) {
  const auto shape = data_shape(experiment.data, roots, wanted_task(experiment));
  if (!shape) return tl::make_unexpected(shape.error());
  const DataSpec& spec = experiment.data;
  const auto train = split_rows(shape->samples, spec.validation ? 0 : spec.validation_split);
  if (!train) return tl::make_unexpected(train.error());
  Dataset data;
  data.classes = shape->classes;
  data.train = {*train, shape->features, shape->targets, {}, {}, {}, {}};
  data.validation = data.train;
  data.validation.samples = spec.validation ? shape->validation_samples : shape->samples - *train;
  return unnamed_work(experiment, std::move(data), roots);
}

Status check_work(const Experiment& experiment, const DataShape& shape, const DataRoots& roots) {
  Dataset data;
  data.train.features = shape.features;
  data.train.targets = shape.targets;
  data.classes = shape.classes;
  widen_classes(experiment, data);
  if (auto fits = check_widths(experiment, data); !fits) return fits;
  if (auto frozen = frozen_layers(experiment.model); !frozen) return tl::make_unexpected(frozen.error());
  if (!experiment.model.start_from) return {};
  if (auto read = initial_weights(experiment, shape.features, roots); !read)
    return tl::make_unexpected(read.error());
  return {};
}

}  // namespace accelbench
