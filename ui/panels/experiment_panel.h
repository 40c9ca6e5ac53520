// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QScrollArea>

#include "ui/models/accelerators_model.h"
#include "ui/session/data_probe.h"

namespace accelbench {

/// The left side: model, data and training of the experiment, which scroll, and its accelerators, which stay
/// in sight.
class ExperimentPanel : public QWidget {
  Q_OBJECT

 public:
  ExperimentPanel(ExperimentDocument& document, DataProbe& probe, DeviceList& devices,
                  AcceleratorsModel& accelerators, QWidget* parent = nullptr);
  QSize sizeHint() const override;

 protected:
  bool event(QEvent* event) override;

 private:
  void order_tabs();
  QScrollArea* build_scrolled(ExperimentDocument& document, DataProbe& probe);
};

}  // namespace accelbench
