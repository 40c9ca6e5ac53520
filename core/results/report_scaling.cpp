// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cmath>

#include "core/results/comparison_words.h"
#include "core/results/ratio_texts.h"
#include "core/results/report_parts.h"

namespace accelbench {
namespace {

using Align = TextTable::Align;

const std::vector<ScalingStudy>& studies_of(const ReportView& view) {
  static const std::vector<ScalingStudy> none;
  return view.source().scaling ? *view.source().scaling : none;
}

ReportCell study_cell(const ReportView& view, const ScalingStudy& study) {
  const ReportRow* row = study.points.empty() ? nullptr : view.row(study.points.front().row);
  return {fmt::format("{}, {}", study.accelerator, name_of(study.work.kind)), row ? row->look : -1};
}

std::string share_text(std::optional<double> value) {
  return value && std::isfinite(*value) ? fmt::format("{:.3g} %", 100 * *value) : not_measured_mark;
}

std::string speed_up_text(const ScalingFigure& figure) {
  if (!figure.value) return not_measured_mark;
  if (!figure.low || !figure.high) return ratio_text(*figure.value);
  if (*figure.low == *figure.high) return "1";  // of the base against itself
  const RatioTexts texts = ratio_texts(*figure.value, figure.low, figure.high);
  return fmt::format("{}× ({}–{})", texts.ratio, texts.low, texts.high);
}

template <class Text>
std::string whole_interval(const ScalingFigure& figure, const Text& text) {
  if (!figure.low || !figure.high || *figure.low == *figure.high) return text(figure.value);
  return interval_text(text(figure.value), text(figure.low), text(figure.high));
}

ScalingFigure as_figure(const ScalingEstimate& estimate) {
  return {estimate.centre, estimate.low, estimate.high};
}

void add_point(const ReportView& view, const ScalingStudy& study, const ScalingPoint& point,
               ReportPart& part) {
  part.table.rows.push_back({study_cell(view, study),
                             {std::to_string(point.ranks)},
                             {whole_interval(point.samples_per_second, readable_count)},
                             {speed_up_text(point.speed_up)},
                             {whole_interval(point.efficiency, share_text)},
                             {share_text(point.exchange_share)},
                             {std::to_string(point.rounds)}});
  if (!point.reason.empty()) part.notes.push_back(fmt::format("{}: {}", point.row, point.reason));
}

std::string scaling_words(const std::vector<ScalingStudy>& studies) {
  bool strong = false, weak = false;
  for (const ScalingStudy& study : studies) (study.work.kind == ScalingKind::strong ? strong : weak) = true;
  std::string words =
      "Speed-up: samples/s against the fewest ranks, paired by round; efficiency: that, by how "
      "many times more ranks there are. Intervals of 95 %, each by itself; no verdicts.";
  if (strong) words += " Strong: the ranks share one batch.";
  if (weak) words += " Weak: each rank has a batch of its own, and samples grow with the ranks.";
  return words;
}

void add_predictions(const ReportView& view, const ScalingStudy& study, ReportPart& part) {
  for (const ScalingPrediction& one : study.fit->predictions) {
    if (one.measured) continue;
    part.table.rows.push_back(
        {study_cell(view, study),
         {std::to_string(one.ranks)},
         {whole_interval(as_figure(samples_per_second(study.work, one)), readable_count)},
         {speed_up_text(as_figure(one.speed_up))},
         {whole_interval(as_figure(one.efficiency), share_text)},
         {whole_interval(as_figure(one.exchange_share), share_text)}});
  }
}

std::string parameter_value(const FittedParameter& one) {
  const auto text = [&](std::optional<double> value) {
    if (one.parameter == ScalingParameter::overlap || one.parameter == ScalingParameter::crowding)
      return share_text(value);
    if (one.parameter == ScalingParameter::bandwidth) return readable_count(value) + "B/s";
    return readable_seconds(value);
  };
  return whole_interval(as_figure(one.value), text);
}

std::string_view meaning_of(ScalingParameter parameter) {
  for (const auto& one : Names<ScalingParameter>::table)
    if (one.value == parameter) return one.meaning;
  return "?";
}

/// "cpu, strong: computing that ranks share 8.0 ms (7.9–8.1), measured; …".
std::string parameters_note(const ScalingStudy& study) {
  std::string note;
  for (const FittedParameter& one : study.fit->told)
    note += fmt::format("{}{} {} ({})", note.empty() ? "" : "; ", meaning_of(one.parameter),
                        parameter_value(one), one.measured ? "measured" : "mostly assumed");
  return fmt::format("{}, {}: {}.", study.accelerator, name_of(study.work.kind), note);
}

std::string misfit_note(const ScalingStudy& study) {
  return fmt::format("{}: the model misses a measured step by {}: do not rely on what it predicts.",
                     study.accelerator, share_text(study.fit->misfit));
}

constexpr const char* prediction_words =
    "A prediction, not a measurement: a step's computing, what every rank does alike, and the part of the "
    "exchange that the backward pass does not hide, fitted to the measured ranks. Intervals of 95 % hold the "
    "rounds' noise and what the measured ranks leave open; they do not hold what the model does not know: "
    "other hosts, slower links, caches that a smaller share fits.";

}  // namespace

ReportPart scaling_part(const ReportView& view) {
  ReportPart part{"scaling", "Scaling over ranks", {}, {}, {}};
  if (studies_of(view).empty()) return part;
  part.table.columns = {{"accelerator", Align::left}, {"ranks", Align::right},
                        {"samples/s", Align::right},  {"speed-up", Align::right},
                        {"efficiency", Align::right}, {"waiting for the exchange", Align::right},
                        {"rounds", Align::right}};
  part.table.keys = 2;
  for (const ScalingStudy& study : studies_of(view)) {
    for (const ScalingPoint& point : study.points) add_point(view, study, point, part);
    if (!study.variant.empty()) part.notes.push_back(fmt::format("{}: {}", study.accelerator, study.variant));
  }
  part.notes.push_back(scaling_words(studies_of(view)));
  return part;
}

ReportPart scaling_prediction_part(const ReportView& view) {
  ReportPart part{"scaling-prediction", "Prediction for more ranks", {}, {}, {}};
  part.table.columns = {{"accelerator", Align::left}, {"ranks", Align::right},
                        {"samples/s", Align::right},  {"speed-up", Align::right},
                        {"efficiency", Align::right}, {"waiting for the exchange", Align::right}};
  part.table.keys = 2;
  for (const ScalingStudy& study : studies_of(view)) {
    if (study.fit) {
      add_predictions(view, study, part);
      part.notes.push_back(parameters_note(study));
      if (study.fit->misfit > most_misfit) part.notes.push_back(misfit_note(study));
    } else {
      part.notes.push_back(fmt::format("{}: no model: {}", study.accelerator, study.no_fit));
    }
  }
  if (!part.table.empty()) part.sentences.push_back(prediction_words);
  return part;
}

}  // namespace accelbench
