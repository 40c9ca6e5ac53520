// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/selftest_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/engine/event_json.h"
#include "core/engine/json_fields.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

std::string error_text(const LargestError& largest) {
  return largest.name.empty() ? not_measured_mark : fmt::format("{:.1e}", largest.error);
}

const LargestError& of(const SelftestGroup& group, SelftestCheck check) {
  return group.largest[static_cast<std::size_t>(check)];
}

double limit_of(SelftestCheck check, Precision precision) {
  const SelftestLimits limits = selftest_limits(precision);
  return check == SelftestCheck::gradient ? limits.gradient : limits.loss;
}

/// The case that came nearest to its limit, or went furthest beyond.
std::string nearest_case(const SelftestGroup& group, Precision precision) {
  double most = -1;
  std::string name;
  for (const auto& row : Names<SelftestCheck>::table) {
    const LargestError& largest = of(group, row.value);
    const double share = largest.error / limit_of(row.value, precision);
    if (!largest.name.empty() && share > most) most = share, name = largest.name;
  }
  return name;
}

std::string operations_table(const std::vector<SelftestResult>& results) {
  TextTable table({{"precision"},
                   {"path"},
                   {"operations"},
                   {"cases", Align::right},
                   {"gradient", Align::right},
                   {"loss", Align::right},
                   {"trace", Align::right},
                   {"verdict"},
                   {"case nearest to its limit"}});
  for (const SelftestResult& result : results)
    for (const SelftestGroup& group : result.groups)
      table.add_row({std::string(name_of(result.accelerator.precision)),
                     std::string(name_of(result.accelerator.path)), group.group, std::to_string(group.cases),
                     error_text(of(group, SelftestCheck::gradient)),
                     error_text(of(group, SelftestCheck::loss)), error_text(of(group, SelftestCheck::trace)),
                     group.holds ? "holds" : "FAILS", nearest_case(group, result.accelerator.precision)});
  return table.text();
}

/// "float32, fused".
std::string name_of_accelerator(const AcceleratorSpec& accelerator) {
  return fmt::format("{}, {}", name_of(accelerator.precision), name_of(accelerator.path));
}

std::string limits_text(const std::vector<SelftestResult>& results) {
  std::string text = "limits:";
  std::vector<Precision> told;
  for (const SelftestResult& result : results) {
    const Precision precision = result.accelerator.precision;
    if (result.groups.empty() || std::ranges::find(told, precision) != told.end()) continue;
    const SelftestLimits limits = selftest_limits(precision);
    text += fmt::format("{} {} gradient {:g}, loss and trace {:g}", told.empty() ? "" : ";",
                        name_of(precision), limits.gradient, limits.loss);
    told.push_back(precision);
  }
  return text + "\n";
}

std::string refusals_text(const std::vector<SelftestResult>& results) {
  std::string text;
  for (const SelftestResult& result : results)
    if (result.refused > 0)
      text += fmt::format("not tested: {}: {}: {}\n", name_of_accelerator(result.accelerator),
                          result.groups.empty()
                              ? "every case"
                              : fmt::format("{} case{}", result.refused, result.refused == 1 ? "" : "s"),
                          printable(result.reason));
  return text;
}

std::string failures_text(const std::vector<SelftestResult>& results) {
  std::string text;
  for (const SelftestResult& result : results)
    for (const auto& [group, name, what] : result.failures)
      text += printable(fmt::format("FAILS: {}: {}: {}: {}", name_of_accelerator(result.accelerator), group,
                                    name, what)) +
              "\n";
  return text;
}

std::string rate_text(double rate, const char* unit) { return readable_count(rate) + unit; }

std::string ceilings_table(const Ceilings& ceilings) {
  const std::string all = ceilings.cores == 1 ? "1 core" : fmt::format("{} cores", ceilings.cores);
  TextTable table({{"at most"}, {"one core", Align::right}, {all, Align::right}});
  for (const ProductCeiling& product : ceilings.products)
    table.add_row({fmt::format("{} matrix products", name_of(product.precision)),
                   rate_text(product.flop_per_s.one_core, "FLOP/s"),
                   rate_text(product.flop_per_s.all_cores, "FLOP/s")});
  table.add_row({"float32 multiply-adds in registers", rate_text(ceilings.multiply_add_flop_per_s, "FLOP/s"),
                 not_measured_mark});
  table.add_row({"memory (triad)", rate_text(ceilings.triad_bytes_per_s.one_core, "B/s"),
                 rate_text(ceilings.triad_bytes_per_s.all_cores, "B/s")});
  return table.text();
}

std::string limit_text(const DeviceLimit& limit) {
  return limit.unit == "s" ? readable_seconds(limit.value) : rate_text(limit.value, limit.unit.c_str());
}

std::string limits_table(const std::vector<DeviceLimit>& limits) {
  TextTable table({{"at best"}, {"", Align::right}});
  for (const DeviceLimit& limit : limits) table.add_row({limit.name, limit_text(limit)});
  return table.text();
}

std::optional<double> ceiling_of(const SpeedRow& row, const SelftestReport& report) {
  if (report.ceilings) return product_ceiling(*report.ceilings, row.accelerator.precision, row.speed.threads);
  const auto found =
      std::ranges::find(report.limits, std::optional(row.accelerator.precision), &DeviceLimit::products);
  return found == report.limits.end() ? std::nullopt : std::optional(found->value);
}

std::optional<double> share_of_ceiling(const SpeedRow& row, const SelftestReport& report) {
  const auto most = ceiling_of(row, report);
  return most ? std::optional(row.speed.flop_per_s() / *most) : std::nullopt;
}

std::string speed_table(const SelftestReport& report) {
  TextTable table({{"training"},
                   {"batch", Align::right},
                   {"precision"},
                   {"path"},
                   {"threads", Align::right},
                   {"step", Align::right},
                   {"FLOP/s", Align::right},
                   {"of ceiling", Align::right}});
  for (const SpeedRow& row : report.speeds)
    table.add_row({row.work, std::to_string(row.batch), std::string(name_of(row.accelerator.precision)),
                   std::string(name_of(row.accelerator.path)), std::to_string(row.speed.threads),
                   readable_seconds(row.speed.seconds), readable_count(row.speed.flop_per_s()),
                   readable_share(share_of_ceiling(row, report))});
  return table.text();
}

Json accelerator_json(const AcceleratorSpec& accelerator) {
  return {{"precision", name_of(accelerator.precision)}, {"path", name_of(accelerator.path)}};
}

Json group_json(const AcceleratorSpec& accelerator, const SelftestGroup& group) {
  Json json = accelerator_json(accelerator);
  json["group"] = group.group;
  json["cases"] = group.cases;
  for (const auto& row : Names<SelftestCheck>::table)
    json[std::string(row.name)] = {{"error", number_or_null(of(group, row.value).error)},
                                   {"limit", limit_of(row.value, accelerator.precision)},
                                   {"case", of(group, row.value).name}};
  json["holds"] = group.holds;
  return json;
}

void add_operations(Json& json, const std::vector<SelftestResult>& results) {
  for (const char* key : {"operations", "failures", "not_tested"}) json[key] = Json::array();
  for (const SelftestResult& result : results) {
    for (const SelftestGroup& group : result.groups)
      json["operations"].push_back(group_json(result.accelerator, group));
    for (const auto& [group, name, what] : result.failures) {
      Json failure = accelerator_json(result.accelerator);
      failure.update({{"group", group}, {"case", name}, {"what", what}});
      json["failures"].push_back(std::move(failure));
    }
    if (result.refused == 0) continue;
    Json refusal = accelerator_json(result.accelerator);
    refusal.update({{"cases", result.refused}, {"reason", result.reason}});
    json["not_tested"].push_back(std::move(refusal));
  }
}

Json speed_json(const SpeedRow& row, const SelftestReport& report) {
  Json json = {{"work", row.work}, {"batch_size", row.batch}};
  json.update(accelerator_json(row.accelerator));
  json.update({{"threads", row.speed.threads},
               {"step_us", row.speed.seconds * 1e6},
               {"flop_per_step", row.speed.flop_per_step},
               {"flop_per_s", row.speed.flop_per_s()},
               {"of_ceiling", number_or_null(share_of_ceiling(row, report))}});
  return json;
}

}  // namespace

bool SelftestReport::holds() const { return std::ranges::all_of(results, &SelftestResult::holds); }

std::string selftest_text(const SelftestReport& report) {
  std::string text = printable(fmt::format("{}: {}", report.device.id, report.device.name)) + "\n\n" +
                     operations_table(report.results) + "\n" + limits_text(report.results) +
                     refusals_text(report.results) + failures_text(report.results);
  if (report.ceilings) text += "\n" + ceilings_table(*report.ceilings);
  if (!report.limits.empty()) text += "\n" + limits_table(report.limits);
  if (!report.speeds.empty()) text += "\n" + speed_table(report);
  return text;
}

nlohmann::ordered_json selftest_json(const SelftestReport& report) {
  Json json = {
      {"device", to_json(report.device)}, {"machine", to_json(this_machine())}, {"holds", report.holds()}};
  add_operations(json, report.results);
  json["ceilings"] = report.ceilings ? Json::parse(ceilings_document(*report.ceilings)) : Json();
  for (const DeviceLimit& limit : report.limits)
    json["limits"].push_back({{"name", limit.name}, {"value", limit.value}, {"unit", limit.unit}});
  json["speed"] = Json::array();
  for (const SpeedRow& row : report.speeds) json["speed"].push_back(speed_json(row, report));
  return json;
}

}  // namespace accelbench
