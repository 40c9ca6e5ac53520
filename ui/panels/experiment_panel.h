// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QScrollArea>

#include "ui/models/accelerators_model.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/section.h"
#include "ui/session/user_settings.h"
#include "ui/session/weight_feed.h"

namespace accelbench {

/// The left side: model, data and training of the experiment, which scroll, and its accelerators, which stay
/// in sight.
class ExperimentPanel : public QWidget {
  Q_OBJECT

 public:
  ExperimentPanel(ExperimentDocument& document, DataProbe& probe, DeviceList& devices,
                  AcceleratorsModel& accelerators, const UserSettings& settings, WeightFeed& weights,
                  const KnownSpeed& speed, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  /// Data files that were dropped somewhere in the window: shows them in the data section, and the section.
  void offer_data(const QStringList& files);

 protected:
  bool event(QEvent* event) override;

 private:
  void order_tabs();
  QScrollArea* build_scrolled(ExperimentDocument& document, DataProbe& probe, AcceleratorsModel& accelerators,
                              WeightFeed& weights, const KnownSpeed& speed);

  QScrollArea* scrolled_ = nullptr;
  Section* data_section_ = nullptr;
  DataPanel* data_ = nullptr;
};

}  // namespace accelbench
