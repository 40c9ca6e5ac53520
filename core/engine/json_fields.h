// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/names.h"
#include "core/base/result.h"

// Reading JSON objects that another program wrote: the first thing that is wrong is kept, nothing is thrown.
namespace accelbench {

using Json = nlohmann::ordered_json;

/// null for what is empty or no number: JSON has no NaN and no infinity.
inline Json number_or_null(std::optional<double> value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}
inline Json integer_or_null(std::optional<std::int64_t> value) {
  return value ? Json(*value) : Json(nullptr);
}

/// The fields of one object. Fields that nobody asks for are let through: the format may grow.
class JsonFields {
 public:
  /// `error` outlives this object and is shared by the fields of nested objects; `place` names the object in
  /// messages.
  JsonFields(const Json& object, std::string place, std::optional<Error>& error);

  bool has(std::string_view key) const;
  std::string text(std::string_view key);
  std::int64_t integer(std::string_view key);
  bool boolean(std::string_view key);
  std::optional<double> number(std::string_view key);
  std::optional<std::int64_t> integer_or_nothing(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  /// NaN for null.
  double number_or_nan(std::string_view key);
  std::vector<double> numbers(std::string_view key);
  std::vector<std::int64_t> integers(std::string_view key);
  /// The object or array of this name, or an empty one and an error.
  const Json& object(std::string_view key);
  const Json& array(std::string_view key);
  template <NamedEnum E>
  E choice(std::string_view key) {
    const std::string name = text(key);
    const auto value = value_named<E>(name);
    if (!value) refuse(key, fmt::format("\"{}\" is none of its values", name.substr(0, 40)));
    return value.value_or(E{});
  }

  const Json& json() const { return object_; }
  const std::string& place() const { return place_; }
  std::optional<Error>& error() { return error_; }
  void refuse(std::string_view key, const std::string& what);

 private:
  const Json* field(std::string_view key);

  const Json& object_;
  std::string place_;
  std::optional<Error>& error_;
};

}  // namespace accelbench
