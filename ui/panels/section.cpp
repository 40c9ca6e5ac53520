// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/section.h"

namespace accelbench {

Section::Section(const QString& title, QWidget* parent)
    : QWidget(parent),
      heading_(new QToolButton(this)),
      body_(new QWidget(this)),
      content_(new QVBoxLayout(body_)) {
  QFont bold = heading_->font();
  bold.setBold(true);
  heading_->setFont(bold);
  heading_->setText(title);
  heading_->setCheckable(true);
  heading_->setAutoRaise(true);
  heading_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  heading_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  heading_->setAccessibleName(tr("Section %1").arg(title));
  content_->setContentsMargins(8, 4, 4, 12);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(heading_);
  column->addWidget(body_);
  connect(heading_, &QToolButton::toggled, this, &Section::set_open);
  set_open(true);
}

void Section::set_open(bool open) {
  heading_->setChecked(open);
  heading_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
  body_->setVisible(open);
}

}  // namespace accelbench
