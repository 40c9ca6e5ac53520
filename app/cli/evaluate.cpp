// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/model_arguments.h"
#include "app/cli/report_text.h"
#include "core/results/text_table.h"
#include "core/run/evaluation.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;
using Align = TextTable::Align;

struct EvaluateArguments {
  ModelArguments model;
  std::size_t worst = 5;
  bool json = false;
};

struct Part {
  std::string name;
  Evaluation found;
};

std::optional<double> measured(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string shape_text(const TrainedModel& model) {
  std::string text = fmt::format("{}", model.features());
  for (const TrainedLayer& layer : model.layers) text += fmt::format("-{}", layer.units);
  return text;
}

Json worst_json(const TrainedModel& model, const WorstSample& worst) {
  Json json = {{"sample", worst.sample}, {"loss", number(worst.loss)}};
  if (model.classes() > 0) {
    json["expected"] = model.class_name(worst.expected_class);
    json["answered"] = model.class_name(worst.answered_class);
    json["probability"] = number(worst.probability);
    return json;
  }
  json["expected"] = worst.expected;
  json["answered"] = Json::array();
  for (const double value : worst.answered) json["answered"].push_back(number(value));
  return json;
}

Json confusion_json(const Evaluation& found) {
  if (found.confusion.empty()) return nullptr;
  Json rows = Json::array();
  for (std::int64_t row = 0; row < found.classes; ++row) {
    const auto begin = found.confusion.begin() + row * found.classes;
    rows.push_back(Json(std::vector<std::int64_t>(begin, begin + found.classes)));
  }
  return rows;
}

Json part_json(const TrainedModel& model, const Part& part) {
  Json json = {{"data", part.name},
               {"samples", part.found.samples},
               {"loss", number(part.found.loss)},
               {"metrics", Json::object()}};
  for (const auto& [metric, value] : part.found.metrics)
    json["metrics"][std::string(name_of(metric))] = number(value);
  if (model.classes() > 0) json["confusion"] = confusion_json(part.found);
  json["worst"] = Json::array();
  for (const WorstSample& worst : part.found.worst) json["worst"].push_back(worst_json(model, worst));
  return json;
}

Json document(const EvaluateArguments& arguments, const TrainedModel& model, const std::vector<Part>& parts) {
  Json json = {{"weights", arguments.model.weights},
               {"experiment", model.experiment.name},
               {"fingerprint", model.fingerprint},
               {"shape", shape_text(model)},
               {"loss", name_of(model.experiment.training.loss)}};
  if (model.classes() > 0) {
    json["classes"] = Json::array();
    for (std::int64_t k = 0; k < model.classes(); ++k) json["classes"].push_back(model.class_name(k));
  }
  json["evaluations"] = Json::array();
  for (const Part& part : parts) json["evaluations"].push_back(part_json(model, part));
  return json;
}

std::string figures_table(const std::vector<Part>& parts) {
  std::vector<TextTable::Column> columns = {{"data"}, {"samples", Align::right}, {"loss", Align::right}};
  for (const auto& [metric, value] : parts.front().found.metrics)
    columns.push_back({std::string(name_of(metric)), Align::right});
  TextTable table(std::move(columns));
  for (const Part& part : parts) {
    std::vector<std::string> cells = {part.name, std::to_string(part.found.samples),
                                      readable_number(measured(part.found.loss))};
    for (const auto& [metric, value] : part.found.metrics) cells.push_back(readable_number(measured(value)));
    table.add_row(std::move(cells));
  }
  return table.text();
}

/// For as many classes as fit side by side; the document has them all.
std::string confusion_table(const TrainedModel& model, const Part& part) {
  constexpr std::int64_t most_shown = 20;
  if (part.found.confusion.empty() || part.found.classes > most_shown) return {};
  std::vector<TextTable::Column> columns = {{"expected \\ answered"}};
  for (std::int64_t k = 0; k < part.found.classes; ++k)
    columns.push_back({model.class_name(k), Align::right});
  TextTable table(std::move(columns));
  for (std::int64_t row = 0; row < part.found.classes; ++row) {
    std::vector<std::string> cells = {model.class_name(row)};
    for (std::int64_t k = 0; k < part.found.classes; ++k)
      cells.push_back(
          std::to_string(part.found.confusion[static_cast<std::size_t>(row * part.found.classes + k)]));
    table.add_row(std::move(cells));
  }
  return "\n" + table.text();
}

std::string numbers_text(const std::vector<double>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size() && i < 4; ++i)
    text += (i > 0 ? " " : "") + readable_number(measured(values[i]));
  return values.size() > 4 ? text + " …" : text;
}

std::string worst_table(const TrainedModel& model, const Part& part) {
  if (part.found.worst.empty()) return {};
  const bool classes = model.classes() > 0;
  TextTable table({{"worst sample", Align::right},
                   {"loss", Align::right},
                   {"expected", classes ? Align::left : Align::right},
                   {"answered", classes ? Align::left : Align::right},
                   {classes ? "probability" : "", Align::right}});
  for (const WorstSample& worst : part.found.worst)
    table.add_row({std::to_string(worst.sample), readable_number(measured(worst.loss)),
                   classes ? model.class_name(worst.expected_class) : numbers_text(worst.expected),
                   classes ? model.class_name(worst.answered_class) : numbers_text(worst.answered),
                   classes ? readable_number(measured(worst.probability)) : ""});
  return "\n" + table.text();
}

std::string text(const TrainedModel& model, const std::vector<Part>& parts) {
  std::string text = printable(model.experiment.name) + "\n";
  text += fmt::format("model  {}, {}\n\n", shape_text(model), name_of(model.experiment.training.loss));
  text += figures_table(parts);
  const Part& last = parts.back();  // of an experiment the validation part, where there is one
  return text + confusion_table(model, last) + worst_table(model, last);
}

int evaluate_all(const EvaluateArguments& arguments) {
  const auto opened = open_model(arguments.model, true);
  if (!opened) return tell(opened.error());
  std::vector<Part> parts;
  for (const NamedSamples& part : opened->parts) {
    auto found = evaluate(opened->model, part.samples, arguments.worst);
    if (!found) return tell(found.error());
    parts.push_back({part.name, std::move(*found)});
  }
  print(arguments.json ? json_document(document(arguments, opened->model, parts))
                       : text(opened->model, parts));
  return exit_done;
}

}  // namespace

void add_evaluate(CLI::App& program, int& status) {
  CLI::App* command =
      program.add_subcommand("evaluate", "Loss and metrics of a trained model on samples with answers");
  auto arguments = std::make_shared<EvaluateArguments>();
  add_model_arguments(*command, arguments->model);
  command->add_option("--worst", arguments->worst, "How many of the worst answers to show (default: 5)")
      ->type_name("N")
      ->check(CLI::Range(0, 10'000));
  command->add_flag("--json", arguments->json, "Print one JSON document");
  command->footer(
      "Examples:\n  accelbench-cli evaluate digits.safetensors more-digits.csv\n"
      "  accelbench-cli evaluate digits.safetensors --data digits.accel.yaml --json");
  command->callback([arguments, &status] { status = evaluate_all(*arguments); });
}

}  // namespace accelbench
