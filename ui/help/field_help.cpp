// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help/field_help.h"

#include <QAccessible>
#include <QApplication>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QVBoxLayout>
#include <algorithm>

namespace accelbench {

namespace {

constexpr int help_letters = 46;
constexpr int gap = 6;

QLabel* paragraph(QFrame* frame, QVBoxLayout* column, const char* name) {
  auto* label = new QLabel(frame);
  label->setObjectName(QLatin1String(name));
  label->setWordWrap(true);
  label->setForegroundRole(QPalette::ToolTipText);
  column->addWidget(label);
  return label;
}

}  // namespace

FieldHelp::FieldHelp(QWidget* window) : QFrame(window) {
  setObjectName(QStringLiteral("field_help"));
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::ToolTipBase);
  auto* column = new QVBoxLayout(this);
  what_ = paragraph(this, column, "field_help_what");
  takes_ = paragraph(this, column, "field_help_takes");
  key_ = paragraph(this, column, "field_help_key");
  key_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  key_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  more_ = paragraph(this, column, "field_help_more");
  more_->setText(tr("F1 again opens the guide."));
  QFont small = more_->font();
  small.setPointSizeF(small.pointSizeF() * 0.9);
  more_->setFont(small);
  hide();
}

FieldHelp* FieldHelp::in_sight(const QWidget& window) {
  auto* help = window.findChild<FieldHelp*>(QStringLiteral("field_help"), Qt::FindDirectChildrenOnly);
  return help != nullptr && help->isVisible() ? help : nullptr;
}

bool FieldHelp::show_for(QWidget* widget) {
  for (QWidget* field = widget; field != nullptr && !field->isWindow(); field = field->parentWidget()) {
    const auto words = field_words(field->objectName());
    if (!words) continue;
    QWidget* window = field->window();
    auto* help = window->findChild<FieldHelp*>(QStringLiteral("field_help"), Qt::FindDirectChildrenOnly);
    if (help == nullptr) help = new FieldHelp(window);
    help->show_words(*words, field);
    return true;
  }
  return false;
}

void FieldHelp::show_words(const FieldWords& words, QWidget* field) {
  words_ = words;
  field_ = field;
  what_->setText(words.what);
  takes_->setText(words.takes);
  key_->setText(words.file.isEmpty() ? words.key : tr("%1 in %2").arg(words.key, words.file));
  setAccessibleName(tr("Help on %1").arg(words.key));
  setAccessibleDescription(words.what + u' ' + words.takes);
  put_beside(*field);
  show();
  raise();
  QAccessibleEvent told(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&told);
  qApp->removeEventFilter(this);
  qApp->installEventFilter(this);
}

/// Right of the field where there is room, else below it; whole inside the window.
void FieldHelp::put_beside(const QWidget& field) {
  const QWidget* window = parentWidget();
  const int width = std::min(fontMetrics().averageCharWidth() * help_letters, window->width() - 2 * gap);
  resize(width, layout()->totalHeightForWidth(width));
  const QRect place(field.mapTo(window, QPoint()), field.size());
  QPoint corner(place.right() + gap, place.top());
  if (corner.x() + width + gap > window->width()) corner = {place.left(), place.bottom() + gap};
  corner.setX(std::clamp(corner.x(), gap, std::max(gap, window->width() - width - gap)));
  corner.setY(std::clamp(corner.y(), gap, std::max(gap, window->height() - height() - gap)));
  move(corner);
}

bool FieldHelp::eventFilter(QObject* watched, QEvent* event) {
  const auto* widget = qobject_cast<QWidget*>(watched);
  if (!isVisible() || widget == nullptr) return QFrame::eventFilter(watched, event);
  const bool own = widget == this || isAncestorOf(widget);
  const auto type = event->type();
  const bool elsewhere = !own && (type == QEvent::MouseButtonPress || type == QEvent::Wheel);
  const bool other_field = type == QEvent::FocusIn && widget != field_ && !own;
  const bool moved = type == QEvent::Resize && widget == parentWidget();
  if (elsewhere || other_field || moved) hide();
  if (type == QEvent::ShortcutOverride || type == QEvent::KeyPress) {
    if (dynamic_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape) return false;
    event->accept();  // it closes this, and nothing else
    if (type == QEvent::KeyPress) hide();
    return true;
  }
  return false;
}

QToolButton* help_button(const QString& label, QWidget* field, QWidget* parent) {
  if (!field_words(field->objectName())) return nullptr;
  auto* button = new QToolButton(parent);
  button->setText(QStringLiteral("?"));
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::NoFocus);
  button->setAccessibleName(FieldHelp::tr("Help on %1").arg(label));
  button->setToolTip(FieldHelp::tr("What is this? (F1)"));
  QObject::connect(button, &QToolButton::clicked, field, [field] { FieldHelp::show_for(field); });
  return button;
}

}  // namespace accelbench
