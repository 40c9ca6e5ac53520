// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>
#include <map>
#include <vector>

#include "core/experiment/experiment.h"

namespace accelbench {

/// The colours that accelerators keep, in whichever experiment and place they stand: a kind of accelerator
/// (engine, mode, precision, threads, devices, …, but not its id or label) is bound to the colour under which
/// it ran first.
class AcceleratorColors {
 public:
  /// Those of this program. Without keep_in() nothing is bound, and colours follow the places in an
  /// experiment.
  static AcceleratorColors& shared();

  /// Reads what is bound, and writes there what is bound from now on.
  void keep_in(const QString& settings_file);
  /// One for each: its own (`color`), else the one that it is bound to, else that of its place or, where an
  /// earlier one has that, the first that is free.
  std::vector<QColor> of(const std::vector<AcceleratorSpec>& accelerators) const;
  /// Binds those that are not yet bound to the colours that they have now.
  void bind(const std::vector<AcceleratorSpec>& accelerators);

 private:
  std::map<QString, int> bound_;  ///< what an accelerator is, to the position of its colour
  QString file_;
};

/// `some`, the accelerators of `whole` that run, with the colours that they have in `whole` where those are
/// not the ones that readers of the experiment would give them by place.
Experiment with_colors(Experiment some, const Experiment& whole);

}  // namespace accelbench
