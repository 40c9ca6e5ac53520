// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_figures.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>

#include "core/planning/ceilings.h"
#include "core/planning/figures.h"
#include "ui/charts/ticks.h"
#include "ui/models/format.h"

namespace accelbench {

namespace {

QString tr(const char* text, const char* meaning = nullptr, int count = -1) {
  return QCoreApplication::translate("RunFigures", text, meaning, count);
}

/// In the order of what StepSplit tells. Source of the colours: Tol, "Colour schemes", 2021, light.
std::vector<PhaseContent::Kind> parts_of_step() {
  return {{tr("gather"), QColor(0xFF77AADD)},
          {tr("forward"), QColor(0xFF44BB99)},
          {tr("backward"), QColor(0xFFEE8866)},
          {tr("optimizer"), QColor(0xFFAA8FCC)},
          {tr("exchange"), QColor(0xFFFFAABB)},
          {tr("other"), QColor(0xFFBBBBBB)}};
}

std::array<double, 6> shares_of(const StepSplit& split) {
  return {split.gather, split.forward, split.backward, split.optimizer, split.exchange, split.other};
}

bool has_split(const RunRow& row) { return row.summary && row.summary->step_split; }

QString step_time_text(const RunRow& row) {
  const auto& median = row.summary->step_us.median;
  return median ? tr("%1 µs").arg(short_number(*median)) : QString();
}

/// Weights and biases of all layers but the first, and the first one's biases.
std::int64_t parameters_without_input(const ModelSpec& model) {
  std::int64_t sum = model.layers.front().units;
  for (std::size_t i = 1; i < model.layers.size(); ++i)
    sum += model.layers[i].units * (model.layers[i - 1].units + 1);
  return sum;
}

std::optional<Roof> roof_of(const RunRow& row) {
  const auto& summary = *row.summary;
  if (!summary.gemm_ceiling_flop_per_s || summary.threads < 1) return {};
  Roof roof;
  roof.flop_per_s = *summary.gemm_ceiling_flop_per_s;
  roof.name = tr("%1, %n thread(s): %2/s", nullptr, static_cast<int>(summary.threads))
                  .arg(QString::fromStdString(summary.precision), flop_text(roof.flop_per_s));
  // The memory of this machine is that of a run only where its arithmetic is, too: results come from
  // elsewhere.
  const auto kept = kept_ceilings();
  if (!kept || !*kept || !row.identity.accelerator) return roof;
  const Ceilings& ceilings = **kept;
  const auto here = product_ceiling(ceilings, row.identity.accelerator->precision, summary.threads);
  if (here != summary.gemm_ceiling_flop_per_s) return roof;
  const CoreRates& memory = ceilings.triad_bytes_per_s;
  roof.bytes_per_s = std::min(memory.one_core * static_cast<double>(summary.threads), memory.all_cores);
  return roof;
}

void add_roof(RooflineContent& content, const RunRow& row) {
  const auto roof = roof_of(row);
  if (roof && std::ranges::find(content.roofs, *roof) == content.roofs.end()) content.roofs.push_back(*roof);
}

std::optional<RooflineDot> dot_of(const RunRow& row) {
  const auto bytes = bytes_of_step(row);
  if (!bytes || !row.summary->achieved_flop_per_s) return {};
  RooflineDot dot;
  dot.style = row.loss->style;
  dot.flop_per_byte = static_cast<double>(row.summary->flop_per_step) / *bytes;
  dot.flop_per_s = *row.summary->achieved_flop_per_s;
  dot.tip =
      tr("%1\n%2/s, %3 FLOP/B: a step does %4 and touches %5")
          .arg(row.identity.label, flop_text(dot.flop_per_s), QLocale().toString(dot.flop_per_byte, 'g', 3),
               flop_text(static_cast<double>(row.summary->flop_per_step)), bytes_text(*bytes));
  return dot;
}

}  // namespace

PhaseContent step_split_of(const RunBoard& board) {
  const bool timed = std::ranges::all_of(board.rows(), [](const RunRow& row) {
    return !has_split(row) || row.summary->step_us.median.has_value();
  });
  PhaseContent content;
  content.shares = !timed;
  content.phases = parts_of_step();
  for (const RunRow& row : board.rows()) {
    if (!has_split(row)) continue;
    PhaseBar bar;
    bar.label = row.identity.label;
    bar.total = step_time_text(row);
    for (const double share : shares_of(*row.summary->step_split))
      bar.seconds.push_back(timed ? share * *row.summary->step_us.median * 1e-6 : share);
    content.bars.push_back(bar);
  }
  return content;
}

std::optional<double> bytes_of_step(const RunRow& row) {
  const auto& work = row.identity.work;
  if (!row.summary || !work || work->model.layers.empty()) return {};
  const auto& layers = work->model.layers;
  const std::int64_t of_input = row.summary->parameters - parameters_without_input(work->model);
  if (of_input <= 0 || of_input % layers.front().units != 0) return {};
  const auto figures = model_figures(work->model, work->training, of_input / layers.front().units);
  return static_cast<double>(figures.memory_bytes);
}

RooflineContent roofline_of(const RunBoard& board) {
  RooflineContent content;
  for (const RunRow& row : board.rows()) {
    if (!row.summary) continue;
    const auto dot = dot_of(row);
    if (!dot) continue;
    content.dots.push_back(*dot);
    add_roof(content, row);
  }
  return content;
}

QString roofs_missing_text(const RooflineContent& content) {
  if (content.dots.empty() || !content.roofs.empty()) return {};
  return tr("FLOP/s; what the machine gives at most: accelbench-cli selftest cpu");
}

}  // namespace accelbench
