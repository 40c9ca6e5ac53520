// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>

#include "ui/session/field.h"

// What the rows of an accelerator's form are made of.
namespace accelbench {

/// One member of the accelerator in a row.
template <class T>
Field<T> accelerator_member(std::size_t row, const char* name, T AcceleratorSpec::*which) {
  const QString key = QStringLiteral("accelerators.%1.%2").arg(row).arg(QLatin1String(name));
  // clang-format off
  return {key, [row, which](auto& e) -> auto& { return e.accelerators[row].*which; }};
  // clang-format on
}

/// It takes the focus by Tab and click, not by a wheel that passes over it.
inline QComboBox* new_choice(QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setFocusPolicy(Qt::StrongFocus);
  return box;
}

}  // namespace accelbench
