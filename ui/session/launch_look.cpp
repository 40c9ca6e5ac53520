// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/launch_look.h"

#include <QCoreApplication>
#include <QPointer>
#include <QStringList>
#include <QThreadPool>
#include <algorithm>
#include <utility>

#include "core/launch/launch.h"

namespace accelbench {

namespace {

/// Nothing is written there: it stands for the folder that each run makes for itself.
const std::filesystem::path scratch_of_a_run = "/tmp/accelbench-run";

/// Of each rank: what the accelerator asks for; else the processors divided among the ranks.
std::int64_t threads_of_each(const AcceleratorSpec& accelerator) {
  if (accelerator.threads) return *accelerator.threads;
  return std::max<std::int64_t>(
      1, this_launching_machine().cores / std::max<std::int64_t>(1, accelerator.ranks));
}

LaunchRequest launch_request(const AcceleratorSpec& accelerator, const std::filesystem::path& program) {
  LaunchRequest request;
  request.place = "accelerators." + accelerator.id;
  request.ranks = accelerator.ranks;
  request.cluster = accelerator.cluster;
  request.program = program;
  request.threads = threads_of_each(accelerator);
  request.scratch = scratch_of_a_run;
  return request;
}

QString text_of_files(const Launch& launch) {
  QStringList texts;
  for (const LaunchFile& file : launch.files)
    texts << QString::fromStdString(file.path.string()) + QStringLiteral(":\n") +
                 QString::fromStdString(file.text);
  return texts.join(u'\n');
}

}  // namespace

bool needs_launcher(const AcceleratorSpec& accelerator) {
  return accelerator.engine == EngineKind::cpu && (accelerator.ranks > 1 || !accelerator.cluster.empty());
}

LaunchFound look_at_launch(const AcceleratorSpec& accelerator, const Settings& settings,
                           const std::filesystem::path& program) {
  const auto launch = plan_launch(launch_request(accelerator, program), settings);
  LaunchFound found;
  if (!launch) {
    found.refusal = QString::fromStdString(to_string(launch.error()));
    return found;
  }
  found.command = QString::fromStdString(shell_line(*launch));
  found.note = QString::fromStdString(launch->note);
  found.files = text_of_files(*launch);
  return found;
}

void LaunchLook::ask(const AcceleratorSpec& accelerator, const Settings& settings,
                     const std::filesystem::path& program) {
  if (accelerator_ == accelerator && settings_ == settings && program_ == program) return;
  accelerator_ = accelerator;
  settings_ = settings;
  program_ = program;
  const std::int64_t question = ++question_;
  found_.reset();
  if (!needs_launcher(accelerator)) return emit changed();
  QThreadPool::globalInstance()->start([self = QPointer<LaunchLook>(this), question, accelerator, settings,
                                        program, context = QCoreApplication::instance()] {
    auto found = look_at_launch(accelerator, settings, program);
    QMetaObject::invokeMethod(
        context,
        [self, question, found = std::move(found)]() mutable {
          if (self) self->take(question, std::move(found));
        },
        Qt::QueuedConnection);
  });
}

void LaunchLook::take(std::int64_t question, LaunchFound found) {
  if (question != question_) return;
  found_ = std::move(found);
  emit changed();
}

}  // namespace accelbench
