// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/text_file.h"
#include "core/planning/ceilings.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr int document_version = 1;
constexpr const char* version_key = "accelbench_ceilings";
constexpr double most_rate = 1e18;  // of a processor, in anything a second: more is no measurement
constexpr std::int64_t most_cores = 1 << 20;

Json rates_json(const CoreRates& rates) {
  return {{"one_core", rates.one_core}, {"all_cores", rates.all_cores}};
}

/// Reads fields one after another; keeps the first thing that is wrong.
class Fields {
 public:
  Fields(const Json& object, std::string place, std::string& wrong)
      : object_(object), place_(std::move(place)), wrong_(wrong) {}

  std::string text(const char* key) {
    const Json* field = of(key);
    if (field == nullptr || !field->is_string()) return refuse(key, "is no text"), std::string();
    return field->get<std::string>();
  }
  double rate(const char* key) {
    const Json* field = of(key);
    const double value = field != nullptr && field->is_number() ? field->get<double>() : 0;
    if (!(value > 0 && value <= most_rate)) refuse(key, "is no rate above 0");
    return value;
  }
  std::int64_t whole(const char* key, std::int64_t most) {
    const Json* field = of(key);
    const double value = field != nullptr && field->is_number_integer() ? field->get<double>() : 0;
    if (value >= 1 && value <= static_cast<double>(most)) return static_cast<std::int64_t>(value);
    return refuse(key, fmt::format("is no whole number from 1 to {}", most)), 1;
  }
  Fields object(const char* key) {
    static const Json nothing = Json::object();
    const Json* field = of(key);
    if (field == nullptr || !field->is_object()) refuse(key, "is no object");
    return {field != nullptr ? *field : nothing, place_ + key + ".", wrong_};
  }
  CoreRates rates(const char* key) {
    Fields fields = object(key);
    return {fields.rate("one_core"), fields.rate("all_cores")};
  }
  const Json& json() const { return object_; }
  void refuse(const std::string& key, const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{} {}", in_quotes(place_ + key), what);
  }

 private:
  const Json* of(const char* key) const {
    const auto found = object_.is_object() ? object_.find(key) : object_.end();
    return !object_.is_object() || found == object_.end() ? nullptr : &*found;
  }

  const Json& object_;
  std::string place_;
  std::string& wrong_;
};

std::vector<ProductCeiling> products_of(Fields fields) {
  std::vector<ProductCeiling> products;
  if (!fields.json().is_object()) return products;
  for (const auto& [name, value] : fields.json().items()) {
    const auto precision = value_named<Precision>(name);
    if (!precision) return fields.refuse(name, "is no precision"), products;
    products.push_back({*precision, fields.rates(name.c_str())});
  }
  return products;
}

Ceilings ceilings_of(Fields fields) {
  Ceilings ceilings;
  ceilings.cpu = fields.text("cpu");
  ceilings.cores = fields.whole("cores", most_cores);
  ceilings.vector_target = fields.text("vector_target");
  ceilings.library = fields.text("library");
  ceilings.program = fields.text("program");
  ceilings.measured = fields.text("measured");
  ceilings.multiply_add_flop_per_s = fields.rate("multiply_add_flop_per_s");
  ceilings.products = products_of(fields.object("gemm_flop_per_s"));
  ceilings.triad_bytes_per_s = fields.rates("triad_bytes_per_s");
  return ceilings;
}

tl::unexpected<Error> damaged(const std::string& place, const std::string& what) {
  return bad_input(place, "these are no ceilings of a machine: " + what,
                   "measure again: accelbench-cli selftest");
}

}  // namespace

std::string ceilings_document(const Ceilings& ceilings) {
  Json products = Json::object();
  for (const ProductCeiling& product : ceilings.products)
    products[std::string(name_of(product.precision))] = rates_json(product.flop_per_s);
  const Json document = {{version_key, document_version},
                         {"cpu", ceilings.cpu},
                         {"cores", ceilings.cores},
                         {"vector_target", ceilings.vector_target},
                         {"library", ceilings.library},
                         {"program", ceilings.program},
                         {"measured", ceilings.measured},
                         {"multiply_add_flop_per_s", ceilings.multiply_add_flop_per_s},
                         {"gemm_flop_per_s", std::move(products)},
                         {"triad_bytes_per_s", rates_json(ceilings.triad_bytes_per_s)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Ceilings> read_ceilings(std::string_view document, const std::string& place) {
  const Json json = Json::parse(document, nullptr, false);
  if (!json.is_object()) return damaged(place, "no JSON object");
  std::string wrong;
  Fields fields(json, "", wrong);
  if (fields.whole(version_key, most_cores) != document_version)
    fields.refuse(version_key, fmt::format("is not {}", document_version));
  Ceilings ceilings = ceilings_of(fields);
  if (!wrong.empty()) return damaged(place, wrong);
  return ceilings;
}

}  // namespace accelbench
