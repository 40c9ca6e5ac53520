// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/verdict_figures.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/results/comparison_words.h"
#include "ui/models/comparison_text.h"
#include "ui/models/format.h"

namespace accelbench {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Comparison", text); }

/// Seconds of one phase as a run's summary tells them.
struct PhaseKind {
  const char* name;
  const char* color;  // Paul Tol's light scheme: not those of accelerators
  std::optional<double> RunSummary::*seconds;
};
constexpr std::array phase_kinds = {
    PhaseKind{QT_TRANSLATE_NOOP("Comparison", "launch"), "#bbcc33", &RunSummary::launch_s},
    PhaseKind{QT_TRANSLATE_NOOP("Comparison", "load"), "#99ddff", &RunSummary::load_s},
    PhaseKind{QT_TRANSLATE_NOOP("Comparison", "compile"), "#eedd88", &RunSummary::compile_s},
    PhaseKind{QT_TRANSLATE_NOOP("Comparison", "train"), "#44bb99", &RunSummary::train_s},
    PhaseKind{QT_TRANSLATE_NOOP("Comparison", "evaluate"), "#ffaabb", &RunSummary::evaluate_s},
    PhaseKind{QT_TRANSLATE_NOOP("Comparison", "measure"), "#77aadd", &RunSummary::measure_s},
};
constexpr const char* rest_color = "#b8bec6";
constexpr const char* cold_start_color = "#ee8866";

bool counts(const RoundRecord& round) { return round.finished && !round.set_aside; }

bool is_good(const RunSummary& run) { return run.status == RunStatus::completed; }

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  const std::size_t middle = values.size() / 2;
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(middle));
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle] +
          *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(middle))) /
         2;
}

ForestRow forest_row(const ComparisonBoard& board, const PairJudgement& pair) {
  const RunIdentity* row = board.row(pair.a);
  ForestRow made;
  made.label = board.name(pair.a);
  made.color = row != nullptr ? row->color : QColor();
  made.marker = board.position(pair.a);
  made.ratio = pair.ratio;
  made.low = pair.low;
  made.high = pair.high;
  made.separated = is_separated(pair.verdict);
  const QString verdict = pair.within_floor ? tr("within the noise floor") : verdict_text(pair.verdict);
  made.words = pair.ratio ? QStringLiteral("%1 · %2").arg(interval_text(pair), verdict) : verdict;
  made.tip = QString::fromStdString(pair.sentence.empty() ? pair.reason : pair.sentence);
  return made;
}

/// "ratio to CPU float32, 1 thread": where all rows have the same baseline its name.
QString forest_axis(const ComparisonBoard& board) {
  QString baseline;
  for (const RunIdentity& row : board.rows()) {
    if (!board.is_baseline(row.id)) continue;
    if (!baseline.isEmpty()) return tr("ratio to the baseline of the same variant, logarithmic");
    baseline = board.name(row.id);
  }
  return tr("ratio to %1, logarithmic").arg(baseline);
}

Dot dot_of(const ComparisonBoard& board, const RoundRecord& round, const RoundRun& run, Quantity quantity,
           const JudgedRow& row) {
  const QuantityValue measured = quantity_of(quantity, run.summary, row);
  Dot dot;
  dot.round = round.round;
  dot.set_aside = round.set_aside;
  dot.missed = measured.value && std::isinf(*measured.value);
  if (measured.value && !dot.missed) dot.value = measured.value;
  const QString value = measured.value ? quantity_text(quantity, measured.value, row.currency)
                                       : QString::fromStdString(measured.reason);
  dot.tip = tr("%1, round %2: %3").arg(board.label(run.row)).arg(round.round).arg(value);
  if (round.set_aside) dot.tip += u'\n' + tr("set aside");
  return dot;
}

PhaseBar rounds_bar(const ComparisonBoard& board, const RunIdentity& row) {
  std::array<std::vector<double>, phase_kinds.size()> seconds;
  std::vector<double> totals;
  for (const RoundRecord& round : board.facts().rounds)
    for (const RoundRun& run : round.runs) {
      if (!counts(round) || run.row != row.id || !is_good(run.summary)) continue;
      for (std::size_t kind = 0; kind < phase_kinds.size(); ++kind)
        seconds[kind].push_back(std::max(0.0, (run.summary.*phase_kinds[kind].seconds).value_or(0)));
      if (run.summary.total_s) totals.push_back(*run.summary.total_s);
    }
  PhaseBar bar;
  bar.label = board.name(row.id);
  double known = 0;
  for (const auto& of_kind : seconds) bar.seconds.push_back(median_of(of_kind));
  for (const double each : bar.seconds) known += each;
  const double total = std::max(median_of(totals), known);
  bar.seconds.push_back(total - known);
  bar.total = total > 0 ? duration_text(total) : not_measured_text();
  return bar;
}

PhaseBar cold_bar(const QString& name, double seconds) {
  PhaseBar bar;
  bar.label = tr("%1, cold start").arg(name);
  bar.seconds.assign(phase_kinds.size() + 1, 0);
  bar.seconds.push_back(seconds);
  bar.total = duration_text(seconds);
  return bar;
}

}  // namespace

ForestContent forest_of(const ComparisonBoard& board, Quantity quantity) {
  ForestContent content;
  for (const PairJudgement& pair : board.judgement().pairs)
    if (pair.quantity == quantity && board.is_baseline(pair.b))
      content.rows.push_back(forest_row(board, pair));
  const auto& floor = board.facts().floor;
  if (floor && floor->quantity == quantity) content.floor = floor->floor;
  content.axis_title = forest_axis(board);
  content.above_one = above_one(quantity);
  content.below_one = below_one(quantity);
  return content;
}

DotContent dots_of(const ComparisonBoard& board, Quantity quantity) {
  DotContent content;
  content.rounds = std::max<std::int64_t>(board.judgement().rounds, 1);
  const bool goes_on = !board.recorded() && board.facts().end == ComparisonEnd::unfinished;
  if (goes_on && board.judgement().next_look) content.rounds = *board.judgement().next_look;
  for (const RunIdentity& row : board.rows()) {
    const JudgedRow* judged = board.judged(row.id);
    DotSeries series;
    series.style.label = board.name(row.id);
    series.style.color = row.color;
    series.style.marker = board.position(row.id);
    for (const RoundRecord& round : board.facts().rounds)
      for (const RoundRun& run : round.runs)
        if (judged != nullptr && round.finished && run.row == row.id)
          series.dots.push_back(dot_of(board, round, run, quantity, *judged));
    const QuantityFigure* figure = board.figure(row.id, quantity);
    if (figure != nullptr) series.median = figure->median;
    if (!series.dots.empty()) content.series.push_back(std::move(series));
  }
  return content;
}

PhaseContent phases_of(const ComparisonBoard& board) {
  PhaseContent content;
  for (const PhaseKind& kind : phase_kinds)
    content.phases.push_back({tr(kind.name), QColor(QLatin1String(kind.color))});
  content.phases.push_back({tr("rest"), QColor(QLatin1String(rest_color))});
  content.phases.push_back({tr("cold start"), QColor(QLatin1String(cold_start_color))});
  for (const RunIdentity& row : board.rows()) {
    PhaseBar bar = rounds_bar(board, row);
    if (bar.total != not_measured_text()) content.bars.push_back(std::move(bar));
    const CertificateRecord* certificate = board.certificate(row.id);
    if (certificate != nullptr && certificate->cold_start_s)
      content.bars.push_back(cold_bar(board.name(row.id), *certificate->cold_start_s));
  }
  return content;
}

std::vector<Quantity> measured_quantities(const ComparisonBoard& board) {
  std::vector<Quantity> quantities{board.experiment().comparison.quantity};
  for (const auto& named : Names<Quantity>::table) {
    const bool measured = std::ranges::any_of(board.rows(), [&](const RunIdentity& row) {
      const QuantityFigure* figure = board.figure(row.id, named.value);
      return figure != nullptr && figure->median;
    });
    if (measured && named.value != quantities.front()) quantities.push_back(named.value);
  }
  return quantities;
}

}  // namespace accelbench
