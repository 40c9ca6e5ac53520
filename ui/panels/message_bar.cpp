// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/message_bar.h"

#include <QStyle>
#include <utility>

namespace accelbench {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      text_(new QLabel(this)),
      action_button_(new QToolButton(this)),
      choices_(new QHBoxLayout) {
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::ToolTipBase);
  text_->setForegroundRole(QPalette::ToolTipText);
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* close = new QToolButton(this);
  close->setAutoRaise(true);
  close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
  close->setAccessibleName(tr("Close this message"));
  close->setToolTip(close->accessibleName());
  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(8, 4, 4, 4);
  line->addWidget(icon_);
  line->addWidget(text_, 1);
  line->addWidget(action_button_);
  line->addLayout(choices_);
  line->addWidget(close);
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
  connect(action_button_, &QToolButton::clicked, this, [this] {
    hide();
    if (action_) action_();
  });
  hide();
}

void MessageBar::show_message(const QString& topic, Level level, const QString& text,
                              const QString& action_text, std::function<void()> action) {
  topic_ = topic;
  action_ = std::move(action);
  const auto picture = level == Level::information ? QStyle::SP_MessageBoxInformation
                       : level == Level::warning   ? QStyle::SP_MessageBoxWarning
                                                   : QStyle::SP_MessageBoxCritical;
  const int size = fontMetrics().height();
  icon_->setPixmap(style()->standardIcon(picture).pixmap(size, size));
  text_->setText(text);
  setAccessibleName(text);
  action_button_->setText(action_text);
  action_button_->setVisible(!action_text.isEmpty());
  while (const QLayoutItem* choice = choices_->takeAt(0)) {
    choice->widget()->hide();
    choice->widget()->deleteLater();  // it may be the one that was pressed
    delete choice;
  }
  show();
}

void MessageBar::add_choice(const QString& text, const std::function<void()>& action) {
  auto* button = new QToolButton(this);
  button->setText(text);
  choices_->addWidget(button);
  button->show();  // now, and not on the next turn of the event loop
  connect(button, &QToolButton::clicked, this, [this, action] {
    hide();
    action();
  });
}

void MessageBar::clear(const QString& topic) {
  if (topic_ == topic) hide();
}

}  // namespace accelbench
