// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/settings.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <variant>
#include <vector>

#include "core/experiment/schema.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;

// Walks the list of fields of core/experiment, so that a key added there is in the bundle and in the
// fingerprint.
class ToJson {
 public:
  template <class Value, class... Rest>
  void operator()(const Key& key, const Value& value, const Rest&...) {
    if (key.applies) object_[std::string(key.name)] = json_of(value);
  }
  template <class Value>
  void default_of(const Value&, const Value&) {}

  template <class Struct>
  static Json object_of(const Struct& value) {
    ToJson walk;
    walk.object_ = Json::object();
    describe(walk, value);
    return walk.object_;
  }

 private:
  static Json json_of(bool value) { return value; }
  static Json json_of(std::int64_t value) { return value; }
  static Json json_of(std::uint64_t value) { return value; }
  static Json json_of(double value) { return value; }
  static Json json_of(const std::string& value) { return value; }
  template <NamedEnum E>
  static Json json_of(E value) {
    return name_of(value);
  }
  template <class Value>
  static Json json_of(const std::optional<Value>& value) {
    return value ? json_of(*value) : Json(nullptr);
  }
  template <class Value>
  static Json json_of(const std::vector<Value>& values) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(json_of(value));
    return list;
  }
  template <class... Values>
  static Json json_of(const std::variant<Values...>& value) {
    const auto name = Alternatives<std::variant<Values...>>::names[value.index()];
    return {{std::string(name), std::visit([](const auto& chosen) { return object_of(chosen); }, value)}};
  }
  template <class Struct>
  requires std::is_class_v<Struct>
  static Json json_of(const Struct& value) { return object_of(value); }

  Json object_;
};

std::string text_of(const Json& value) {
  return value.is_number_float() ? fmt::format("{:.17g}", value.get<double>()) : value.dump();
}

void add_lines(const Json& value, const std::string& path, std::string& text) {
  if (!value.is_structured() || value.empty()) {
    text += path + "=" + text_of(value) + "\n";
    return;
  }
  std::size_t number = 0;
  for (const auto& [key, item] : value.items()) {
    const std::string name = value.is_array() ? fmt::format("{}", number++) : key;
    add_lines(item, path.empty() ? name : path + "." + name, text);
  }
}

}  // namespace

Json settings_json(const Work& work) {
  Json settings = Json::object();
  settings["layers"] = Json::array();
  for (const LayerSpec& layer : work.experiment.model.layers)
    settings["layers"].push_back(ToJson::object_of(layer));
  settings["frozen_layers"] = Json::array();
  for (std::size_t k = 0; k < work.frozen.size(); ++k) {
    if (work.frozen[k]) settings["frozen_layers"].push_back(k);
  }
  settings.update(ToJson::object_of(work.experiment.training));
  settings.erase("checkpoint");  // what is kept on disk meanwhile changes nothing that is computed
  return settings;
}

std::string settings_text(const Json& settings) {
  std::string text;
  add_lines(settings, "", text);
  return text;
}

}  // namespace accelbench
