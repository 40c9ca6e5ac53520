// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/text_window.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace accelbench {

namespace {

constexpr QSize text_letters(100, 34);

}  // namespace

TextWindow::TextWindow(const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent, Qt::Window) {
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("text_window"));
  setWindowTitle(title);
  auto* shown = new QPlainTextEdit(text, this);
  shown->setObjectName(QStringLiteral("text"));
  shown->setAccessibleName(title);
  shown->setReadOnly(true);
  shown->setLineWrapMode(QPlainTextEdit::NoWrap);
  shown->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  shown->setFrameShape(QFrame::NoFrame);
  auto* copy = new QPushButton(tr("Copy"), this);
  copy->setObjectName(QStringLiteral("text_copy"));
  auto* close = new QPushButton(tr("Close"), this);
  auto* line = new QHBoxLayout;
  line->setContentsMargins(8, 4, 8, 8);
  line->addWidget(copy);
  line->addStretch();
  line->addWidget(close);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(shown, 1);
  column->addLayout(line);
  connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text); });
  connect(close, &QPushButton::clicked, this, &QWidget::close);
  connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &QWidget::close);
  resize(shown->fontMetrics().averageCharWidth() * text_letters.width(),
         shown->fontMetrics().lineSpacing() * text_letters.height());
}

}  // namespace accelbench
