// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <optional>

#include "core/data/dataset.h"

namespace accelbench {

/// The shape of the data while they are edited. Files are read on a thread of the pool; answers to older
/// questions are dropped.
class DataProbe : public QObject {
  Q_OBJECT

 public:
  explicit DataProbe(QObject* parent = nullptr);

  /// Asks unless the last question was the same.
  void ask(const DataSpec& spec, const DataRoots& roots);
  /// The same question again: its files have changed.
  void ask_again();
  /// The answer to the last question; empty while it is looked up.
  const std::optional<Result<DataShape>>& shape() const { return shape_; }

 signals:
  void changed();

 private:
  void answer(std::int64_t question, Result<DataShape> shape);

  std::int64_t question_ = 0;
  std::optional<DataSpec> spec_;
  DataRoots roots_;
  std::optional<Result<DataShape>> shape_;
};

}  // namespace accelbench
