// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/side_by_side.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/results/comparison_words.h"

namespace accelbench {
namespace {

std::optional<bool> same_work(const ReportView& a, const ReportView& b) {
  const std::string& in_a = a.results().fingerprint;
  const std::string& in_b = b.results().fingerprint;
  if (in_a.empty() || in_b.empty()) return std::nullopt;
  return in_a == in_b;
}

bool is_positive(const std::optional<double>& value) { return value && std::isfinite(*value) && *value > 0; }

std::optional<double> ratio_of(const FigureBeside& figure) {
  if (!is_positive(figure.a.median) || !is_positive(figure.b.median)) return std::nullopt;
  return *figure.b.median / *figure.a.median;
}

/// Both sides' figures of one quantity, rows of a first.
class Matching {
 public:
  explicit Matching(Quantity quantity) : quantity_(quantity) {}
  void collect(const ReportView& view, bool is_a) {
    for (const RowFigures& figures : view.figures()) {
      const auto [at, is_new] = places_.emplace(figures.row, all_.size());
      if (is_new) all_.push_back(named(view, figures.row));
      FigureBeside& both = all_[at->second];
      (is_a ? both.a : both.b) = figure_of(figures, quantity_);
      (is_a ? both.in_a : both.in_b) = true;
    }
  }
  std::vector<FigureBeside> take() {
    std::erase_if(all_, [](const FigureBeside& both) { return !both.a.median && !both.b.median; });
    for (FigureBeside& both : all_) both.ratio = ratio_of(both);
    return std::move(all_);
  }

 private:
  FigureBeside named(const ReportView& view, const std::string& row) const {
    FigureBeside figure;
    figure.row = row;
    if (const ReportRow* known = view.row(row)) figure.look = known->look, figure.currency = known->currency;
    figure.a.quantity = figure.b.quantity = quantity_;
    return figure;
  }
  Quantity quantity_;
  std::vector<FigureBeside> all_;
  std::map<std::string, std::size_t> places_;
};

void add_figures(const ReportView& a, const ReportView& b, Quantity quantity, SideBySide& both) {
  Matching matching(quantity);
  matching.collect(a, true);
  matching.collect(b, false);
  for (FigureBeside& figure : matching.take()) both.figures.push_back(std::move(figure));
}

std::string agreement(const PairJudgement& a, const PairJudgement* b) {
  if (!b) return {};
  if (a.verdict == b->verdict) return "agree";
  return is_separated(a.verdict) && is_separated(b->verdict) ? "disagree" : "differ";
}

void add_verdicts(const ReportView& a, const ReportView& b, SideBySide& both) {
  if (!a.judgement() || !b.judgement()) return;
  for (const PairJudgement& pair : a.judgement()->pairs) {
    const PairJudgement* other = b.pair(pair.a, pair.quantity);
    if (other && other->b != pair.b) other = nullptr;
    if (!pair.decides && !says_something(pair) && !(other && says_something(*other))) continue;
    both.verdicts.push_back({&pair, other, agreement(pair, other)});
  }
}

}  // namespace

SideBySide side_by_side(const ReportView& a, const ReportView& b) {
  SideBySide both;
  both.same_work = same_work(a, b);
  both.differences = differences_of(flat_settings(a.experiment()), flat_settings(b.experiment()));
  add_figures(a, b, a.quantity(), both);
  for (const auto& named : Names<Quantity>::table)
    if (named.value != a.quantity()) add_figures(a, b, named.value, both);
  add_verdicts(a, b, both);
  return both;
}

}  // namespace accelbench
