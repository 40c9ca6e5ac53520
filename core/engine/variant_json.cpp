// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/variant_json.h"

namespace accelbench {
namespace {

constexpr auto replace = Json::error_handler_t::replace;

Json value_json(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() || value.is_string() ? Json(text) : value;
}

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, replace);
}

}  // namespace

Json to_json(const Variant& variant) {
  Json settings = Json::object();
  for (const VariantSetting& setting : variant.settings) settings[setting.key] = value_json(setting.value);
  return {{"name", variant.name}, {"settings", std::move(settings)}};
}

Variant variant_from(JsonFields& fields) {
  Variant variant;
  if (!fields.has("variant")) return variant;
  JsonFields inner(fields.object("variant"), "variant", fields.error());
  variant.name = inner.text("name");
  for (const auto& [key, value] : inner.object("settings").items())
    variant.settings.push_back({key, value_text(value)});
  return variant;
}

}  // namespace accelbench
