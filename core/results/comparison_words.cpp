// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/comparison_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/results/ratio_texts.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

std::string spaced(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string unit_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::throughput:
      return "samples/s";
    case Quantity::time_to_target:
    case Quantity::train_time:
      return "s";
    case Quantity::energy_to_target:
      return "J";
    case Quantity::final_loss:
    case Quantity::cost_to_target:
      return "";
  }
  return "";
}

std::string joules(double value) { return readable_count(value) + (value < 1000 ? " J" : "J"); }

/// "7.50 ms" → "7.50" and " ms".
std::pair<std::string, std::string> split_unit(const std::string& text) {
  const auto space = text.find(' ');
  return space == std::string::npos ? std::pair(text, std::string())
                                    : std::pair(text.substr(0, space), text.substr(space));
}

}  // namespace

std::string words_of(Quantity quantity) { return spaced(name_of(quantity)); }

std::string title_of(Quantity quantity) {
  const std::string unit = unit_of(quantity);
  return words_of(quantity) + (unit.empty() ? "" : " (" + unit + ")");
}

std::string words_of(Verdict verdict) { return spaced(name_of(verdict)); }

bool is_separated(Verdict verdict) {
  return verdict == Verdict::faster || verdict == Verdict::slower || verdict == Verdict::lower ||
         verdict == Verdict::higher;
}

bool says_something(const PairJudgement& pair) {
  return pair.ratio || is_separated(pair.verdict) || pair.verdict == Verdict::not_separated ||
         pair.verdict == Verdict::target_not_reached;
}

std::string value_text(Quantity quantity, std::optional<double> value, const std::string& currency) {
  if (!value || std::isnan(*value)) return not_measured_mark;
  if (std::isinf(*value)) return "not reached";
  switch (quantity) {
    case Quantity::throughput:
      return readable_count(value);
    case Quantity::time_to_target:
    case Quantity::train_time:
      return readable_seconds(value);
    case Quantity::energy_to_target:
      return joules(*value);
    case Quantity::final_loss:
      return readable_number(value);
    case Quantity::cost_to_target:
      return readable_number(value) + (currency.empty() ? "" : " " + currency);
  }
  return not_measured_mark;
}

std::string interval_text(const std::string& middle, const std::string& low, const std::string& high) {
  const auto unit = split_unit(middle).second;
  const auto [least, unit_low] = split_unit(low);
  const auto [most, unit_high] = split_unit(high);
  if (unit == unit_low && unit == unit_high) return fmt::format("{} ({}–{})", middle, least, most);
  return fmt::format("{} ({}–{})", middle, low, high);
}

std::string figure_text(const QuantityFigure& figure, const std::string& currency) {
  const auto text = [&](const std::optional<double>& value) {
    return value_text(figure.quantity, value, currency);
  };
  if (!figure.median || !figure.low || !figure.high) return text(figure.median);
  return interval_text(text(figure.median), text(figure.low), text(figure.high));
}

std::string ratio_text(double ratio) {
  if (std::isnan(ratio) || ratio <= 0) return not_measured_mark;
  return std::isinf(ratio) ? "∞" : ratio_texts(ratio, ratio, ratio).ratio + "×";
}

std::string ratio_text(const PairJudgement& pair) {
  if (!pair.ratio) return not_measured_mark;
  const RatioTexts texts = ratio_texts(*pair.ratio, pair.low, pair.high);
  return fmt::format("{}× ({}–{})", texts.ratio, texts.low, texts.high);
}

std::optional<double> median_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1 || values[middle] == values[middle - 1]) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

}  // namespace accelbench
