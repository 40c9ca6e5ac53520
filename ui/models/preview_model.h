// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>
#include <memory>

#include "core/data/preview.h"

namespace accelbench {

/// The first rows of data as they will be read. What would be refused is marked and says why.
class PreviewModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  explicit PreviewModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
  /// Null: no rows.
  void show(std::shared_ptr<const Preview> preview);
  const Preview* preview() const { return preview_.get(); }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  const PreviewColumn& column(int number) const {
    return preview_->columns[static_cast<std::size_t>(number)];
  }
  std::shared_ptr<const Preview> preview_;
};

/// "feature, 0 … 1, mean 0.5, deviation 0.29", "3 classes", with what is missing or refused, and where.
QString column_summary(const PreviewColumn& column);

}  // namespace accelbench
