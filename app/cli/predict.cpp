// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/model_arguments.h"
#include "core/base/atomic_file.h"
#include "core/run/evaluation.h"

namespace accelbench {
namespace {

struct PredictArguments {
  ModelArguments model;
  std::string output;
  bool probabilities = false;
  bool force = false;
};

/// As RFC 4180 has it: quoted where it must be.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string first_line(const TrainedModel& model, bool probabilities) {
  std::string line = model.classes() > 0 ? "class,probability" : "";
  for (std::int64_t k = 0; model.classes() > 0 && probabilities && k < model.classes(); ++k)
    line += "," + field(model.class_name(k));
  for (std::int64_t k = 0; model.classes() == 0 && k < model.outputs(); ++k)
    line += (k > 0 ? "," : "") + field(model.target_name(k));
  return line + "\n";
}

std::string line_of(const TrainedModel& model, std::span<const double> values, bool probabilities) {
  if (model.classes() == 0) return fmt::format("{}\n", fmt::join(values, ","));
  const std::int64_t chosen = chosen_class(values);
  std::string line =
      fmt::format("{},{}", field(model.class_name(chosen)), values[static_cast<std::size_t>(chosen)]);
  if (probabilities) line += fmt::format(",{}", fmt::join(values, ","));
  return line + "\n";
}

/// To a file, or to stdout; all parts under one first line.
class Lines {
 public:
  static Result<Lines> open(const PredictArguments& arguments) {
    Lines lines;
    if (arguments.output.empty()) return lines;
    const Existing existing = arguments.force ? Existing::replace : Existing::refuse;
    auto file = AtomicFile::create(arguments.output, existing);
    if (!file) return tl::make_unexpected(file.error());
    lines.file_.emplace(std::move(*file));
    return lines;
  }
  bool write(const std::string& text) {
    if (!file_)
      print(text);
    else
      written_ = file_->write(text);
    return written_.has_value();
  }
  Status close() { return written_ && file_ ? file_->commit() : written_; }

 private:
  std::optional<AtomicFile> file_;
  Status written_;
};

int predict_all(const PredictArguments& arguments) {
  const auto opened = open_model(arguments.model, false);
  if (!opened) return tell(opened.error());
  auto lines = Lines::open(arguments);
  if (!lines) return tell(lines.error());
  lines->write(first_line(opened->model, arguments.probabilities));
  for (const NamedSamples& part : opened->parts) {
    const auto done = predict(opened->model, part.samples, [&](const Answers& answers) {
      std::string text;
      for (std::int64_t row = 0; row < answers.rows; ++row)
        text += line_of(opened->model,
                        answers.values.subspan(static_cast<std::size_t>(row * answers.width),
                                               static_cast<std::size_t>(answers.width)),
                        arguments.probabilities);
      return lines->write(text);
    });
    if (!done) return tell(done.error());
  }
  const auto closed = lines->close();
  return closed ? exit_done : tell(closed.error());
}

}  // namespace

void add_predict(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("predict", "What a trained model answers to samples, as CSV");
  auto arguments = std::make_shared<PredictArguments>();
  add_model_arguments(*command, arguments->model);
  command->add_option("--output", arguments->output, "Write the answers to this file")->type_name("FILE");
  command->add_flag("--probabilities", arguments->probabilities, "Also the probability of every class");
  command->add_flag("--force", arguments->force, "Replace a file that exists");
  command->footer(
      "Examples:\n  accelbench-cli predict digits.safetensors new-digits.csv --output answers.csv\n"
      "  accelbench-cli predict digits.safetensors --data digits.accel.yaml");
  command->callback([arguments, &status] { status = predict_all(*arguments); });
}

}  // namespace accelbench
