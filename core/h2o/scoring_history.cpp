// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/scoring_history.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "core/h2o/rest.h"

namespace accelbench::h2o {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_rows = 10'000'000;

/// Takes a number from the front, spaces before it left out.
std::optional<double> take_number(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value) || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take_word(std::string_view& text, std::string_view word) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

/// "1:02:03.456": each part is sixty of the next.
std::optional<double> clock_seconds(double first, std::string_view text) {
  double seconds = first;
  while (take_word(text, ":")) {
    const auto part = take_number(text);
    if (!part) return std::nullopt;
    seconds = seconds * 60 + *part;
  }
  return text.find_first_not_of(' ') == std::string_view::npos ? std::optional(seconds) : std::nullopt;
}

/// One table, read by column name.
class Table {
 public:
  explicit Table(const Json& history) {
    const Json& names = field_of(history, "columns");
    const Json& data = field_of(history, "data");
    if (!names.is_array() || !data.is_array()) return;
    for (std::size_t c = 0; c < std::min(names.size(), data.size()); ++c)
      if (data[c].is_array()) columns_.emplace(text_of(names[c], "name"), &data[c]);
    const auto epochs = columns_.find("epochs");
    if (epochs != columns_.end()) rows_ = std::min(epochs->second->size(), most_rows);
  }
  std::size_t rows() const { return rows_; }
  double number(std::string_view column, std::size_t row) const {
    const Json* value = find(column, row);
    return value == nullptr ? not_measured : number_of(*value);
  }
  std::string text(std::string_view column, std::size_t row) const {
    const Json* value = find(column, row);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
  }

 private:
  const Json* find(std::string_view column, std::size_t row) const {
    const auto found = columns_.find(column);
    return found == columns_.end() || row >= found->second->size() ? nullptr : &(*found->second)[row];
  }
  std::map<std::string, const Json*, std::less<>> columns_;
  std::size_t rows_ = 0;
};

/// The figures of one data set; `set` is "training_" or "validation_".
void take_figures(const Table& table, std::size_t row, const std::string& set, Loss loss, double& told,
                  std::array<double, metric_kinds>& metrics) {
  const auto number = [&](const char* name) { return table.number(set + name, row); };
  const auto slot = [&](Metric metric) -> double& { return metrics[static_cast<std::size_t>(metric)]; };
  if (takes_logits(loss)) {
    told = number("logloss");
    slot(Metric::accuracy) = 1 - number("classification_error");
    return;
  }
  const double rmse = number("rmse");
  told = loss == Loss::mae ? number("mae") : number("deviance");
  slot(Metric::rmse) = rmse;
  slot(Metric::mse) = rmse * rmse;
  slot(Metric::mae) = number("mae");
  slot(Metric::r2) = number("r2");
}

std::optional<ScoringRow> row_of(const Table& table, std::size_t index, Loss loss) {
  ScoringRow row;
  row.epochs = table.number("epochs", index);
  row.samples = table.number("samples", index);
  const auto duration = duration_seconds(table.text("duration", index));
  if (!std::isfinite(row.epochs) || !std::isfinite(row.samples) || !duration) return std::nullopt;
  row.duration_s = *duration;
  if (const auto speed = samples_per_second(table.text("training_speed", index)); speed && *speed > 0)
    row.training_s = row.samples / *speed;
  take_figures(table, index, "training_", loss, row.loss, row.metrics);
  take_figures(table, index, "validation_", loss, row.val_loss, row.val_metrics);
  return row;
}

}  // namespace

std::optional<double> duration_seconds(std::string_view text) {
  double whole = 0;
  for (;;) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    if (take_word(text, "days") || take_word(text, "day"))
      whole += *number * 86'400;
    else if (take_word(text, "min"))
      whole += *number * 60;
    else if (take_word(text, "sec"))
      return whole + *number;
    else if (const auto rest = clock_seconds(*number, text); rest && text.starts_with(':'))
      return whole + *rest;
    else
      return std::nullopt;
  }
}

std::optional<double> samples_per_second(std::string_view text) {
  const auto number = take_number(text);
  return number && take_word(text, "obs/sec") ? number : std::nullopt;
}

bool tells(Loss loss, Metric metric) { return takes_logits(loss) == (metric == Metric::accuracy); }

std::vector<ScoringRow> scoring_rows(const Json& history, Loss loss) {
  const Table table(history);
  std::vector<ScoringRow> rows;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const auto row = row_of(table, i, loss);
    if (!row) break;
    rows.push_back(*row);
  }
  return rows;
}

}  // namespace accelbench::h2o
