// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/json_fields.h"

#include <limits>

namespace accelbench {
namespace {

const Json empty_object = Json::object();
const Json empty_array = Json::array();

std::optional<std::int64_t> whole_number(const Json& value) {
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > largest) return std::nullopt;
  if (!value.is_number_integer()) return std::nullopt;
  return value.get<std::int64_t>();
}

}  // namespace

JsonFields::JsonFields(const Json& object, std::string place, std::optional<Error>& error)
    : object_(object.is_object() ? object : empty_object), place_(std::move(place)), error_(error) {
  if (!object.is_object() && !error_)
    error_ = Error{
        ErrorKind::bad_input, place_, fmt::format("found {}, expected an object", object.type_name()), {}};
}

bool JsonFields::has(std::string_view key) const {
  const auto found = object_.find(key);
  return found != object_.end() && !found->is_null();
}

void JsonFields::refuse(std::string_view key, const std::string& what) {
  if (!error_) error_ = Error{ErrorKind::bad_input, place_, fmt::format("{}: {}", key, what), {}};
}

const Json* JsonFields::field(std::string_view key) {
  const auto found = object_.find(key);
  if (found != object_.end()) return &*found;
  refuse(key, "missing");
  return nullptr;
}

std::string JsonFields::text(std::string_view key) {
  const Json* value = field(key);
  if (value && value->is_string()) return value->get<std::string>();
  if (value) refuse(key, fmt::format("found {}, expected text", value->type_name()));
  return {};
}

bool JsonFields::boolean(std::string_view key) {
  const Json* value = field(key);
  if (value && value->is_boolean()) return value->get<bool>();
  if (value) refuse(key, fmt::format("found {}, expected true or false", value->type_name()));
  return false;
}

std::int64_t JsonFields::integer(std::string_view key) {
  const Json* value = field(key);
  const auto number = value ? whole_number(*value) : std::nullopt;
  if (value && !number) refuse(key, "expected a whole number of 64 bits");
  return number.value_or(0);
}

std::optional<std::int64_t> JsonFields::integer_or_nothing(std::string_view key) {
  const Json* value = field(key);
  if (!value || value->is_null()) return std::nullopt;
  return integer(key);
}

std::optional<double> JsonFields::number(std::string_view key) {
  const Json* value = field(key);
  if (!value || value->is_null()) return std::nullopt;
  if (value->is_number()) return value->get<double>();
  refuse(key, fmt::format("found {}, expected a number or null", value->type_name()));
  return std::nullopt;
}

double JsonFields::number_or_nan(std::string_view key) {
  return number(key).value_or(std::numeric_limits<double>::quiet_NaN());
}

const Json& JsonFields::object(std::string_view key) {
  const Json* value = field(key);
  if (value && value->is_object()) return *value;
  if (value) refuse(key, fmt::format("found {}, expected an object", value->type_name()));
  return empty_object;
}

const Json& JsonFields::array(std::string_view key) {
  const Json* value = field(key);
  if (value && value->is_array()) return *value;
  if (value) refuse(key, fmt::format("found {}, expected a list", value->type_name()));
  return empty_array;
}

std::vector<std::string> JsonFields::texts(std::string_view key) {
  std::vector<std::string> texts;
  for (const Json& value : array(key)) {
    if (value.is_string())
      texts.push_back(value.get<std::string>());
    else
      refuse(key, "expected a list of texts");
  }
  return texts;
}

std::vector<double> JsonFields::numbers(std::string_view key) {
  std::vector<double> numbers;
  for (const Json& value : array(key)) {
    if (!value.is_number() && !value.is_null()) refuse(key, "expected a list of numbers and nulls");
    numbers.push_back(value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
  }
  return numbers;
}

std::vector<std::int64_t> JsonFields::integers(std::string_view key) {
  std::vector<std::int64_t> integers;
  for (const Json& value : array(key)) {
    const auto number = whole_number(value);
    if (!number) refuse(key, "expected a list of whole numbers");
    integers.push_back(number.value_or(0));
  }
  return integers;
}

}  // namespace accelbench
