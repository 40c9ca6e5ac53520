// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help/tour.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QSettings>
#include <QShortcut>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/session/recent_files.h"

namespace accelbench {

namespace {

const QString dismissed_key = QStringLiteral("tour_dismissed");
constexpr int card_letters = 44;
constexpr int card_room = 12;
constexpr int rim = 3;
const QColor shade(0, 0, 0, 140);

}  // namespace

Tour::Tour(std::vector<Step> steps, QWidget* window) : QWidget(window), steps_(std::move(steps)) {
  setObjectName(QStringLiteral("tour"));
  setFocusPolicy(Qt::StrongFocus);
  build_card();
  build_keys();
  window->installEventFilter(this);
  setGeometry(window->rect());
  show();
  raise();
  go_to(0);
}

bool Tour::was_dismissed() {
  return QSettings(window_settings_file(), QSettings::IniFormat).value(dismissed_key).toBool();
}

void Tour::build_card() {
  auto* frame = new QFrame(this);
  frame->setObjectName(QStringLiteral("tour_card"));
  frame->setFrameShape(QFrame::StyledPanel);
  frame->setAutoFillBackground(true);
  card_ = frame;
  auto* column = new QVBoxLayout(frame);
  column->setContentsMargins(card_room, card_room, card_room, card_room);
  title_ = new QLabel(frame);
  QFont bold = title_->font();
  bold.setBold(true);
  title_->setFont(bold);
  text_ = new QLabel(frame);
  text_->setWordWrap(true);
  count_ = new QLabel(frame);
  count_->setForegroundRole(QPalette::PlaceholderText);
  end_ = new QPushButton(tr("End the tour"), frame);
  end_->setObjectName(QStringLiteral("tour_end"));
  back_ = new QPushButton(tr("Back"), frame);
  back_->setObjectName(QStringLiteral("tour_back"));
  next_ = new QPushButton(frame);
  next_->setObjectName(QStringLiteral("tour_next"));
  next_->setDefault(true);
  auto* line = new QHBoxLayout;
  line->addWidget(end_);
  line->addStretch();
  line->addWidget(count_);
  line->addWidget(back_);
  line->addWidget(next_);
  column->addWidget(title_);
  column->addWidget(text_);
  column->addLayout(line);
  connect(end_, &QPushButton::clicked, this, &Tour::end);
  connect(back_, &QPushButton::clicked, this, &Tour::go_back);
  connect(next_, &QPushButton::clicked, this, &Tour::go_on);
}

void Tour::go_to(int step) {
  const int count = static_cast<int>(steps_.size());
  if (step >= count) return end();
  step_ = std::max(0, step);
  const Step& now = steps_[static_cast<std::size_t>(step_)];
  if (now.show) now.show();
  title_->setText(now.title);
  text_->setText(now.text);
  count_->setText(tr("%1 of %2").arg(step_ + 1).arg(count));
  back_->setEnabled(step_ > 0);
  next_->setText(step_ + 1 == count ? tr("Done") : tr("Next"));
  setAccessibleName(tr("Tour: %1").arg(now.title));
  setAccessibleDescription(now.text);
  put_card();
  next_->setFocus();
  update();
}

QRect Tour::hole() const {
  const QWidget* target = steps_[static_cast<std::size_t>(step_)].target;
  const QRect place(target->mapTo(parentWidget(), QPoint()), target->size());
  return place.intersected(rect()).adjusted(-rim, -rim, rim, rim);
}

/// Beside what it is about, where there is card_room: right, left, below, above; else in the middle.
void Tour::put_card() {
  int buttons = 5 * card_room;
  for (const QWidget* part : {static_cast<QWidget*>(end_), static_cast<QWidget*>(count_),
                              static_cast<QWidget*>(back_), static_cast<QWidget*>(next_)})
    buttons += part->sizeHint().width();
  const int wished = std::max(fontMetrics().averageCharWidth() * card_letters, buttons);
  const int width = std::min(wished, this->width() - 2 * card_room);
  card_->setFixedWidth(width);
  card_->setFixedHeight(card_->layout()->totalHeightForWidth(width));
  const QRect target = hole();
  const QSize size = card_->size();
  const int x = std::clamp(target.center().x() - width / 2, card_room,
                           std::max(card_room, this->width() - width - card_room));
  const int y = std::clamp(target.center().y() - size.height() / 2, card_room,
                           std::max(card_room, height() - size.height() - card_room));
  for (const QPoint corner :
       {QPoint(target.right() + card_room, y), QPoint(target.left() - card_room - width, y),
        QPoint(x, target.bottom() + card_room), QPoint(x, target.top() - card_room - size.height())})
    if (rect().contains(QRect(corner, size))) return card_->move(corner);
  card_->move(x, y);
}

void Tour::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath around;
  around.addRect(rect());
  QPainterPath target;
  target.addRoundedRect(hole(), rim, rim);
  painter.fillPath(around.subtracted(target), shade);
  painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
  painter.drawPath(target);
}

void Tour::build_keys() {
  const auto key = [this](Qt::Key which, void (Tour::*does)()) {
    auto* shortcut = new QShortcut(which, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, does);
  };
  key(Qt::Key_Escape, &Tour::end);
  key(Qt::Key_Left, &Tour::go_back);
  key(Qt::Key_Right, &Tour::go_on);
}

/// Tab stays on the card: what lies below the shade is out of reach.
bool Tour::focusNextPrevChild(bool next) {
  std::vector<QPushButton*> stops;
  for (QPushButton* button : {next_, end_, back_})
    if (button->isEnabled()) stops.push_back(button);
  const auto at = static_cast<std::size_t>(std::ranges::find(stops, focusWidget()) - stops.begin());
  stops[(at + (next ? 1 : stops.size() - 1)) % stops.size()]->setFocus(Qt::TabFocusReason);
  return true;
}

void Tour::mousePressEvent(QMouseEvent*) { next_->setFocus(); }

/// It stays as large as the window.
bool Tour::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize) {
    setGeometry(parentWidget()->rect());
    put_card();
  }
  return QWidget::eventFilter(watched, event);
}

void Tour::end() {
  QSettings(window_settings_file(), QSettings::IniFormat).setValue(dismissed_key, true);
  hide();
  deleteLater();
}

}  // namespace accelbench
