// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/trained_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/text_file.h"
#include "core/data/class_labels.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;
using Texts = std::map<std::string, std::string>;

constexpr const char* train_again = "write it again: accelbench-cli run EXPERIMENT --weights FILE";
constexpr std::size_t most_name_bytes = std::size_t{16} << 20;

/// What says how a model was trained, without where.
std::string experiment_text(const Experiment& whole) {
  Experiment experiment = whole;
  experiment.accelerators = default_accelerators();
  experiment.comparison = {};
  experiment.sweep.clear();
  return write_experiment(experiment);
}

std::size_t bytes_of(const std::vector<std::string>& names) {
  std::size_t bytes = 0;
  for (const std::string& name : names) bytes += name.size() + 8;
  return bytes;
}

std::string data_text(const Dataset& data) {
  Json json = {{"features", data.train.features}};
  data.classes > 0 ? json["classes"] = data.classes : json["targets"] = data.train.targets;
  if (bytes_of(data.feature_names) <= most_name_bytes) json["feature_names"] = data.feature_names;
  json["target_names"] = data.target_names;
  json["target_columns"] = data.target_columns;
  json["class_names"] = data.class_names;
  json["mean"] = data.mean.empty() ? Json(nullptr) : Json(data.mean);
  json["deviation"] = data.deviation.empty() ? Json(nullptr) : Json(data.deviation);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The text "data", key by key; what is not there or not as expected is said once, at the end.
class DataReader {
 public:
  explicit DataReader(const std::string& text) : json_(Json::parse(text, nullptr, false)) {
    if (!json_.is_object()) bad_ = "it is no JSON object";
  }

  ModelColumns read() {
    if (!bad_.empty()) return {};
    ModelColumns columns;
    DataShape& shape = columns.like.shape;
    shape.features = count("features", 1);
    (json_.contains("classes") ? shape.classes : shape.targets) =
        json_.contains("classes") ? count("classes", 1) : count("targets", 1);
    columns.like.feature_names = names("feature_names", shape.features);
    columns.like.target_names = names("target_names", shape.classes > 0 ? 1 : shape.targets);
    columns.like.class_names = names("class_names", shape.classes);
    columns.like.target_columns = places("target_columns");
    columns.moments = moments(shape.features);
    return columns;
  }
  /// Empty where all was well.
  const std::string& bad() const { return bad_; }

 private:
  const Json* find(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }
  void refuse(const char* key, const std::string& what) {
    if (bad_.empty()) bad_ = fmt::format("{}: {}", key, what);
  }

  std::int64_t count(const char* key, std::int64_t least) {
    constexpr std::uint64_t most = std::uint64_t{1} << 31;
    const Json* value = find(key);
    const bool good = value != nullptr && value->is_number_unsigned() &&
                      value->get<std::uint64_t>() <= most && value->get<std::int64_t>() >= least;
    if (!good) refuse(key, fmt::format("a whole number from {} expected", least));
    return good ? value->get<std::int64_t>() : least;
  }

  /// None, or as many as expected.
  std::vector<std::string> names(const char* key, std::int64_t expected) {
    std::vector<std::string> found;
    const Json* list = find(key);
    if (list == nullptr) return found;
    if (!list->is_array()) refuse(key, "a list of texts expected");
    for (const Json& name : *list) {
      if (!name.is_string()) refuse(key, "a list of texts expected");
      if (name.is_string()) found.push_back(name.get<std::string>());
    }
    if (!found.empty() && found.size() != static_cast<std::size_t>(expected))
      refuse(key, fmt::format("{} found, {} expected", found.size(), expected));
    return found;
  }

  std::vector<std::int64_t> places(const char* key) {
    std::vector<std::int64_t> found;
    const Json* list = find(key);
    if (list == nullptr) return found;
    for (const Json& place : *list) {
      const bool good = place.is_number_unsigned() && place.get<std::uint64_t>() < std::uint64_t{1} << 31;
      if (!good) refuse(key, "a list of whole numbers expected");
      if (good) found.push_back(place.get<std::int64_t>());
    }
    return found;
  }

  std::vector<double> numbers(const char* key, std::int64_t expected, double least) {
    std::vector<double> found;
    const Json* list = find(key);
    for (const Json& number : list == nullptr ? Json::array() : *list) {
      const double value = number.is_number() ? number.get<double>() : std::nan("");
      if (!std::isfinite(value) || value < least) refuse(key, "a list of finite numbers expected");
      found.push_back(value);
    }
    if (found.size() != static_cast<std::size_t>(expected))
      refuse(key, fmt::format("{} found, {} expected", found.size(), expected));
    return found;
  }

  std::optional<Moments> moments(std::int64_t features) {
    if (find("mean") == nullptr && find("deviation") == nullptr) return std::nullopt;
    constexpr double any_number = -std::numeric_limits<double>::max();
    Moments moments;
    moments.mean = numbers("mean", features, any_number);
    moments.deviation = numbers("deviation", features, std::numeric_limits<double>::min());
    return moments;
  }

  Json json_;
  std::string bad_;
};

tl::unexpected<Error> refuse(const std::string& place, const std::string& what) {
  return bad_input(place, what, train_again);
}

/// The text of this name, or what the file is instead.
Result<std::string> text_named(const std::string& place, const Texts& texts, const char* name) {
  if (const auto found = texts.find(name); found != texts.end()) return found->second;
  const auto format = texts.find("format");
  if (format != texts.end() && format->second.starts_with("accelbench checkpoint "))
    return bad_input(place, "a checkpoint found, weights with their model expected",
                     "go on from it and write the weights: accelbench-cli run EXPERIMENT --resume " + place +
                         " --weights FILE");
  return refuse(place, "weights alone found, without the model that they belong to");
}

Result<Experiment> read_model_experiment(const std::string& place, const Texts& texts) {
  const auto text = text_named(place, texts, "experiment");
  if (!text) return tl::make_unexpected(text.error());
  auto read = read_experiment(*text, place + ":experiment");
  if (!read) return tl::make_unexpected(read.error().front());
  return std::move(read->experiment);
}

Result<ModelColumns> read_model_columns(const std::string& place, const Texts& texts) {
  const auto text = text_named(place, texts, "data");
  if (!text) return tl::make_unexpected(text.error());
  DataReader reader(*text);
  ModelColumns columns = reader.read();
  if (!reader.bad().empty()) return refuse(place + ":data", reader.bad());
  columns.like.origin = place;
  return columns;
}

bool all_finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

Status check_layers(const std::string& place, const TrainedModel& model) {
  const auto& specs = model.experiment.model.layers;
  if (specs.size() != model.layers.size())
    return refuse(place, fmt::format("{} layers of weights found, the model has {}", model.layers.size(),
                                     specs.size()));
  for (std::size_t k = 0; k < specs.size(); ++k) {
    const TrainedLayer& layer = model.layers[k];
    if (layer.units != specs[k].units)
      return refuse(
          place, fmt::format("layers.{}.weight has {} units, the model {}", k, layer.units, specs[k].units));
    if (!all_finite(layer.weight) || !all_finite(layer.bias))
      return bad_input(place,
                       fmt::format("layers.{} has weights that are not finite: the training diverged", k),
                       "train with a smaller learning rate");
  }
  if (model.layers.front().inputs == model.features()) return {};
  return refuse(place, fmt::format("layers.0.weight takes {} inputs, the data have {} features",
                                   model.layers.front().inputs, model.features()));
}

/// The last layer against the answers.
Status check_answers(const std::string& place, const TrainedModel& model) {
  const Loss loss = model.experiment.training.loss;
  const std::int64_t classes = model.classes();
  if (takes_logits(loss) != (classes > 0))
    return refuse(place, fmt::format("{} found with {}", name_of(loss), classes > 0 ? "classes" : "targets"));
  const bool binary = loss == Loss::binary_crossentropy;
  const std::int64_t expected = classes == 0 ? model.columns.like.shape.targets : binary ? 1 : classes;
  if (model.outputs() == expected && (!binary || classes == 2)) return {};
  return refuse(place, fmt::format("the last layer has {} units, {} expected", model.outputs(), expected));
}

}  // namespace

TensorTexts model_texts(const Work& work) {
  return {{"format", "accelbench"},
          {"fingerprint", work.fingerprint},
          {"experiment", experiment_text(work.experiment)},
          {"data", data_text(work.data)}};
}

std::string TrainedModel::class_name(std::int64_t number) const {
  const auto& names = columns.like.class_names;
  return names.empty() ? fmt::format("{}", number) : names[static_cast<std::size_t>(number)];
}

std::string TrainedModel::target_name(std::int64_t number) const {
  const auto& names = columns.like.target_names;
  if (!names.empty()) return names[static_cast<std::size_t>(number)];
  return outputs() == 1 ? "y" : fmt::format("y{}", number);
}

Result<TrainedModel> read_trained_model(const std::filesystem::path& file) {
  const std::string place = file.string();
  const auto texts = read_texts(file);
  if (!texts) return tl::make_unexpected(texts.error());
  auto experiment = read_model_experiment(place, *texts);
  if (!experiment) return tl::make_unexpected(experiment.error());
  auto columns = read_model_columns(place, *texts);
  if (!columns) return tl::make_unexpected(columns.error());
  auto layers = read_weights(file);
  if (!layers) return tl::make_unexpected(layers.error());
  TrainedModel model{std::move(*experiment), std::move(*columns), std::move(*layers), {}};
  if (const auto found = texts->find("fingerprint"); found != texts->end()) model.fingerprint = found->second;
  if (auto good = check_layers(place, model); !good) return tl::make_unexpected(good.error());
  if (auto good = check_answers(place, model); !good) return tl::make_unexpected(good.error());
  return model;
}

}  // namespace accelbench
