// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

namespace accelbench {

/// A part of the left side: a heading that folds what stands below it.
class Section : public QWidget {
  Q_OBJECT

 public:
  explicit Section(const QString& title, QWidget* parent = nullptr);
  QVBoxLayout* content() { return content_; }
  void set_open(bool open);

 private:
  QToolButton* heading_;
  QWidget* body_;
  QVBoxLayout* content_;
};

}  // namespace accelbench
