// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCheckBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

#include "ui/session/history_list.h"

namespace accelbench {

/// Which results may go, by age and size, and what that comes to before anything is moved.
class CleanUpSheet : public QFrame {
  Q_OBJECT

 public:
  explicit CleanUpSheet(HistoryList& list, QWidget* parent = nullptr);
  CleanUp wanted() const;

 signals:
  void remove_asked(const QStringList& files);
  void close_asked();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* build_limits();
  QWidget* build_buttons();
  void show_plan();

  HistoryList& list_;
  QCheckBox *by_age_ = nullptr, *by_size_ = nullptr;
  QSpinBox *days_ = nullptr, *megabytes_ = nullptr;
  QLabel* plan_ = nullptr;
  QPushButton *remove_ = nullptr, *empty_ = nullptr;
  QStringList files_;
};

}  // namespace accelbench
