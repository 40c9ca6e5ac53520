// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/report_plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <limits>

#include "core/results/comparison_words.h"
#include "core/results/report_curves.h"
#include "core/results/report_scaling_plots.h"
#include "core/results/report_times.h"

namespace accelbench {
namespace {

constexpr std::size_t most_variants_drawn = 4;
constexpr std::size_t most_rows_drawn = 12;

/// Makes the pictures of one variant.
class Plots {
 public:
  Plots(const ReportView& view, bool alone) : view_(view), style_(alone ? plot_style(view) : "") {}
  void add_variant(std::size_t variant);
  std::vector<ReportPlot> take() { return std::move(plots_); }

 private:
  svg::Caption caption(const std::string& title, const std::string& note) const;
  void add(const std::string& part, const std::string& file, std::string picture);
  void add_forest();
  svg::DotSeries series_of(const ReportRow& row) const;
  void add_dots();
  void add_curves(CurveValue value, CurveOver over, const std::string& file);
  void add_phases();
  void add_cold_start();
  void add_split();
  std::string what_lines_are() const;

  const ReportView& view_;
  std::string style_;
  std::size_t variant_ = 0;
  std::vector<const ReportRow*> rows_;
  std::vector<ReportPlot> plots_;
};

std::string sentence_case(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

svg::ForestRow forest_row(const ReportView& view, const PairJudgement& pair) {
  const ReportRow* a = view.row(pair.a);
  const ReportRow* b = view.row(pair.b);
  const std::string verdict = words_of(pair.verdict);
  return {(a ? a->accelerator : pair.a) + " / " + (b ? b->accelerator : pair.b),
          a ? a->look : 0,
          pair.ratio,
          pair.low,
          pair.high,
          is_separated(pair.verdict),
          pair.ratio ? ratio_text(pair) + " " + verdict : verdict};
}

/// Medians that lie far apart would press the runs of each into a line: then each is told relative to its
/// own.
bool far_apart(const std::vector<svg::DotSeries>& all) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (const svg::DotSeries& series : all)
    if (series.median) least = std::min(least, *series.median), most = std::max(most, *series.median);
  return least > 0 && most > 1.3 * least;
}

void make_relative(svg::DotSeries& series) {
  const double median = series.median.value_or(std::numeric_limits<double>::quiet_NaN());
  for (svg::Dot& dot : series.dots) dot.value = 100 * (dot.value / median - 1);
  series.median = std::nullopt;
}

svg::Dot dot_of(const ReportView& view, const ReportRow& row, const ReportRun& run, double value) {
  std::string text = fmt::format("{}, round {}: {}", row.accelerator, run.round->round,
                                 value_text(view.quantity(), value, row.currency));
  if (!run.counted) text += fmt::format(" (attempt {}, set aside)", run.round->attempt);
  return {static_cast<double>(run.round->round), value, run.counted, text};
}

void Plots::add_variant(std::size_t variant) {
  variant_ = variant;
  rows_ = view_.rows_of(variant);
  if (rows_.size() > most_rows_drawn) rows_.resize(most_rows_drawn);
  if (view_.judgement()) add_forest(), add_dots();
  add_curves(CurveValue::loss, CurveOver::epoch, "loss-by-epoch");
  add_curves(CurveValue::val_loss, CurveOver::epoch, "val-loss-by-epoch");
  add_curves(CurveValue::loss, CurveOver::seconds, "loss-by-time");
  add_phases();
  add_cold_start();
  add_split();
}

svg::Caption Plots::caption(const std::string& title, const std::string& note) const {
  const std::string variant = view_.variant_name(variant_);
  return {variant.empty() ? title : title + " · " + variant, note, style_};
}

void Plots::add(const std::string& part, const std::string& file, std::string picture) {
  const std::string number = view_.swept() ? fmt::format("-{}", variant_ + 1) : "";
  plots_.push_back({part, file + number, std::move(picture)});
}

void Plots::add_forest() {
  svg::ForestPlot plot;
  for (const PairJudgement& pair : view_.judgement()->pairs)
    if (pair.decides && pair.variant == variant_ && plot.rows.size() < most_rows_drawn)
      plot.rows.push_back(forest_row(view_, pair));
  if (plot.rows.empty()) return;
  const auto& floor = view_.facts()->floor;
  if (floor) plot.floor = floor->floor;
  plot.caption = caption(sentence_case(words_of(view_.quantity())) + ", ratio to the baseline",
                         "point: estimate; line: interval; grey: not separated" +
                             std::string(floor ? "; grey band: noise floor" : ""));
  plot.axis = "ratio (logarithmic)";
  add("verdicts", "forest", forest_plot(plot));
}

svg::DotSeries Plots::series_of(const ReportRow& row) const {
  svg::DotSeries series{row.label, row.look, {}, {}};
  std::vector<double> counted;
  for (const ReportRun& run : view_.runs(row.run)) {
    const auto value = view_.value(view_.quantity(), run, row.run);
    if (!value || !std::isfinite(*value)) continue;
    series.dots.push_back(dot_of(view_, row, run, *value));
    if (run.counted) counted.push_back(*value);
  }
  series.median = median_of(std::move(counted));
  return series;
}

void Plots::add_dots() {
  svg::DotPlot plot;
  for (const ReportRow* row : rows_)
    if (svg::DotSeries series = series_of(*row); !series.dots.empty())
      plot.series.push_back(std::move(series));
  if (plot.series.empty()) return;
  const bool relative = far_apart(plot.series);
  if (relative)
    for (svg::DotSeries& series : plot.series) make_relative(series);
  const std::string what = words_of(view_.quantity());
  plot.y.title = relative ? "from its own median (%)" : title_of(view_.quantity());
  plot.caption = caption(
      relative ? "Every run: " + what + ", relative to its accelerator's own median" : "Every run: " + what,
      std::string("a dot a run") + (relative ? "" : "; line: median") +
          "; hollow: rounds that were set aside");
  add("accelerators", "runs-by-round", dot_plot(plot));
}

std::string Plots::what_lines_are() const {
  return view_.judgement() ? "median of all counted rounds; band: least to largest; faint: each run" : "";
}

void Plots::add_curves(CurveValue value, CurveOver over, const std::string& file) {
  svg::LinePlot plot;
  for (const ReportRow* row : rows_)
    if (svg::Curve curve = curve_of(view_, *row, value, over); !curve.middle.empty())
      plot.curves.push_back(std::move(curve));
  if (plot.curves.empty()) return;
  const std::string what = value == CurveValue::loss ? "loss" : "validation loss";
  const bool by_epoch = over == CurveOver::epoch;
  plot.x = {by_epoch ? "epoch" : "training time (s)", false, !by_epoch};
  plot.y = {what, wants_logarithm(plot.curves), false};
  plot.caption =
      caption(sentence_case(what) + (by_epoch ? " by epoch" : " by training time"), what_lines_are());
  add("curves", file, line_plot(plot));
}

void Plots::add_phases() {
  svg::BarPlot plot{{}, "seconds", 1, phase_names(), {}};
  for (const ReportRow* row : rows_)
    if (auto parts = phase_seconds(view_, *row); !parts.empty())
      plot.bars.push_back({row->label, std::move(parts)});
  if (plot.bars.empty()) return;
  plot.caption = caption("Where the time of a run goes (s)",
                         std::string(view_.judgement() ? "medians of all counted rounds; " : "") +
                             "the measuring window is left out");
  add("phases", "phases", bar_plot(plot));
}

void Plots::add_cold_start() {
  svg::BarPlot plot{{}, "seconds", 1, {"launch to first step"}, {}};
  for (const ReportRow* row : rows_)
    if (const CertificateRecord* certificate = view_.certificate(row->run);
        certificate && certificate->cold_start_s)
      plot.bars.push_back({row->label, {*certificate->cold_start_s}});
  if (plot.bars.empty()) return;
  plot.caption = caption("Cold start (s)",
                         "launch to first step of the very first launch, with empty caches; never counted");
  add("phases", "cold-start", bar_plot(plot));
}

void Plots::add_split() {
  svg::BarPlot plot{{}, "share of a step (%)", 100, split_names(), {}};
  for (const ReportRow* row : rows_)
    if (auto parts = split_shares(view_, *row); !parts.empty())
      plot.bars.push_back({row->label, std::move(parts)});
  if (plot.bars.empty()) return;
  plot.caption = caption("Where the time of a step goes (%)", "sampled on the thread that leads the step");
  add("phases", "step-split", bar_plot(plot));
}

}  // namespace

std::vector<ReportPlot> report_plots(const ReportView& view, bool alone) {
  Plots plots(view, alone);
  for (std::size_t variant = 0; variant < std::min(view.variants().size(), most_variants_drawn); ++variant)
    plots.add_variant(variant);
  std::vector<ReportPlot> all = plots.take();
  std::ranges::move(scaling_plots(view, alone ? plot_style(view) : ""), std::back_inserter(all));
  return all;
}

std::string plot_style(const ReportView& view) { return svg::stylesheet(view.colors()); }

}  // namespace accelbench
