// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"

namespace accelbench {

/// What a sweep comes to.
struct SweepFound {
  std::vector<Status> axes;  ///< of each axis alone
  Status whole;              ///< of the combinations
  std::int64_t count = 1;    ///< combinations
  /// The variants, where they are few enough to be looked at one by one; else empty.
  std::vector<Experiment> variants;
};

/// For any thread.
SweepFound look_at_sweep(const Experiment& experiment);

/// Checks the sweep of the experiment on a thread of the pool, once the edits come to rest.
class SweepLook : public QObject {
  Q_OBJECT

 public:
  explicit SweepLook(QObject* parent = nullptr);
  void ask(const Experiment& experiment);
  /// Null while it is looked at, and without a sweep.
  const std::shared_ptr<const SweepFound>& found() const { return found_; }

 signals:
  void changed();

 private:
  void look();
  void take(std::int64_t question, std::shared_ptr<const SweepFound> found);

  std::optional<Experiment> asked_;
  std::int64_t question_ = 0;
  std::shared_ptr<const SweepFound> found_;
  QTimer rest_;
};

}  // namespace accelbench
