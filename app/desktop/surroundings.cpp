// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/surroundings.h"

#include <QByteArray>

namespace accelbench {

namespace {

QtMessageHandler told_before = nullptr;

/// The offscreen platform says at every window that it has no size hints to pass on.
void tell(QtMsgType type, const QMessageLogContext& context, const QString& message) {
  if (message.contains(QLatin1String("does not support propagateSizeHints"))) return;
  told_before(type, context, message);
}

}  // namespace

Surroundings::Surroundings(bool offscreen) {
  if (offscreen) qputenv("QT_QPA_PLATFORM", "offscreen");
  if (!qgetenv("QT_QPA_PLATFORM").startsWith("offscreen")) return;
  told_before = qInstallMessageHandler(tell);
  if (qEnvironmentVariableIsSet("XDG_RUNTIME_DIR")) return;
  runtime_.emplace();  // for its owner only, as the runtime folder has to be
  if (runtime_->isValid()) qputenv("XDG_RUNTIME_DIR", runtime_->path().toLocal8Bit());
}

}  // namespace accelbench
