// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/launch_line.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/panels/field_form.h"
#include "ui/panels/text_window.h"

namespace accelbench {

namespace {

QToolButton* launch_button(QWidget* parent, const QString& text, const char* name, const QString& tip) {
  auto* button = new QToolButton(parent);
  button->setText(text);
  button->setObjectName(QLatin1String(name));
  button->setAccessibleName(tip);
  button->setToolTip(tip);
  return button;
}

}  // namespace

LaunchLine::LaunchLine(QWidget* parent)
    : QWidget(parent),
      line_(new QLineEdit(this)),
      copy_(launch_button(this, tr("Copy"), "launch_copy", tr("Copy the command that starts the ranks"))),
      files_(launch_button(this, tr("Files"), "launch_files", tr("Show the files that the command reads"))),
      note_(new QLabel(this)) {
  line_->setReadOnly(true);
  line_->setObjectName(QStringLiteral("launch_command"));
  line_->setAccessibleName(tr("Command that starts the ranks"));
  line_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  setFocusProxy(line_);
  note_->setObjectName(QStringLiteral("launch_note"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  auto* row = new QHBoxLayout;
  row->setSpacing(2);
  row->addWidget(line_, 1);
  row->addWidget(files_);
  row->addWidget(copy_);
  column->addLayout(row);
  column->addWidget(note_);
  connect(copy_, &QToolButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(look_.found().value_or(LaunchFound()).command); });
  connect(files_, &QToolButton::clicked, this, &LaunchLine::show_files);
  connect(&look_, &LaunchLook::changed, this, &LaunchLine::show_found);
  show_found();
}

void LaunchLine::show_found() {
  const LaunchFound found = look_.found().value_or(LaunchFound());
  line_->setText(found.command);
  line_->setCursorPosition(0);
  line_->setToolTip(found.command);
  line_->setPlaceholderText(look_.found() ? tr("there is none") : tr("looking…"));
  copy_->setEnabled(!found.command.isEmpty());
  files_->setVisible(!found.files.isEmpty());
  const QString note = found.refusal.isEmpty() ? found.note : found.refusal;
  note_->setPalette({});  // a refusal may have coloured it
  style_note(*note_, !found.refusal.isEmpty());
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

void LaunchLine::show_files() {
  const LaunchFound found = look_.found().value_or(LaunchFound());
  (new TextWindow(tr("Files of the launch"), found.command + QStringLiteral("\n\n") + found.files, window()))
      ->show();
}

}  // namespace accelbench
