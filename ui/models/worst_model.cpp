// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/worst_model.h"

#include <QLocale>
#include <cmath>
#include <utility>

#include "ui/models/format.h"
#include "ui/models/sorted_rows.h"

namespace accelbench {

namespace {

constexpr std::size_t numbers_shown = 4;  // of several targets

QString number_cell(double value) {
  return std::isfinite(value) ? QLocale().toString(value, 'g', 5) : not_measured_text();
}

QString numbers_cell(const std::vector<double>& values) {
  QStringList texts;
  for (std::size_t i = 0; i < std::min(values.size(), numbers_shown); ++i) texts << number_cell(values[i]);
  if (values.size() > numbers_shown) texts << QStringLiteral("…");
  return texts.join(u' ');
}

QVariant single(const std::vector<double>& values, const QString& otherwise) {
  return values.size() == 1 ? QVariant(values.front()) : QVariant(otherwise);
}

}  // namespace

void WorstModel::show(std::shared_ptr<const Evaluated> evaluated, std::size_t part) {
  beginResetModel();
  evaluated_ = std::move(evaluated);
  part_ = part;
  endResetModel();
}

bool WorstModel::has_classes() const { return evaluated_->model->classes() > 0; }

const WorstRow& WorstModel::row(int number) const {
  return evaluated_->parts[part_].worst[static_cast<std::size_t>(number)];
}

int WorstModel::inputs() const {
  if (evaluated_->image || evaluated_->model->features() > most_input_columns) return 0;
  return static_cast<int>(evaluated_->model->features());
}

int WorstModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid() || !evaluated_) return 0;
  return static_cast<int>(evaluated_->parts[part_].worst.size());
}

int WorstModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || !evaluated_ ? 0 : fixed_columns + inputs();
}

QVariant WorstModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  if (role == Qt::DisplayRole) return text(row(index.row()), index.column());
  if (role == value_role) return value(row(index.row()), index.column());
  return role == Qt::TextAlignmentRole ? QVariant(alignment(index.column())) : QVariant();
}

int WorstModel::alignment(int column) const {
  const bool word = has_classes() && (column == expected || column == answered);
  return int((word ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
}

QString WorstModel::text(const WorstRow& row, int column) const {
  const WorstSample& found = row.found;
  const TrainedModel& model = *evaluated_->model;
  switch (column) {
    case sample:
      return count_text(found.sample);
    case expected:
      return has_classes() ? QString::fromStdString(model.class_name(found.expected_class))
                           : numbers_cell(found.expected);
    case answered:
      return has_classes() ? QString::fromStdString(model.class_name(found.answered_class))
                           : numbers_cell(found.answered);
    case probability:
      return has_classes() ? share_text(found.probability) : not_measured_text();
    case loss:
      return loss_text(found.loss);
    default:
      return number_cell(row.inputs[static_cast<std::size_t>(column - fixed_columns)]);
  }
}

QVariant WorstModel::value(const WorstRow& row, int column) const {
  const WorstSample& found = row.found;
  switch (column) {
    case sample:
      return static_cast<qlonglong>(found.sample);
    case expected:
      return has_classes() ? QVariant(text(row, column)) : single(found.expected, text(row, column));
    case answered:
      return has_classes() ? QVariant(text(row, column)) : single(found.answered, text(row, column));
    case probability:
      return has_classes() ? QVariant(found.probability) : QVariant();
    case loss:
      return found.loss;
    default:
      return row.inputs[static_cast<std::size_t>(column - fixed_columns)];
  }
}

QString WorstModel::input_name(std::size_t input) const {
  const auto& names = evaluated_->model->columns.like.feature_names;
  return input < names.size() ? QString::fromStdString(names[input]) : QStringLiteral("x%1").arg(input);
}

QVariant WorstModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || !evaluated_) return {};
  if (role == Qt::ToolTipRole && section == sample) return tr("Counted from 0, in the order of the data");
  if (role == Qt::TextAlignmentRole) return alignment(section);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case sample:
      return tr("Sample");
    case expected:
      return tr("True");
    case answered:
      return tr("Predicted");
    case probability:
      return tr("Probability");
    case loss:
      return tr("Loss");
    default:
      return input_name(static_cast<std::size_t>(section - fixed_columns));
  }
}

}  // namespace accelbench
