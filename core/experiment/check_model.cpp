// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/experiment/check_parts.h"

namespace accelbench {
namespace {

std::string layer_path(std::size_t index) { return join_path("model.layers", index); }

void check_softmax(const Experiment& experiment, Findings& findings) {
  const auto& layers = experiment.model.layers;
  for (std::size_t i = 0; i + 1 < layers.size(); ++i)
    if (layers[i].activation == Activation::softmax)
      findings.refuse(layer_path(i) + ".activation", "softmax stands before the last layer",
                      "use relu or another activation here", {"model.layers"});
  if (layers.back().activation == Activation::softmax && !takes_logits(experiment.training.loss))
    findings.warn(layer_path(layers.size() - 1) + ".activation",
                  fmt::format("softmax with {} learns slowly", name_of(experiment.training.loss)),
                  "for classes use categorical_crossentropy with a linear last layer",
                  {"model.layers", "training.loss"});
}

/// Both crossentropies take logits and apply their own softmax or sigmoid.
void check_last_activation(const Experiment& experiment, Findings& findings) {
  const Loss loss = experiment.training.loss;
  const LayerSpec& last = experiment.model.layers.back();
  if (!takes_logits(loss) || last.activation == Activation::linear) return;
  const std::string_view own = loss == Loss::binary_crossentropy ? "sigmoid" : "softmax";
  findings.refuse(layer_path(experiment.model.layers.size() - 1) + ".activation",
                  fmt::format("found {}, but {} takes logits of a linear last layer",
                              name_of(last.activation), name_of(loss)),
                  fmt::format("use activation: linear; the loss applies {} itself", own),
                  {"model.layers", "training.loss"});
}

void check_last_units(const Experiment& experiment, Findings& findings) {
  const LayerSpec& last = experiment.model.layers.back();
  const std::string path = layer_path(experiment.model.layers.size() - 1) + ".units";
  const Loss loss = experiment.training.loss;
  const auto refuse = [&](std::int64_t wanted, std::string because) {
    if (last.units == wanted) return;
    findings.refuse(path, fmt::format("found {} for the last layer, but {}", last.units, because),
                    fmt::format("use units: {}", wanted), {"model.layers", "training.loss", "data"});
  };
  if (loss == Loss::binary_crossentropy) return refuse(1, "binary_crossentropy has one logit");
  const auto* data = std::get_if<SyntheticData>(&experiment.data.source);
  if (!data) return;
  if (loss == Loss::categorical_crossentropy && data->classes)
    refuse(*data->classes, fmt::format("data.classes is {}", *data->classes));
  else if (!takes_logits(loss) && !data->classes)
    refuse(data->targets, fmt::format("data.targets is {}", data->targets));
}

void check_layer_list(const std::vector<std::int64_t>& list, const std::string& path, std::size_t layers,
                      Findings& findings) {
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] >= static_cast<std::int64_t>(layers))
      findings.refuse(join_path(path, i), fmt::format("there is no layer {}", list[i]),
                      fmt::format("layers are 0 to {}", layers - 1), {"model.layers"});
    else if (!seen.insert(list[i]).second)
      findings.refuse(join_path(path, i), fmt::format("layer {} is named twice", list[i]), "name it once");
  }
}

}  // namespace

void check_model(const Experiment& experiment, Findings& findings) {
  const ModelSpec& model = experiment.model;
  if (model.layers.empty()) return;  // the range check has told it
  check_softmax(experiment, findings);
  check_last_activation(experiment, findings);
  check_last_units(experiment, findings);
  if (!model.start_from) return;
  check_layer_list(model.start_from->layers, "model.start_from.layers", model.layers.size(), findings);
  check_layer_list(model.start_from->freeze, "model.start_from.freeze", model.layers.size(), findings);
}

}  // namespace accelbench
