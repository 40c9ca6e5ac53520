// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <filesystem>
#include <vector>

#include "core/telemetry/device.h"

namespace accelbench {

/// How busy the devices of this machine are, while somebody looks: asked of `accelbench-cli devices --watch`,
/// so that a driver that hangs holds a child up, never the window, and nothing of it runs in a training.
class LiveMeters : public QObject {
  Q_OBJECT

 public:
  static constexpr double seconds_between = 0.5;

  explicit LiveMeters(QObject* parent = nullptr);
  ~LiveMeters() override;

  /// accelbench-cli; another one is asked at once.
  void set_program(const std::filesystem::path& program);
  /// Whether the meters are in sight; nothing is read otherwise.
  void set_wanted(bool wanted);
  /// Hardware or drivers are others now.
  void restart();
  /// Lines that the child wrote.
  void take(const QByteArray& lines);

  /// One of each device, the last.
  const std::vector<DeviceReading>& readings() const { return readings_; }
  /// "cpu power: no energy counter …", one each.
  const QStringList& not_measured() const { return not_measured_; }
  /// Why there are no readings; empty where there are, or nobody asked.
  const QString& problem() const { return problem_; }
  bool running() const { return process_.state() != QProcess::NotRunning; }

 signals:
  void changed();

 private:
  void start();
  void stop();
  void take_line(const QByteArray& line);
  void note_end();

  QProcess process_;
  std::filesystem::path program_;
  QByteArray rest_;  // of a line that is not whole yet
  std::vector<DeviceReading> readings_;
  QStringList not_measured_;
  QString problem_;
  bool wanted_ = false;
};

}  // namespace accelbench
