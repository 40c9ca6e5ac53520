// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/sweep_look.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <utility>

#include "core/experiment/sweep.h"
#include "core/experiment/sweep_keys.h"

namespace accelbench {

namespace {

constexpr int sweep_rest_ms = 120;
constexpr std::int64_t most_looked_at = 64;  // variants, each a whole check of some milliseconds

}  // namespace

SweepFound look_at_sweep(const Experiment& experiment) {
  SweepFound found;
  for (const SweepAxis& axis : experiment.sweep) found.axes.push_back(check_axis(experiment, axis));
  found.count = count_variants(experiment.sweep);
  if (found.count > most_looked_at) {
    found.whole = check_sweep(experiment, most_looked_at);
    return found;
  }
  auto variants = expand_sweep(experiment);
  if (!variants) {
    found.whole = tl::make_unexpected(variants.error());
    return found;
  }
  for (VariantExperiment& variant : *variants) found.variants.push_back(std::move(variant.experiment));
  return found;
}

SweepLook::SweepLook(QObject* parent) : QObject(parent) {
  rest_.setSingleShot(true);
  rest_.setInterval(sweep_rest_ms);
  connect(&rest_, &QTimer::timeout, this, &SweepLook::look);
}

void SweepLook::ask(const Experiment& experiment) {
  if (asked_ && *asked_ == experiment) return;
  asked_ = experiment;
  ++question_;
  found_.reset();
  if (experiment.sweep.empty()) {
    rest_.stop();
    return emit changed();
  }
  rest_.start();
}

void SweepLook::look() {
  QThreadPool::globalInstance()->start([self = QPointer<SweepLook>(this), experiment = *asked_,
                                        question = question_, context = QCoreApplication::instance()] {
    auto found = std::make_shared<const SweepFound>(look_at_sweep(experiment));
    QMetaObject::invokeMethod(
        context,
        [self, question, found] {
          if (self) self->take(question, found);
        },
        Qt::QueuedConnection);
  });
}

void SweepLook::take(std::int64_t question, std::shared_ptr<const SweepFound> found) {
  if (question != question_) return;
  found_ = std::move(found);
  emit changed();
}

}  // namespace accelbench
