// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/field_form.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpressionValidator>
#include <QToolButton>
#include <QVBoxLayout>
#include <utility>

#include "ui/help/field_help.h"
#include "ui/session/experiment_paths.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

constexpr int label_letters = 15;
const QColor problem_color(0xd5, 0x5e, 0x00);  // Okabe–Ito vermilion

QString join_words(const std::vector<std::string>& words) {
  QStringList list;
  for (const std::string& word : words) list << QString::fromStdString(word);
  return list.join(QStringLiteral(", "));
}

std::vector<std::string> split_words(const QString& text) {
  std::vector<std::string> words;
  for (const QString& word : text.split(u',', Qt::SkipEmptyParts))
    if (const QString trimmed = word.trimmed(); !trimmed.isEmpty()) words.push_back(trimmed.toStdString());
  return words;
}

void show_text(QLineEdit& edit, const QString& text) {
  if (edit.text() == text) return;
  edit.setText(text);
  edit.setCursorPosition(0);  // a long text shows its beginning
}

}  // namespace

void style_note(QLabel& label, bool problem) {
  label.setWordWrap(true);
  label.setTextInteractionFlags(Qt::TextSelectableByMouse);
  label.setForegroundRole(QPalette::PlaceholderText);
  if (!problem) return;
  QPalette palette = label.palette();
  palette.setColor(QPalette::PlaceholderText,
                   readable_on(palette.color(QPalette::Window), problem_color, 4.5));
  label.setPalette(palette);
}

FieldForm::FieldForm(ExperimentDocument& document, Applies applies, QWidget* parent)
    : QWidget(parent), document_(document), applies_(std::move(applies)), layout_(new QFormLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  layout_->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  connect(&document_, &ExperimentDocument::changed, this, &FieldForm::refresh);
}

void FieldForm::add_row(Row row) {
  auto* cell = new QWidget(this);
  auto* column = new QVBoxLayout(cell);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  auto* problem = new QLabel(cell);
  style_note(*problem, true);
  problem->hide();
  auto* line = new QHBoxLayout;
  line->setSpacing(2);
  line->addWidget(row.editor, 1);
  column->addLayout(line);
  column->addWidget(problem);
  auto* label = new QLabel(row.label, this);
  label->setBuddy(row.editor);
  label->setFixedWidth(label_width());
  label->setWordWrap(true);  // a long one takes two lines and is not cut
  row.editor->setObjectName(row.key);
  if (row.editor->accessibleName().isEmpty()) row.editor->setAccessibleName(row.label);
  if (QToolButton* help = help_button(row.label, row.editor, cell)) line->addWidget(help);
  layout_->addRow(label, cell);
  rows_.push_back({std::move(row), cell, label, problem});
}

/// The same in all forms, so that their fields begin at one edge through the whole panel.
int FieldForm::label_width() const { return fontMetrics().averageCharWidth() * label_letters - indent_; }

void FieldForm::set_indent(int pixels) {
  indent_ = pixels;
  layout_->setContentsMargins(pixels, 0, 0, 0);
  for (const Bound& bound : rows_) bound.label->setFixedWidth(label_width());
}

bool FieldForm::can_edit() const { return !showing_ && exists(); }
bool FieldForm::exists() const { return !applies_ || applies_(document_.experiment()); }

void FieldForm::refresh() {
  const bool here = exists();
  setVisible(here);
  if (!here) return;
  showing_ = true;
  for (Bound& bound : rows_) {
    const bool shown = !bound.row.applies || bound.row.applies(document_.experiment());
    layout_->setRowVisible(bound.cell, shown);
    if (shown && bound.row.show) bound.row.show(document_.experiment());
    if (shown) show_problem(bound);
  }
  showing_ = false;
}

void FieldForm::show_problem(Bound& bound) {
  const QString text = document_.problem_at(bound.row.key, bound.row.inside);
  bound.problem->setText(text);
  bound.problem->setVisible(!text.isEmpty());
  bound.row.editor->setAccessibleDescription(text);
}

void FieldForm::add_whole(const QString& label, const Field<std::int64_t>& field, double minimum,
                          double maximum, const Applies& row_applies) {
  auto* box = new WholeBox(minimum, maximum, this);
  connect(box, &QDoubleSpinBox::valueChanged, this, [this, field, label](double value) {
    if (can_edit()) document_.set(field, static_cast<std::int64_t>(value), edit_text(label), Merge::yes);
  });
  auto show = [box, field](const Experiment& e) { box->setValue(static_cast<double>(field.read(e))); };
  add_row({label, box, field.key, show, row_applies, false});
}

void FieldForm::add_number(const QString& label, const Field<double>& field, double minimum, double maximum,
                           NumberBox::Steps steps, const Applies& row_applies) {
  auto* box = new NumberBox(minimum, maximum, steps, this);
  connect(box, &QDoubleSpinBox::valueChanged, this, [this, field, label](double value) {
    if (can_edit()) document_.set(field, value, edit_text(label), Merge::yes);
  });
  auto show = [box, field](const Experiment& e) { box->setValue(field.read(e)); };
  add_row({label, box, field.key, show, row_applies, false});
}

void FieldForm::add_optional(const QString& label, const Field<std::optional<double>>& field,
                             const QString& without) {
  auto* edit = new QLineEdit(this);
  edit->setPlaceholderText(without);
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, field, label] {
    if (!can_edit()) return;
    bool good = false;
    const double value = QLocale().toDouble(edit->text(), &good);
    if (edit->text().trimmed().isEmpty())
      document_.set(field, std::optional<double>(), edit_text(label));
    else if (good)
      document_.set(field, std::optional(value), edit_text(label));
    else
      refresh();
  });
  auto show = [edit, field](const Experiment& experiment) {
    const auto& value = field.read(experiment);
    show_text(*edit, value ? QLocale().toString(*value, 'g', QLocale::FloatingPointShortest) : QString());
  };
  add_row({label, edit, field.key, show, {}, false});
}

void FieldForm::add_seed(const QString& label, const Field<std::uint64_t>& field) {
  auto* edit = new QLineEdit(this);
  edit->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,20}")), edit));
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, field, label] {
    bool good = false;
    const std::uint64_t seed = edit->text().toULongLong(&good);
    if (good && can_edit())
      document_.set(field, seed, edit_text(label));
    else
      refresh();  // beyond 64 bits: back to what it was
  });
  auto show = [edit, field](const Experiment& e) { show_text(*edit, QString::number(field.read(e))); };
  add_row({label, edit, field.key, show, {}, false});
}

void FieldForm::add_check(const QString& label, const Field<bool>& field, const Applies& row_applies) {
  auto* box = new QCheckBox(this);
  connect(box, &QCheckBox::toggled, this, [this, field, label](bool on) {
    if (can_edit()) document_.set(field, on, edit_text(label));
  });
  add_row({label, box, field.key, [box, field](const Experiment& e) { box->setChecked(field.read(e)); },
           row_applies, false});
}

void FieldForm::add_text(const QString& label, const Field<std::string>& field, const QString& hint) {
  auto* edit = new QLineEdit(this);
  edit->setPlaceholderText(hint);
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, field, label] {
    if (can_edit()) document_.set(field, edit->text().toStdString(), edit_text(label));
  });
  auto show = [edit, field](const Experiment& e) { show_text(*edit, QString::fromStdString(field.read(e))); };
  add_row({label, edit, field.key, show, {}, false});
}

void FieldForm::add_words(const QString& label, const Field<std::vector<std::string>>& field,
                          const QString& hint, const Applies& row_applies) {
  auto* edit = new QLineEdit(this);
  edit->setPlaceholderText(hint);
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, field, label] {
    if (can_edit()) document_.set(field, split_words(edit->text()), edit_text(label));
  });
  auto show = [edit, field](const Experiment& e) { show_text(*edit, join_words(field.read(e))); };
  add_row({label, edit, field.key, show, row_applies, true});
}

void FieldForm::add_file(const QString& label, const Field<std::string>& field, const QString& filter) {
  add_text(label, field, tr("a file beside the experiment"));
  auto* look = new QToolButton(this);
  look->setText(QStringLiteral("…"));
  look->setAccessibleName(tr("Look for %1").arg(label));
  look->setToolTip(look->accessibleName());
  connect(look, &QToolButton::clicked, this, [this, field, label, filter] {
    const std::filesystem::path folder = document_.roots().base_dir;
    const QString file =
        QFileDialog::getOpenFileName(this, label, QString::fromStdString(folder.string()), filter);
    if (file.isEmpty()) return;
    document_.trust_folder(std::filesystem::path(file.toStdString()).parent_path());
    document_.set(field, path_for_experiment(file.toStdString(), folder), edit_text(label));
  });
  qobject_cast<QHBoxLayout*>(rows_.back().cell->layout()->itemAt(0)->layout())->insertWidget(1, look);
}

}  // namespace accelbench
