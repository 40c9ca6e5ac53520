// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QRegularExpression>
#include <QStringList>

#include "ui/main_window.h"

namespace accelbench {

/// The key paths of the editors of the left side that are shown now.
inline QStringList keys_of_editors(const MainWindow& window) {
  QStringList keys;
  for (const QWidget* widget : window.findChild<ExperimentPanel*>()->findChildren<QWidget*>()) {
    const QString key = widget->objectName();
    const bool is_field =
        key == QStringLiteral("name") || key == QStringLiteral("description") ||
        QRegularExpression(QStringLiteral("^(model|data|training|comparison|accelerators)\\."))
            .match(key)
            .hasMatch();
    if (is_field && widget->isVisibleTo(&window)) keys << key;
  }
  keys.removeDuplicates();
  return keys;
}

}  // namespace accelbench
