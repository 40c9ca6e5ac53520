// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>
#include <QLabel>
#include <QPointer>
#include <QToolButton>

#include "ui/help/field_words.h"

namespace accelbench {

/// Words on one field, beside it and inside the window: gone with Escape, a click elsewhere, or the next
/// field.
class FieldHelp : public QFrame {
  Q_OBJECT

 public:
  /// Beside the field that has words for it: `widget` or the nearest one that it stands in. False where there
  /// is none.
  static bool show_for(QWidget* widget);
  /// The one in sight in this window; null: none.
  static FieldHelp* in_sight(const QWidget& window);

  const FieldWords& words() const { return words_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  explicit FieldHelp(QWidget* window);
  void show_words(const FieldWords& words, QWidget* field);
  void put_beside(const QWidget& field);

  FieldWords words_;
  QPointer<QWidget> field_;
  QLabel *what_, *takes_, *key_, *more_;
};

/// A small "?" that shows the words on a field; null where there are none. It is no stop for Tab: F1 does the
/// same from the field.
QToolButton* help_button(const QString& label, QWidget* field, QWidget* parent);

}  // namespace accelbench
