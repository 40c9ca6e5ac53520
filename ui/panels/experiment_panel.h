// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QScrollArea>

#include "ui/models/accelerators_model.h"
#include "ui/session/data_probe.h"

namespace accelbench {

/// The left side: model, data, training and accelerators of the experiment, one below the other.
class ExperimentPanel : public QScrollArea {
  Q_OBJECT

 public:
  ExperimentPanel(ExperimentDocument& document, DataProbe& probe, DeviceList& devices,
                  AcceleratorsModel& accelerators, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
};

}  // namespace accelbench
