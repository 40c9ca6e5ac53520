// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <optional>
#include <vector>

#include "core/experiment/experiment.h"
#include "ui/session/known_speed.h"
#include "ui/session/sweep_look.h"

// Sweeps worth trying, and what a sweep comes to in words.
namespace accelbench {

struct SweepExample {
  QString name;  ///< stable, for menus: "activation"
  QString text;  ///< "relu or sigmoid in the first layer"
  SweepAxis axis;
};

/// Those that this experiment can have.
std::vector<SweepExample> sweep_examples(const Experiment& experiment);

/// Seconds that all rows would train, one after another, at the speed that is known; empty where none is.
std::optional<double> sweep_seconds(const Experiment& experiment, const SweepFound& found,
                                    const KnownSpeed& speed, const std::optional<DataShape>& shape,
                                    std::int64_t accelerators);

/// "Variants: 3 · accelerators: 2 · rows: 6 · about 12 s".
QString sweep_summary(std::int64_t variants, std::int64_t accelerators, std::optional<double> seconds);

}  // namespace accelbench
