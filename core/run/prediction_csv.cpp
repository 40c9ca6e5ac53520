// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/prediction_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace accelbench {
namespace {

/// As RFC 4180 has it: quoted where it must be.
std::string quoted_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string prediction_line(const TrainedModel& model, std::span<const double> values, bool probabilities) {
  if (model.classes() == 0) return fmt::format("{}\n", fmt::join(values, ","));
  const std::int64_t chosen = chosen_class(values);
  std::string line =
      fmt::format("{},{}", quoted_field(model.class_name(chosen)), values[static_cast<std::size_t>(chosen)]);
  if (probabilities) line += fmt::format(",{}", fmt::join(values, ","));
  return line + "\n";
}

}  // namespace

std::string prediction_head(const TrainedModel& model, bool probabilities) {
  std::string line = model.classes() > 0 ? "class,probability" : "";
  for (std::int64_t k = 0; model.classes() > 0 && probabilities && k < model.classes(); ++k)
    line += "," + quoted_field(model.class_name(k));
  for (std::int64_t k = 0; model.classes() == 0 && k < model.outputs(); ++k)
    line += (k > 0 ? "," : "") + quoted_field(model.target_name(k));
  return line + "\n";
}

std::string prediction_lines(const TrainedModel& model, const Answers& answers, bool probabilities) {
  std::string text;
  const auto width = static_cast<std::size_t>(answers.width);
  for (std::size_t row = 0; row < static_cast<std::size_t>(answers.rows); ++row)
    text += prediction_line(model, answers.values.subspan(row * width, width), probabilities);
  return text;
}

Status write_predictions(const TrainedModel& model, const std::vector<NamedSamples>& parts,
                         const PredictionFile& output, const std::function<void(std::int64_t)>& told,
                         std::stop_token stop) {
  auto file = AtomicFile::create(output.file, output.existing);
  if (!file) return tl::make_unexpected(file.error());
  Status written = file->write(prediction_head(model, output.probabilities));
  std::int64_t before = 0;
  for (const NamedSamples& part : parts) {
    const auto take = [&](const Answers& answers) {
      if (written) written = file->write(prediction_lines(model, answers, output.probabilities));
      if (told) told(before + answers.first + answers.rows);
      return written.has_value();
    };
    if (Status done = predict(model, part.samples, take, stop); !done) return done;
    if (!written) return written;
    before += part.samples.samples;
  }
  return file->commit();
}

}  // namespace accelbench
