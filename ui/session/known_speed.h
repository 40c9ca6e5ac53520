// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QString>
#include <optional>

#include "core/data/dataset.h"
#include "core/engine/event.h"
#include "core/experiment/experiment.h"

namespace accelbench {

/// How long an epoch would take, and what that rests on.
struct EpochTime {
  enum class Basis { measured, scaled, ceiling };
  double seconds = 0;
  Basis basis = Basis::measured;
  QString accelerator;  ///< whose figures these are
};

/// What is known of this machine's speed: the last training of this window, or the ceiling of its products.
class KnownSpeed : public QObject {
  Q_OBJECT

 public:
  explicit KnownSpeed(QObject* parent = nullptr) : QObject(parent) {}

  /// The first run of a training that told a steady throughput; keeps the one before where there is none.
  void note(const Experiment& experiment, const std::vector<RunSummary>& runs);
  /// Multiplications and additions a second of the accelerator that a training would use first.
  void set_ceiling(std::optional<double> flop_per_s, const QString& accelerator);

  /// Nothing where nothing was measured.
  std::optional<EpochTime> epoch_time(const Experiment& experiment, const DataShape& shape) const;

 signals:
  void changed();

 private:
  struct Measured {
    double samples_per_second = 0;
    double flop_per_sample = 0;
    QString accelerator;
  };
  std::optional<Measured> measured_;
  std::optional<double> ceiling_;
  QString ceiling_of_;
};

}  // namespace accelbench
