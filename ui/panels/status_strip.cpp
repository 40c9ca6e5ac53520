// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/status_strip.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>

#include "ui/models/format.h"

namespace accelbench {

namespace {

constexpr int bar_scale = 1000;
using State = TrainingController::State;

/// Gives way where there is little room: a long text never pushes the progress out of the toolbar. Its tool
/// tip has all of it.
class YieldingLabel : public QLabel {
 public:
  using QLabel::QLabel;
  QSize minimumSizeHint() const override {
    return {fontMetrics().averageCharWidth() * 8, QLabel::minimumSizeHint().height()};
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
    QPainter painter(this);
    style()->drawItemText(&painter, contentsRect(), Qt::AlignLeft | Qt::AlignVCenter, palette(), isEnabled(),
                          shown, foregroundRole());
  }
};

}  // namespace

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent),
      state_(new YieldingLabel(this)),
      bar_(new QProgressBar(this)),
      times_(new QLabel(this)) {
  state_->setObjectName(QStringLiteral("state"));
  state_->setAccessibleName(tr("State of the training"));
  bar_->setRange(0, bar_scale);
  bar_->setTextVisible(false);
  bar_->setAccessibleName(tr("Progress of the training"));
  bar_->setFixedWidth(fontMetrics().averageCharWidth() * 22);
  bar_->setMaximumHeight(fontMetrics().height() / 2 + 2);
  times_->setAccessibleName(tr("Elapsed and remaining time"));
  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(8, 0, 8, 0);
  line->setSpacing(12);
  line->addWidget(state_, 1);
  line->addWidget(bar_);
  line->addWidget(times_);
  bar_->hide();
}

void StatusStrip::show_state(State state, const QString& idle_text) {
  if (state == State::running && shown_ == State::idle) {
    before_ms_ = 0;
    since_.start();
  }
  shown_ = state;
  bar_->setVisible(state != State::idle);
  if (state == State::idle) {
    set_text(idle_text);
    times_->clear();
  } else {
    set_text(state == State::stopping ? tr("Stopping…") : tr("Starting…"));
  }
}

void StatusStrip::show_progress(double progress, const QString& doing, std::optional<double> eta_s) {
  if (shown_ == State::idle) return;
  bar_->setValue(static_cast<int>(progress * bar_scale));
  if (shown_ == State::running && !doing.isEmpty()) set_text(doing);
  const QString elapsed = duration_text(elapsed_s());
  times_->setText(eta_s && since_.isValid() ? tr("%1, about %2 left").arg(elapsed, duration_text(eta_s))
                                            : elapsed);
}

void StatusStrip::set_text(const QString& text) {
  if (state_->text() == text) return;
  state_->setText(text);
  state_->setToolTip(text);
}

void StatusStrip::set_clock_going(bool going) {
  if (going == since_.isValid()) return;
  if (going) return since_.start();
  before_ms_ += since_.elapsed();
  since_.invalidate();
}

double StatusStrip::elapsed_s() const {
  const qint64 now_ms = since_.isValid() ? since_.elapsed() : 0;
  return static_cast<double>(before_ms_ + now_ms) / 1000;
}

}  // namespace accelbench
