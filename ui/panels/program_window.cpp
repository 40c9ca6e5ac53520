// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/program_window.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QSaveFile>
#include <QShortcut>
#include <QVBoxLayout>

namespace accelbench {

namespace {

constexpr int shown_columns = 100;
constexpr int shown_lines = 34;

}  // namespace

ProgramWindow::ProgramWindow(const QString& name, const QString& folder, const QString& file, QWidget* parent)
    : QWidget(parent, Qt::Window), start_(folder + u'/' + file) {
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("program_window"));
  setWindowTitle(tr("Program of %1").arg(name));
  build(name);
  connect(&program_, &EngineProgram::written, this, &ProgramWindow::show_text);
  connect(&program_, &EngineProgram::refused, this, &ProgramWindow::show_refusal);
  connect(new QShortcut(QKeySequence::Save, this), &QShortcut::activated, save_, &QPushButton::click);
  connect(new QShortcut(QKeySequence::Close, this), &QShortcut::activated, this, &QWidget::close);
  connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &QWidget::close);
  resize(text_->fontMetrics().averageCharWidth() * shown_columns,
         text_->fontMetrics().lineSpacing() * shown_lines);
}

void ProgramWindow::build(const QString& name) {
  text_ = new QPlainTextEdit(this);
  text_->setObjectName(QStringLiteral("program_text"));
  text_->setAccessibleName(tr("Program of %1").arg(name));
  text_->setReadOnly(true);
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  text_->setPlaceholderText(tr("The program is being written…"));
  text_->setFrameShape(QFrame::NoFrame);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(text_, 1);
  column->addWidget(build_foot());
}

QWidget* ProgramWindow::build_foot() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  note_ = new QLabel(row);
  note_->setObjectName(QStringLiteral("program_note"));
  note_->setWordWrap(true);
  note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  copy_ = new QPushButton(tr("&Copy"), row);
  copy_->setObjectName(QStringLiteral("program_copy"));
  save_ = new QPushButton(tr("&Save…"), row);
  save_->setObjectName(QStringLiteral("program_save"));
  copy_->setEnabled(false);
  save_->setEnabled(false);
  line->addWidget(note_, 1);
  line->addWidget(copy_);
  line->addWidget(save_);
  connect(copy_, &QPushButton::clicked, this, &ProgramWindow::copy);
  connect(save_, &QPushButton::clicked, this, &ProgramWindow::choose_and_save);
  return row;
}

void ProgramWindow::show_text(const QString& text) {
  text_->setPlainText(text);
  copy_->setEnabled(true);
  save_->setEnabled(true);
  note_->setText(tr("It runs beside a work bundle of the saved experiment; its first lines say how."));
}

void ProgramWindow::show_refusal(const QString& reason) {
  text_->setPlaceholderText(QString());
  note_->setText(tr("There is no program: %1").arg(reason));
}

void ProgramWindow::copy() {
  QGuiApplication::clipboard()->setText(text_->toPlainText());
  note_->setText(tr("Copied."));
}

void ProgramWindow::choose_and_save() {
  auto* dialog = new QFileDialog(this, tr("Save the program"), start_, tr("Python (*.py)"));
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("py"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QFileDialog::fileSelected, this, &ProgramWindow::save_to);
  dialog->open();
}

bool ProgramWindow::save_to(const QString& path) {
  QSaveFile file(path);
  const QByteArray text = text_->toPlainText().toUtf8();
  const bool saved = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
  note_->setText(saved ? tr("Saved %1").arg(path) : tr("%1 was not saved: %2").arg(path, file.errorString()));
  return saved;
}

}  // namespace accelbench
