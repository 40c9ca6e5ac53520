// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QString>
#include <filesystem>
#include <optional>

#include "core/experiment/experiment.h"
#include "core/settings/settings.h"

namespace accelbench {

/// How the ranks of an accelerator would be started.
struct LaunchFound {
  QString command;  ///< a line for a shell; empty: there is none
  QString files;    ///< what the command reads, each below its name; may be empty
  QString note;     ///< what a reader of the figures must know; may be empty
  QString refusal;  ///< why it cannot be started, with the fix; empty: it can
};

/// Whether the accelerator's processes are started by a launcher at all.
bool needs_launcher(const AcceleratorSpec& accelerator);

/// For any thread. `program` is accelbench-cli.
LaunchFound look_at_launch(const AcceleratorSpec& accelerator, const Settings& settings,
                           const std::filesystem::path& program);

/// Asks for the launch on a thread of the pool: mpirun is asked for its version.
class LaunchLook : public QObject {
  Q_OBJECT

 public:
  explicit LaunchLook(QObject* parent = nullptr) : QObject(parent) {}
  void ask(const AcceleratorSpec& accelerator, const Settings& settings,
           const std::filesystem::path& program);
  /// Empty while it is looked at, and where none was asked for.
  const std::optional<LaunchFound>& found() const { return found_; }

 signals:
  void changed();

 private:
  void take(std::int64_t question, LaunchFound found);

  std::optional<AcceleratorSpec> accelerator_;  // as they were asked for last
  Settings settings_;
  std::filesystem::path program_;
  std::int64_t question_ = 0;
  std::optional<LaunchFound> found_;
};

}  // namespace accelbench
