// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/judgement/quantities.h"
#include "core/judgement/statistics.h"

namespace accelbench {
namespace {

constexpr double figure_alpha = 0.05;

/// One quantity of one row.
struct Values {
  std::vector<double> values;  ///< infinite: missed
  std::int64_t missed = 0;
  std::string reason;  ///< the first that explains a round without a value
};

std::string failure_of(const RunSummary& run) {
  const std::string status(name_of(run.status));
  return run.reason.empty() ? status : fmt::format("{}: {}", status, run.reason);
}

Values values_of(std::span<const RunSummary* const> runs, const JudgedRow& row, Quantity quantity) {
  Values all;
  for (const RunSummary* run : runs) {
    if (!run) continue;
    const QuantityValue value = counts_for(quantity, *run) ? quantity_of(quantity, *run, row)
                                                           : QuantityValue{std::nullopt, failure_of(*run)};
    if (value.value) all.values.push_back(*value.value);
    if (value.value && std::isinf(*value.value)) ++all.missed;
    if (all.reason.empty()) all.reason = value.reason;
  }
  return all;
}

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

IntervalEstimate middle_and_range(const std::vector<double>& values) {
  IntervalEstimate estimate = median_interval(values, figure_alpha);
  if (values.empty() || estimate.low != -infinite) return estimate;
  const auto [low, high] = std::ranges::minmax(values);
  return {estimate.centre, low, high};
}

}  // namespace

RowFigures figures_of(const RoundTable& table, const JudgedRow& row) {
  RowFigures figures{row.row, row.accelerator, row.variant, {}};
  for (const auto& [quantity, name, meaning] : Names<Quantity>::table) {
    const Values all = values_of(table.runs_of(row.row), row, quantity);
    const IntervalEstimate estimate = middle_and_range(all.values);
    QuantityFigure figure{quantity,
                          finite(estimate.centre),
                          finite(estimate.low),
                          finite(estimate.high),
                          static_cast<std::int64_t>(all.values.size()),
                          all.reason};
    if (all.missed > 0)
      figure.reason = fmt::format("the target was missed in {} of {} rounds", all.missed, all.values.size());
    figures.figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace accelbench
