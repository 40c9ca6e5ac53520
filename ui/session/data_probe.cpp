// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/data_probe.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <memory>
#include <utility>

namespace accelbench {

namespace {

/// Generated data say their shape in the experiment itself.
DataShape shape_of(const SyntheticData& data) {
  return {data.samples, data.features, data.classes ? 0 : data.targets, data.classes.value_or(0)};
}

}  // namespace

DataProbe::DataProbe(QObject* parent) : QObject(parent) {}

void DataProbe::ask(const DataSpec& spec, const DataRoots& roots) {
  const bool same_roots = roots.base_dir == roots_.base_dir && roots.allowed == roots_.allowed;
  const bool same_source =
      spec_ && spec_->source == spec.source && spec_->validation == spec.validation;
  if (same_source && same_roots) return;
  spec_ = spec;
  roots_ = roots;
  const std::int64_t question = ++question_;
  if (const auto* synthetic = std::get_if<SyntheticData>(&spec.source))
    return answer(question, shape_of(*synthetic));
  shape_.reset();
  emit changed();
  // The application outlives the pool's work; the probe may not, so the answer goes through the application's
  // thread.
  QThreadPool::globalInstance()->start(
      [self = QPointer<DataProbe>(this), context = QCoreApplication::instance(), spec, roots, question] {
        auto shape = std::make_shared<Result<DataShape>>(data_shape(spec, roots));
        QMetaObject::invokeMethod(
            context,
            [self, shape, question] {
              if (self) self->answer(question, std::move(*shape));
            },
            Qt::QueuedConnection);
      });
}

void DataProbe::ask_again() {
  if (!spec_) return;
  const DataSpec spec = *spec_;
  spec_.reset();
  ask(spec, roots_);
}

void DataProbe::answer(std::int64_t question, Result<DataShape> shape) {
  if (question != question_) return;
  shape_ = std::move(shape);
  emit changed();
}

}  // namespace accelbench
