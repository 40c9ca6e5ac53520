// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QWidget>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "ui/panels/number_box.h"
#include "ui/session/experiment_document.h"

namespace accelbench {

/// Rows of label and editor, each bound to a field of the document: it shows the field's value and problems,
/// and edits it through the undo stack. An editor's object name is the key of its field.
class FieldForm : public QWidget {
  Q_OBJECT

 public:
  using Applies = std::function<bool(const Experiment&)>;

  /// `applies`: whether the fields exist in an experiment at all (one form for each kind of data); hidden
  /// otherwise.
  explicit FieldForm(ExperimentDocument& document, Applies applies = {}, QWidget* parent = nullptr);

  void add_whole(const QString& label, const Field<std::int64_t>& field, double minimum, double maximum,
                 const Applies& row_applies = {});
  void add_seed(const QString& label, const Field<std::uint64_t>& field);
  void add_number(const QString& label, const Field<double>& field, double minimum, double maximum,
                  NumberBox::Steps steps, const Applies& row_applies = {});
  /// A number that may be left out: `without` stands in the empty field.
  void add_optional(const QString& label, const Field<std::optional<double>>& field, const QString& without);
  void add_check(const QString& label, const Field<bool>& field, const Applies& row_applies = {});
  void add_text(const QString& label, const Field<std::string>& field, const QString& hint = {});
  /// A file, with a button to look for it. Files outside the experiment's folder are trusted for this window.
  void add_file(const QString& label, const Field<std::string>& field, const QString& filter);
  /// A list of words with commas between.
  void add_words(const QString& label, const Field<std::vector<std::string>>& field, const QString& hint,
                 const Applies& row_applies = {});
  template <NamedEnum E>
  void add_choice(const QString& label, const Field<E>& field, const Applies& row_applies = {});

  /// Pixels from the left edge of the forms around it: its fields begin at the same place as theirs.
  void set_indent(int pixels);

  /// A row of one's own. `show` is called when the document changed; `key` names it in problems.
  struct Row {
    QString label;
    QWidget* editor = nullptr;
    QString key;
    std::function<void(const Experiment&)> show;
    Applies applies;
    bool inside = false;  ///< also shows the problems below the key
  };
  void add_row(Row row);
  void refresh();
  bool exists() const;  ///< whether its fields exist in the experiment now
  /// Whether what an editor signals is an edit: not while it is filled, nor when it loses its focus because
  /// its field went away.
  bool can_edit() const;

 private:
  struct Bound {
    Row row;
    QWidget* cell = nullptr;
    QLabel* label = nullptr;
    QLabel* problem = nullptr;
  };
  void show_problem(Bound& bound);
  int label_width() const;
  QString edit_text(const QString& label) const { return tr("Change %1").arg(label.toLower()); }

  ExperimentDocument& document_;
  Applies applies_;
  QFormLayout* layout_;
  std::vector<Bound> rows_;
  int indent_ = 0;
  bool showing_ = false;  // editors are being filled: what they signal is no edit
};

template <NamedEnum E>
void FieldForm::add_choice(const QString& label, const Field<E>& field, const Applies& row_applies) {
  auto* box = new QComboBox(this);
  box->setFocusPolicy(Qt::StrongFocus);
  for (const auto& named : Names<E>::table) {
    box->addItem(QString::fromUtf8(named.name));
    box->setItemData(box->count() - 1, QString::fromUtf8(named.meaning), Qt::ToolTipRole);
  }
  connect(box, &QComboBox::currentIndexChanged, this, [this, field, label](int index) {
    if (can_edit())
      document_.set(field, Names<E>::table.at(static_cast<std::size_t>(index)).value, edit_text(label));
  });
  auto show = [box, field](const Experiment& experiment) {
    box->setCurrentText(QString::fromUtf8(name_of(field.read(experiment))));
    box->setToolTip(box->itemData(box->currentIndex(), Qt::ToolTipRole).toString());
  };
  add_row({label, box, field.key, show, row_applies, false});
}

/// A small note under an editor: a problem (with the warning colour) or an explanation.
void style_note(QLabel& label, bool problem);

}  // namespace accelbench
