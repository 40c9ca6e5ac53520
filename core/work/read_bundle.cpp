// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/read_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/text_file.h"
#include "core/data/npy.h"
#include "core/work/initial_weights.h"
#include "core/work/safetensors.h"
#include "core/work/settings.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::int64_t most_description_bytes = std::int64_t{64} << 20;  // names of many columns
constexpr const char* write_again = "write the bundle again: accelbench-cli work EXPERIMENT --output DIR";

/// What work.json says of the arrays beside it.
struct Description {
  std::int64_t samples_train = 0;
  std::int64_t samples_val = 0;
  std::int64_t features = 0;
  std::int64_t targets = 0;  ///< 0 for classes
  std::int64_t classes = 0;  ///< 0 for targets
  std::string fingerprint;
};

class Bundle {
 public:
  Bundle(const Experiment& experiment, const fs::path& folder) : experiment_(experiment), folder_(folder) {}
  Result<Work> read();

 private:
  std::string place() const { return (folder_ / "work.json").string(); }
  Result<Json> read_description() const;
  std::optional<std::int64_t> count(const Json& json, const char* key) const;
  Status describe(const Json& json);
  Status check_settings(const Json& json) const;
  Result<Samples> read_samples(const std::string& part, std::int64_t samples) const;
  Result<std::vector<LayerWeights>> read_weights_file() const;

  const Experiment& experiment_;
  const fs::path& folder_;
  Description description_;
};

Result<Work> Bundle::read() {
  const auto json = read_description();
  if (!json) return tl::make_unexpected(json.error());
  if (auto good = describe(*json); !good) return tl::make_unexpected(good.error());
  if (auto same = check_settings(*json); !same) return tl::make_unexpected(same.error());
  auto train = read_samples("train", description_.samples_train);
  if (!train) return tl::make_unexpected(train.error());
  auto validation = read_samples("val", description_.samples_val);
  if (!validation) return tl::make_unexpected(validation.error());
  auto weights = read_weights_file();
  if (!weights) return tl::make_unexpected(weights.error());
  Dataset data;
  data.train = std::move(*train);
  data.validation = std::move(*validation);
  data.classes = description_.classes;
  auto work = work_with_weights(experiment_, std::move(data), std::move(*weights));
  if (!work || work->fingerprint == description_.fingerprint) return work;
  return bad_input(place(),
                   fmt::format("names the work {}, its files are the work {}",
                               in_quotes(description_.fingerprint.substr(0, 12)),
                               in_quotes(work->fingerprint.substr(0, 12))),
                   write_again);
}

Result<Json> Bundle::read_description() const {
  const auto text = read_text_file(folder_ / "work.json", most_description_bytes);
  if (!text) return tl::make_unexpected(text.error());
  Json json = Json::parse(*text, nullptr, false);
  if (json.is_discarded() || !json.is_object())
    return bad_input(place(), "this is no JSON object", write_again);
  return json;
}

std::optional<std::int64_t> Bundle::count(const Json& json, const char* key) const {
  const auto found = json.find(key);
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (found == json.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() > most)
    return std::nullopt;
  return found->get<std::int64_t>();
}

Status Bundle::describe(const Json& json) {
  if (const auto format = count(json, "format"); format != 1)
    return bad_input(place(), "format 1 expected, another found", write_again);
  const char* width = json.contains("classes") ? "classes" : "targets";
  for (const char* key : {"samples_train", "samples_val", "features", width}) {
    if (!count(json, key))
      return bad_input(place(), fmt::format("{}: a whole number from 0 expected", key), write_again);
  }
  description_.samples_train = *count(json, "samples_train");
  description_.samples_val = *count(json, "samples_val");
  description_.features = *count(json, "features");
  (json.contains("classes") ? description_.classes : description_.targets) = *count(json, width);
  if (const auto found = json.find("fingerprint"); found != json.end() && found->is_string())
    description_.fingerprint = found->get<std::string>();
  if (description_.samples_train > 0 && (description_.classes > 0 || description_.targets > 0)) return {};
  return bad_input(place(), "samples_train and classes or targets are at least 1", write_again);
}

Status Bundle::check_settings(const Json& json) const {
  Work work;
  work.experiment = experiment_;
  auto frozen = frozen_layers(experiment_.model);
  if (!frozen) return tl::make_unexpected(frozen.error());
  work.frozen = std::move(*frozen);
  const Json wanted = settings_json(work);
  for (const auto& [key, value] : wanted.items()) {
    const auto found = json.find(key);
    if (found != json.end() && *found == value) continue;
    const std::string here = found == json.end() ? "nothing" : in_quotes(found->dump(), 200);
    return bad_input(
        place(), fmt::format("{}: {} found, the experiment has {}", key, here, in_quotes(value.dump(), 200)),
        "train from the bundle of this experiment and seed");
  }
  return {};
}

/// Views of a table that lives as long as they do.
Samples whole(Table table) {
  const auto shared = std::make_shared<const Table>(std::move(table));
  return {shared->samples,
          shared->features,
          shared->targets,
          shared->x.as<const float>(),
          shared->y.as<const float>(),
          shared->labels.as<const std::int32_t>(),
          shared};
}

Result<Samples> Bundle::read_samples(const std::string& part, std::int64_t samples) const {
  if (samples == 0) return Samples{0, description_.features, description_.targets, {}, {}, {}, {}};
  const fs::path x = folder_ / ("x_" + part + ".npy"), y = folder_ / ("y_" + part + ".npy");
  const bool classes = description_.classes > 0;
  auto table = load_npy(x, y, classes ? Task::classification : Task::regression);
  if (!table) return tl::make_unexpected(table.error());
  if (table->samples != samples || table->features != description_.features)
    return bad_input(x.string(), fmt::format("shape ({}, {}) found, work.json says ({}, {})", table->samples,
                                             table->features, samples, description_.features));
  if (table->targets != description_.targets)
    return bad_input(
        y.string(), fmt::format("{} targets found, work.json says {}", table->targets, description_.targets));
  if (classes && table->classes > std::max<std::int64_t>(2, description_.classes))
    return bad_input(y.string(), fmt::format("class {} found, work.json has {} classes", table->classes - 1,
                                             description_.classes));
  return whole(std::move(*table));
}

bool to_floats(const std::vector<double>& values, std::vector<float>& floats) {
  floats.reserve(values.size());
  for (const double value : values) floats.push_back(static_cast<float>(value));
  return std::ranges::equal(values, floats, [](double value, float narrow) {
    return std::isfinite(narrow) && static_cast<double>(narrow) == value;
  });
}

Result<std::vector<LayerWeights>> Bundle::read_weights_file() const {
  const fs::path file = folder_ / "initial_weights.safetensors";
  const auto layers = read_weights(file);
  if (!layers) return tl::make_unexpected(layers.error());
  std::vector<LayerWeights> weights;
  for (const TrainedLayer& layer : *layers) {
    weights.push_back({layer.inputs, layer.units, {}, {}});
    if (!to_floats(layer.weight, weights.back().weight) || !to_floats(layer.bias, weights.back().bias))
      return bad_input(file.string(),
                       fmt::format("layer {} has numbers that are no finite float32", weights.size() - 1),
                       write_again);
  }
  return weights;
}

}  // namespace

Result<Work> read_bundle(const Experiment& experiment, const std::filesystem::path& folder) {
  return Bundle(experiment, folder).read();
}

}  // namespace accelbench
