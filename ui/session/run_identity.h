// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "core/experiment/experiment.h"

namespace accelbench {

/// Who a row is: fixed when Train is pressed, whatever is edited later.
struct RunIdentity {
  std::string id;
  QString label;
  QColor color;
  std::int64_t epochs = 0;                   ///< asked for
  bool many_threads = false;                 ///< may use more than one thread of the CPU
  std::optional<double> learning_rate = {};  ///< of the first epoch
  bool scheduled = false;                    ///< its learning rate is set anew in each epoch
  std::string baseline = {};                 ///< id of the row that it is held against; empty: none
  double samples_per_epoch = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known
  std::optional<AcceleratorSpec> accelerator = {};
  std::shared_ptr<const Experiment> work = nullptr;  ///< with a sweep that of its variant; null: not told
};

}  // namespace accelbench
