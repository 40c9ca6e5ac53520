// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>
#include <memory>

#include "ui/session/evaluator.h"

namespace accelbench {

/// The samples that were answered worst, one a row: what they are, what the model said, its loss, and what it
/// was given.
class WorstModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { sample, expected, answered, probability, loss, fixed_columns };
  /// Inputs of more features than these are no columns: they are pictures, or nobody reads them.
  static constexpr std::int64_t most_input_columns = 64;

  explicit WorstModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
  /// A part of an evaluation; null: none.
  void show(std::shared_ptr<const Evaluated> evaluated, std::size_t part);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  bool has_classes() const;
  int alignment(int column) const;
  const WorstRow& row(int number) const;
  QString text(const WorstRow& row, int column) const;
  QVariant value(const WorstRow& row, int column) const;
  QString input_name(std::size_t input) const;
  int inputs() const;

  std::shared_ptr<const Evaluated> evaluated_;
  std::size_t part_ = 0;
};

}  // namespace accelbench
