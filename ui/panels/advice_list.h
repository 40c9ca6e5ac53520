// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QVBoxLayout>
#include <QWidget>

#include "ui/models/model_advice.h"
#include "ui/session/experiment_document.h"

namespace accelbench {

/// What is doubtful, a paragraph each, with the button that changes it as one step of undo.
class AdviceList : public QWidget {
  Q_OBJECT

 public:
  explicit AdviceList(ExperimentDocument& document, QWidget* parent = nullptr);
  void show_advice(std::vector<ModelAdvice> advice);
  const std::vector<ModelAdvice>& advice() const { return advice_; }

 private:
  void add_row(std::size_t number);
  void take(std::size_t number);

  ExperimentDocument& document_;
  std::vector<ModelAdvice> advice_;
  QVBoxLayout* rows_;
};

}  // namespace accelbench
