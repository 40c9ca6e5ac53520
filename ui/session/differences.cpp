// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/differences.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/results/comparison_words.h"
#include "core/results/report_view.h"
#include "core/run/checkpoint_folder.h"
#include "core/work/safetensors.h"

namespace accelbench {

namespace {

constexpr std::size_t most_sources = 64;
using Part = DifferenceLine::Part;

QString tr(const char* text) { return QCoreApplication::translate("Differences", text); }

QString number_text(double value) { return QLocale().toString(value, 'g', 6); }

void add(std::vector<ResultFigure>& figures, const QString& key, std::optional<double> value) {
  if (value) figures.push_back({key, number_text(*value), value});
}

void add(std::vector<ResultFigure>& figures, const QString& key, const std::string& word) {
  if (!word.empty()) figures.push_back({key, QString::fromStdString(word), {}});
}

std::optional<double> as_number(std::int64_t value) {
  return value > 0 ? std::optional(static_cast<double>(value)) : std::nullopt;
}

std::vector<ResultFigure> figures_of(const RunSummary& run) {
  std::vector<ResultFigure> figures;
  add(figures, QStringLiteral("status"), std::string(name_of(run.status)));
  add(figures, QStringLiteral("algorithm"), run.algorithm);
  add(figures, QStringLiteral("loss"), run.final_loss);
  add(figures, QStringLiteral("val_loss"), run.final_val_loss);
  for (const auto& [name, value] : run.final_metrics) add(figures, QString::fromStdString(name), value);
  add(figures, tr("epochs"), as_number(run.epochs));
  add(figures, tr("steps"), as_number(run.steps));
  add(figures, tr("parameters"), as_number(run.parameters));
  add(figures, tr("samples a second"), run.samples_per_second);
  add(figures, tr("microseconds a step"), run.step_us.median);
  add(figures, tr("FLOP a second"), run.achieved_flop_per_s);
  add(figures, tr("time to first step (s)"), run.time_to_first_step_s);
  add(figures, tr("launch (s)"), run.launch_s);
  add(figures, tr("load (s)"), run.load_s);
  add(figures, tr("compile (s)"), run.compile_s);
  add(figures, tr("train (s)"), run.train_s);
  add(figures, tr("evaluate (s)"), run.evaluate_s);
  add(figures, tr("total (s)"), run.total_s);
  add(figures, tr("energy (J)"), run.energy_j);
  add(figures, tr("path"), run.path);
  add(figures, tr("threads"), as_number(run.threads));
  add(figures, tr("fingerprint of the work"), run.fingerprint);
  return figures;
}

std::vector<ResultFigure> figures_of(const std::vector<RowFigures>& rows, const std::string& only) {
  std::vector<ResultFigure> figures;
  for (const RowFigures& row : rows) {
    if (!only.empty() && row.row != only) continue;
    const QString before = only.empty() ? QString::fromStdString(row.row) + QStringLiteral(": ") : QString();
    for (const QuantityFigure& figure : row.figures)
      add(figures, before + QString::fromStdString(title_of(figure.quantity)), figure.median);
  }
  return figures;
}

const ResultFigure* find(const std::vector<ResultFigure>& figures, const QString& key) {
  const auto found = std::ranges::find(figures, key, &ResultFigure::key);
  return found == figures.end() ? nullptr : &*found;
}

std::optional<double> ratio_of(const ResultFigure* a, const ResultFigure* b) {
  if (a == nullptr || b == nullptr || !a->number || !b->number) return {};
  const double ratio = *b->number / *a->number;
  return std::isfinite(ratio) && ratio > 0 ? std::optional(ratio) : std::nullopt;
}

DifferenceLine line_of(const QString& key, const ResultFigure* a, const ResultFigure* b) {
  DifferenceLine line;
  line.part = Part::result;
  line.key = key;
  line.a = a != nullptr ? a->text : QString();
  line.b = b != nullptr ? b->text : QString();
  line.ratio = ratio_of(a, b);
  const bool both = a != nullptr && b != nullptr;
  line.differs = !both || (a->number ? a->number != b->number : a->text != b->text);
  return line;
}

void add_results(const DifferenceSide& a, const DifferenceSide& b, bool all,
                 std::vector<DifferenceLine>& lines) {
  std::vector<QString> keys;
  for (const auto* side : {&a, &b})
    for (const ResultFigure& figure : side->results)
      if (std::ranges::find(keys, figure.key) == keys.end()) keys.push_back(figure.key);
  for (const QString& key : keys) {
    DifferenceLine line = line_of(key, find(a.results, key), find(b.results, key));
    if (all || line.differs) lines.push_back(std::move(line));
  }
}

std::string value_of(const FlatSettings& settings, const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? std::string() : found->second;
}

struct Distance {
  double largest = 0, squares = 0;
  std::size_t count = 0;
  void add(const std::vector<double>& a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double difference = std::abs(a[i] - b[i]);
      // max() would pass over what is no number.
      if (!(difference <= largest)) largest = difference;
      squares += difference * difference;
    }
    count += a.size();
  }
  double rms() const { return count == 0 ? 0 : std::sqrt(squares / static_cast<double>(count)); }
};

DifferenceLine weights_line(std::size_t layer, const QString& a, const QString& b, bool differs) {
  return {Part::weights, QStringLiteral("layers.%1").arg(layer), a, b, {}, differs};
}

DifferenceLine compare_layer(std::size_t layer, const TrainedLayer& a, const TrainedLayer& b) {
  if (a.weight.size() != b.weight.size() || a.inputs != b.inputs) {
    const QString shape = QStringLiteral("%1 × %2");
    return weights_line(layer, shape.arg(a.units).arg(a.inputs), shape.arg(b.units).arg(b.inputs), true);
  }
  Distance distance;
  distance.add(a.weight, b.weight);
  distance.add(a.bias, b.bias);
  return weights_line(layer, tr("largest difference %1").arg(number_text(distance.largest)),
                      tr("root mean square %1").arg(number_text(distance.rms())), distance.largest != 0);
}

/// The furthest checkpoint of a run that was recorded here; empty: none.
std::filesystem::path weights_of(const std::filesystem::path& file, const std::string& run) {
  if (file.empty()) return {};
  const auto found = checkpoints_in(checkpoints_beside(file), run);
  return found.empty() ? std::filesystem::path() : found.front();
}

QString label_in(const OpenedResults& opened, const TrainingRow& row) {
  return QString::fromStdString(label_of(row, opened.rows.variant_of(row)));
}

/// A training has one summary a row, a comparison medians of its rounds.
DifferenceSide side_of_row(const OpenedResults& opened, const TrainingRow& row) {
  const Results& results = opened.judged->results;
  const auto run = std::ranges::find(results.runs, row.run, &RunRecord::run);
  const bool trained = !results.comparison && run != results.runs.end();
  DifferenceSide side = side_of_row(opened.rows.variants[row.variant].experiment, row.accelerator.id,
                                    trained ? &run->summary : nullptr);
  if (opened.judged->judgement) side.results = figures_of(opened.judged->judgement->rows, row.run);
  side.weights = weights_of(results.file, row.run);
  return side;
}

DifferenceSide side_of(const OpenedResults& opened) {
  DifferenceSide side = side_of(opened.experiment);
  const ReportSource source = opened.judged->source();
  side.results = figures_of(ReportView(source).figures(), {});
  add(side.results, tr("fingerprint of the work"), opened.judged->results.fingerprint);
  add(side.results, tr("processor"), opened.judged->results.machine.cpu);
  return side;
}

}  // namespace

std::vector<DifferenceLine> differences_of(const DifferenceSide& a, const DifferenceSide& b, bool all) {
  std::set<std::string> keys;
  for (const auto* side : {&a, &b})
    for (const auto& [key, value] : side->settings) keys.insert(key);
  std::vector<DifferenceLine> lines;
  for (const std::string& key : keys) {
    const std::string in_a = value_of(a.settings, key), in_b = value_of(b.settings, key);
    const bool differs = in_a != in_b || a.settings.contains(key) != b.settings.contains(key);
    if (!all && !differs) continue;
    lines.push_back({Part::setting,
                     QString::fromStdString(key),
                     QString::fromStdString(in_a),
                     QString::fromStdString(in_b),
                     {},
                     differs});
  }
  add_results(a, b, all, lines);
  return lines;
}

Result<std::vector<DifferenceLine>> weight_differences(const std::filesystem::path& a,
                                                       const std::filesystem::path& b) {
  const auto in_a = read_weights(a);
  if (!in_a) return tl::make_unexpected(in_a.error());
  const auto in_b = read_weights(b);
  if (!in_b) return tl::make_unexpected(in_b.error());
  std::vector<DifferenceLine> lines;
  const std::size_t both = std::min(in_a->size(), in_b->size());
  for (std::size_t layer = 0; layer < both; ++layer)
    lines.push_back(compare_layer(layer, (*in_a)[layer], (*in_b)[layer]));
  for (std::size_t layer = both; layer < std::max(in_a->size(), in_b->size()); ++layer)
    lines.push_back(weights_line(layer, layer < in_a->size() ? tr("there") : QString(),
                                 layer < in_b->size() ? tr("there") : QString(), true));
  return lines;
}

DifferenceSide side_of(const Experiment& experiment) { return {flat_settings(experiment), {}, {}}; }

DifferenceSide side_of_row(const Experiment& experiment, const std::string& accelerator,
                           const RunSummary* summary) {
  DifferenceSide side;
  const auto place = std::ranges::find(experiment.accelerators, accelerator, &AcceleratorSpec::id) -
                     experiment.accelerators.begin();
  const std::string own = "accelerators." + std::to_string(place) + ".";
  for (const auto& [key, value] : flat_settings(experiment)) {
    if (key.starts_with(own))
      side.settings["accelerator." + key.substr(own.size())] = value;
    else if (!key.starts_with("accelerators") && !key.starts_with("sweep"))
      side.settings[key] = value;
  }
  if (summary != nullptr) side.results = figures_of(*summary);
  return side;
}

std::vector<DifferenceSource> sources_of(const std::shared_ptr<const OpenedResults>& opened) {
  const Results& results = opened->judged->results;
  const QString file = QString::fromStdString(results.file.string());
  const QString name = QString::fromStdString(results.file.stem().string());
  std::vector<DifferenceSource> sources = {{file, name, [opened] { return side_of(*opened); }}};
  for (const TrainingRow& row : opened->rows.rows) {
    if (sources.size() > most_sources) break;
    sources.push_back({file + u'#' + QString::fromStdString(row.run),
                       QStringLiteral("%1 · %2").arg(name, label_in(*opened, row)),
                       [opened, row] { return side_of_row(*opened, row); }});
  }
  return sources;
}

std::vector<DifferenceSource> sources_of(const Experiment& experiment, const RunBoard& board,
                                         const std::filesystem::path& file) {
  std::vector<DifferenceSource> sources;
  TrainingRequest request;
  request.experiment = experiment;
  const auto rows = rows_of(request);
  if (!rows) return sources;
  for (const TrainingRow& row : rows->rows) {
    const auto run =
        std::ranges::find_if(board.rows(), [&](const RunRow& one) { return one.identity.id == row.run; });
    if (run == board.rows().end() || sources.size() == most_sources) continue;
    const Experiment variant = rows->variants[row.variant].experiment;
    sources.push_back({QStringLiteral("run:") + QString::fromStdString(row.run), run->identity.label,
                       [&board, variant, row, file] {
                         const auto now = std::ranges::find_if(
                             board.rows(), [&](const RunRow& one) { return one.identity.id == row.run; });
                         const bool told = now != board.rows().end() && now->summary;
                         DifferenceSide side =
                             side_of_row(variant, row.accelerator.id, told ? &*now->summary : nullptr);
                         side.weights = weights_of(file, row.run);
                         return side;
                       }});
  }
  return sources;
}

std::vector<DifferenceSource> sources_of(const ComparisonBoard& board) {
  std::vector<DifferenceSource> sources;
  TrainingRequest request;
  request.experiment = board.experiment();
  const auto rows = rows_of(request);
  if (!rows) return sources;
  for (const TrainingRow& row : rows->rows) {
    if (sources.size() == most_sources) break;
    const Experiment variant = rows->variants[row.variant].experiment;
    sources.push_back({QStringLiteral("compared:") + QString::fromStdString(row.run), board.label(row.run),
                       [&board, variant, row] {
                         DifferenceSide side = side_of_row(variant, row.accelerator.id, nullptr);
                         side.results = figures_of(board.judgement().rows, row.run);
                         return side;
                       }});
  }
  return sources;
}

}  // namespace accelbench
