// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/run_controls.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QToolButton>
#include <limits>

#include "ui/models/format.h"

namespace accelbench {

namespace {

constexpr int rate_letters = 14;

QToolButton* button_of(QAction* action, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setAutoRaise(true);
  const int height = button->fontMetrics().height();
  button->setIconSize(QSize(height, height));
  return button;
}

QString number_text(double value) { return QLocale().toString(value, 'g', 5); }

}  // namespace

RunControls::RunControls(QAction* one_epoch, QAction* checkpoint, QWidget* parent)
    : QWidget(parent), rate_(new QLineEdit(this)), by_hand_(new QLabel(tr("by hand"), this)) {
  rate_->setObjectName(QStringLiteral("run_learning_rate"));
  rate_->setAccessibleName(tr("Learning rate of the training"));
  rate_->setFixedWidth(rate_->fontMetrics().averageCharWidth() * rate_letters);
  rate_->setPlaceholderText(not_measured_text());
  rate_->installEventFilter(this);
  by_hand_->setObjectName(QStringLiteral("rate_by_hand"));
  auto* label = new QLabel(tr("Learning &rate"), this);
  label->setBuddy(rate_);
  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(0, 1, 8, 1);
  line->addWidget(button_of(one_epoch, this));
  line->addWidget(button_of(checkpoint, this));
  line->addSpacing(8);
  line->addWidget(label);
  line->addWidget(by_hand_);  // before the field, whose place it does not move
  line->addWidget(rate_);
  connect(rate_, &QLineEdit::returnPressed, this, &RunControls::enter);
  show_rate({});
}

void RunControls::show_rate(const Rate& rate) {
  rate_->setEnabled(rate.can_be_set);
  rate_->setToolTip(rate.why);
  by_hand_->setVisible(rate.by_hand);
  by_hand_->setToolTip(tr("The learning rate was set by hand: this run is marked and not compared."));
  if (rate_->hasFocus() && rate_->isModified()) return;
  const QString text = rate.value ? number_text(*rate.value) : QString();
  if (rate_->text() != text) rate_->setText(text);
  rate_->setModified(false);
}

void RunControls::enter() {
  if (!rate_->isModified()) return;  // what is shown is rounded, and holds already
  bool good = false;
  double value = QLocale().toDouble(rate_->text(), &good);
  if (!good) value = QLocale::c().toDouble(rate_->text(), &good);
  rate_->setModified(false);  // the next look shows what holds
  emit rate_entered(good ? value : std::numeric_limits<double>::quiet_NaN());
}

bool RunControls::eventFilter(QObject* watched, QEvent* event) {
  const bool escape =
      event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
  if (watched == rate_ && (escape || event->type() == QEvent::FocusOut)) rate_->setModified(false);
  return QWidget::eventFilter(watched, event);
}

}  // namespace accelbench
