// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include <algorithm>
#include <cmath>

#include "ui/models/accelerators_model.h"
#include "ui/models/format.h"
#include "ui/models/sorted_rows.h"
#include "ui/models/summary_text.h"

namespace accelbench {

namespace {

constexpr int first_metric = RunsModel::val_loss + 1;

QString metric_name(Metric metric, bool validation) {
  const QString name = QString::fromUtf8(name_of(metric));
  return validation ? QStringLiteral("val_") + name : name;
}

/// "cpu" of "cpu@2", the run of a sweep's second variant.
std::string accelerator_of(const std::string& run) { return run.substr(0, run.rfind('@')); }

std::optional<double> epoch_value(const RunRow& row, double EpochRecord::*member) {
  if (!row.last_epoch) return {};
  return (*row.last_epoch).*member;
}

/// Without a value where it was not measured: such cells are empty in files and sorted last.
QVariant number(std::optional<double> value) { return value ? QVariant(*value) : QVariant(); }

QString summary_cell(const RunRow& row, int column) {
  const QString told = row.summary ? summary_text(*row.summary, column) : QString();
  return told.isEmpty() && column != RunsModel::split ? not_measured_text() : told;
}

}  // namespace

RunsModel::RunsModel(const RunBoard& board, QObject* parent) : QAbstractTableModel(parent), board_(board) {}

int RunsModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }

int RunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : fixed_columns + static_cast<int>(metrics_.size());
}

int RunsModel::fixed_at(int column) const {
  if (column < first_metric) return column;
  return metric_at(column) != nullptr ? -1 : column - static_cast<int>(metrics_.size());
}

const RunsModel::MetricColumn* RunsModel::metric_at(int column) const {
  const auto place = static_cast<std::size_t>(column - first_metric);
  return column >= first_metric && place < metrics_.size() ? &metrics_[place] : nullptr;
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rows_) return {};
  const RunRow& row = board_.rows()[static_cast<std::size_t>(index.row())];
  const int column = fixed_at(index.column());
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::DecorationRole:
      return column == name ? QVariant(color_swatch(row.identity.color)) : QVariant();
    case Qt::ToolTipRole:
      return tool_tip(row, index.column());
    case value_role:
      return value(row, index.column());
    case share_role:
      return column == progress ? QVariant(row.reached()) : QVariant();
    case parts_role:
      return column == split && row.summary ? split_parts(*row.summary) : QVariant();
    case Qt::TextAlignmentRole:
      return alignment(index.column());
    default:
      return {};
  }
}

QString RunsModel::text(const RunRow& row, int column) const {
  if (const MetricColumn* metric = metric_at(column)) {
    if (!row.last_epoch) return not_measured_text();
    const auto& values = metric->validation ? row.last_epoch->val_metrics : row.last_epoch->metrics;
    return loss_text(values[static_cast<std::size_t>(metric->metric)]);
  }
  switch (fixed_at(column)) {
    case name:
      return row.identity.label;
    case state:
      return state_text(row);
    case progress:
      return tr("%1 / %2").arg(count_text(static_cast<std::int64_t>(row.epoch)),
                               count_text(row.identity.epochs));
    case eta:
      return row.state == RunRow::State::running ? duration_text(row.eta_s()) : not_measured_text();
    case loss:
      return loss_text(epoch_value(row, &EpochRecord::loss));
    case val_loss:
      return loss_text(epoch_value(row, &EpochRecord::val_loss));
    case throughput:
      return rate_text(row.samples_per_second());
    case utilization:
      return share_text(row.utilization);
    case ratio:
      return ratio_cell(row);
    default:
      return summary_cell(row, fixed_at(column));
  }
}

/// A run that is not compared is no baseline either, once it has ended.
QString RunsModel::ratio_cell(const RunRow& row) const {
  const auto found = board_.ratio_to(baseline_, row);
  const bool stands = is_baseline(row) && (found || !row.summary);
  return stands ? tr("baseline") : ratio_text(found);
}

QVariant RunsModel::value(const RunRow& row, int column) const {
  if (const MetricColumn* metric = metric_at(column)) {
    if (!row.last_epoch) return {};
    const auto& values = metric->validation ? row.last_epoch->val_metrics : row.last_epoch->metrics;
    return values[static_cast<std::size_t>(metric->metric)];
  }
  switch (fixed_at(column)) {
    case progress:
      return row.epoch;
    case eta:
      return number(row.eta_s());
    case loss:
      return number(epoch_value(row, &EpochRecord::loss));
    case val_loss:
      return number(epoch_value(row, &EpochRecord::val_loss));
    case throughput:
      return number(row.samples_per_second());
    case utilization:
      return number(row.utilization);
    case ratio:
      return number(board_.ratio_to(baseline_, row));
    case speed:
      return number(row.summary ? row.summary->achieved_flop_per_s : std::nullopt);
    case threads:
      return row.summary ? QVariant(static_cast<qlonglong>(row.summary->threads)) : QVariant();
    default:
      return text(row, column);
  }
}

bool RunsModel::is_baseline(const RunRow& row) const { return accelerator_of(row.identity.id) == baseline_; }

std::string RunsModel::accelerator(int row) const {
  if (row < 0 || row >= rows_) return {};
  return accelerator_of(board_.rows()[static_cast<std::size_t>(row)].identity.id);
}

void RunsModel::set_baseline(const std::string& accelerator) {
  baseline_ = accelerator;
  refresh();
}

/// Words to the left, numbers to the right so that their digits stand below each other.
int RunsModel::alignment(int column) const {
  const int fixed = fixed_at(column);
  if (fixed == path || fixed == split)
    return Qt::AlignCenter;  // between numbers, words need air on both sides
  return int(fixed == name || fixed == state ? Qt::AlignLeft : Qt::AlignRight) | int(Qt::AlignVCenter);
}

QString RunsModel::state_text(const RunRow& row) const {
  const QString plain = state_name(row);
  return row.changed_by_hand ? tr("%1, by hand").arg(plain) : plain;
}

QString RunsModel::state_name(const RunRow& row) {
  if (row.state == RunRow::State::waiting) return tr("waiting");
  if (row.paused) return tr("paused");
  if (row.summary) switch (row.summary->status) {
      case RunStatus::completed:
        return tr("completed");
      case RunStatus::stopped:
        return tr("stopped");
      case RunStatus::diverged:
        return tr("diverged");
      case RunStatus::failed:
        return tr("failed");
      case RunStatus::unavailable:
        return tr("unavailable");
    }
  if (!row.phase) return tr("running");
  switch (*row.phase) {
    case Phase::load:
      return tr("loading data");
    case Phase::compile:
      return tr("compiling");
    case Phase::warm_up:
      return tr("warming up");
    case Phase::train:
      return tr("training");
    case Phase::measure:
      return tr("measuring");
    case Phase::evaluate:
      return tr("evaluating");
    case Phase::exchange:
      return tr("exchanging");
  }
  return {};
}

QVariant RunsModel::tool_tip(const RunRow& row, int column) const {
  const MetricColumn* metric = metric_at(column);
  if (metric != nullptr && metric->metric == Metric::accuracy && !accuracy_note_.isEmpty())
    return accuracy_note_;
  const int fixed = fixed_at(column);
  if (fixed == state || fixed == name) return state_tip(row);
  if (fixed == utilization) return utilization_tip(row);
  if (fixed == ratio && row.changed_by_hand)
    return tr("Not compared: its learning rate was changed by hand.");
  return row.summary ? summary_tip(*row.summary, fixed) : QString();
}

QString RunsModel::state_tip(const RunRow& row) const {
  if (!row.summary) return row.changed_by_hand ? tr("The learning rate was changed by hand.") : QString();
  QStringList lines;
  if (!row.summary->reason.empty()) lines << QString::fromStdString(row.summary->reason);
  if (row.summary->algorithm != "same") lines << QString::fromStdString(row.summary->algorithm);
  return lines.join(u'\n');
}

QString RunsModel::utilization_tip(const RunRow& row) const {
  QStringList lines;
  if (row.summary && !row.summary->devices.empty())
    lines << QString::fromStdString(row.summary->devices.front().utilization_kind);
  if (row.idle_by_design()) lines << idle_threads_text();
  return lines.join(QStringLiteral("\n"));
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  const MetricColumn* metric = metric_at(section);
  if (role == Qt::TextAlignmentRole) return alignment(section);
  if (role == Qt::DisplayRole)
    return metric != nullptr ? metric_name(metric->metric, metric->validation)
                             : fixed_header(fixed_at(section));
  if (role == Qt::ToolTipRole && metric != nullptr && metric->metric == Metric::accuracy)
    return accuracy_note_;
  if (role == Qt::ToolTipRole && fixed_at(section) == ratio)
    return tr(
        "Throughput of this run over that of the baseline. One run each: no statement that one is better.");
  return {};
}

QString RunsModel::fixed_header(int column) const {
  switch (column) {
    case name:
      return tr("Accelerator");
    case state:
      return tr("State");
    case progress:
      return tr("Epochs");
    case eta:
      return tr("Time left");
    case loss:
      return QStringLiteral("loss");
    case val_loss:
      return QStringLiteral("val_loss");
    case throughput:
      return tr("Samples/s");
    case utilization:
      return tr("Utilization");
    case ratio:
      return tr("× baseline");
    case path:
      return tr("Path");
    case threads:
      return tr("Threads");
    case speed:
      return QStringLiteral("FLOP/s");
    case split:
      return tr("Step");
    default:
      return {};
  }
}

QStringList RunsModel::widest_texts(int column) const {
  if (metric_at(column) != nullptr) return {loss_text(-0.0012345)};
  QStringList texts;
  switch (fixed_at(column)) {
    case name:
      for (const RunRow& row : board_.rows()) texts << row.identity.label;
      return texts;
    case state:
      texts << tr("loading data") << tr("warming up") << tr("unavailable") << tr("completed");
      for (const RunRow& row : board_.rows()) texts << state_text(row);
      if (std::ranges::any_of(board_.rows(), &RunRow::changed_by_hand))
        texts << tr("%1, by hand").arg(tr("completed"));
      return texts;
    case progress:
      for (const RunRow& row : board_.rows())
        texts << tr("%1 / %2").arg(count_text(row.identity.epochs), count_text(row.identity.epochs));
      return texts;
    case eta:
      return {duration_text(9 * 60 + 59)};
    case loss:
    case val_loss:
      return {loss_text(0.0012345)};
    case path:
    case threads:
    case speed:
      for (const RunRow& row : board_.rows()) texts << text(row, column);
      return texts;
    case ratio:
      return {tr("baseline"), ratio_text(0.123)};
    case split:
      return {QStringLiteral("forward, backward")};  // as wide as a bar of parts needs
    default:
      return {rate_text(123.4e6)};
  }
}

/// What no run can tell takes no place: time left once all is done, paths of engines that have one way only.
bool RunsModel::is_shown(int column) const {
  const int fixed = fixed_at(column);
  const auto& rows = board_.rows();
  if (fixed == eta)
    return std::ranges::any_of(rows, [](const RunRow& row) { return row.state != RunRow::State::finished; });
  if (fixed < path) return true;
  return std::ranges::any_of(
      rows, [fixed](const RunRow& row) { return row.summary && has_summary_text(*row.summary, fixed); });
}

std::vector<bool> RunsModel::shape() const {
  std::vector<bool> shape;
  for (int column = 0; column < columnCount(); ++column) shape.push_back(is_shown(column));
  for (const RunRow& row : board_.rows()) {
    shape.push_back(row.changed_by_hand);
    shape.push_back(row.summary.has_value());
  }
  return shape;
}

void RunsModel::begin(const Experiment& experiment) {
  beginResetModel();
  const bool validation = experiment.data.validation_split > 0 || experiment.data.validation.has_value();
  metrics_.clear();
  for (const Metric metric : experiment.training.metrics) {
    metrics_.push_back({metric, false});
    if (validation) metrics_.push_back({metric, true});
  }
  baseline_ = experiment.comparison.baseline;
  if (baseline_.empty() && !experiment.accelerators.empty()) baseline_ = experiment.accelerators.front().id;
  accuracy_note_ = accuracy_note(experiment);
  rows_ = static_cast<int>(board_.rows().size());
  shape_ = shape();
  endResetModel();
}

void RunsModel::refresh() {
  if (rows_ == 0) return;
  emit dataChanged(index(0, 0), index(rows_ - 1, columnCount() - 1));
  auto now = shape();
  if (now == shape_) return;
  shape_ = std::move(now);
  emit shape_changed();
}

}  // namespace accelbench
