// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPlainTextEdit>
#include <QWidget>

namespace accelbench {

/// A text to read and to copy, in a window of its own.
class TextWindow : public QWidget {
  Q_OBJECT

 public:
  TextWindow(const QString& title, const QString& text, QWidget* parent);
};

}  // namespace accelbench
