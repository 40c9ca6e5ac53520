// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QProcess>
#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/telemetry/device.h"

namespace accelbench {

/// The devices of this machine, asked of `accelbench-cli devices --json`: a driver that hangs or dies takes a
/// child with it, never the window.
class DeviceList : public QObject {
  Q_OBJECT

 public:
  explicit DeviceList(QObject* parent = nullptr);
  ~DeviceList() override;

  /// Starts asking; `changed` tells the answer. While one is awaited, another one is asked for after it.
  void ask(const std::filesystem::path& program);
  /// Asks again: hardware, settings or engines are others now.
  void refresh() { ask(program_); }
  /// accelbench-cli, as it was asked last.
  const std::filesystem::path& program() const { return program_; }
  void set_devices(std::vector<Device> devices);
  const std::vector<Device>& devices() const { return devices_; }
  /// Why there is no answer; empty while there is one or none was asked for.
  const QString& problem() const { return problem_; }
  /// Why an engine cannot be used; empty where one of its devices can, or nothing is known of it.
  QString reason_against(const std::string& engine) const;
  /// Whether a device of the engine has this precision, or nothing is known of it.
  bool may_have(const std::string& engine, const std::string& precision) const;

 signals:
  void changed();

 private:
  void read_answer(int exit_code);
  void fail(const QString& reason);

  QProcess process_;
  std::filesystem::path program_;
  bool ask_again_ = false;  // the answer that is awaited may be older than what changed
  std::vector<Device> devices_;
  QString problem_;
};

/// The array, or the `devices` array of the document, that `accelbench-cli devices --json` prints.
Result<std::vector<Device>> parse_devices(const QByteArray& json);

/// Whether one of these runs failed on a device that the driver may have lost: what the list says may be old then.
bool may_have_lost_a_device(const std::vector<RunSummary>& runs);

/// accelbench-cli beside this program, in the build tree, or in PATH; empty where there is none.
std::filesystem::path find_child_program();

}  // namespace accelbench
