// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QVBoxLayout>
#include <vector>

#include "ui/panels/field_form.h"

namespace accelbench {

/// The callbacks of the training in their order: add, remove, and the constants of each.
class CallbacksEditor : public QWidget {
  Q_OBJECT

 public:
  explicit CallbacksEditor(ExperimentDocument& document, QWidget* parent = nullptr);

 private:
  void follow();
  void rebuild();
  QWidget* build_header(std::size_t place);
  FieldForm* build_form(std::size_t place);
  void fill_plateau(FieldForm& form, std::size_t place);
  void fill_early_stopping(FieldForm& form, std::size_t place);
  void fill_target(FieldForm& form, std::size_t place);
  void add_monitor(FieldForm& form, const Field<std::string>& field);
  void add_callback(CallbackSpec callback);
  void remove_callback(std::size_t place);

  ExperimentDocument& document_;
  QVBoxLayout* list_;
  std::vector<std::size_t> shown_kinds_;  ///< variant index of each callback that has a form now
};

}  // namespace accelbench
