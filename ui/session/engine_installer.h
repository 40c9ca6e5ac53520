// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <filesystem>

#include "core/base/result.h"

namespace accelbench {

/// What an installation of an outside engine would come to.
struct InstallationOffer {
  QString folder;  ///< where it goes
  double download_mb = 0;
  double disk_mb = 0;
  bool operator==(const InstallationOffer&) const = default;
};

/// What `accelbench-cli engines --json` says of an installation of `engine`; an error, with the reason that
/// it gives, where an installation would not help.
Result<InstallationOffer> parse_offer(const QByteArray& json, const QString& engine);

/// "  Downloading a-1.0-….whl (12.5 MB)" → 12.5; 0 for other lines.
double megabytes_begun(const QString& line);

/// The installation of one outside engine, one at a time, by `accelbench-cli engines` as a child. It asks
/// what would come, and goes on only when it is told to.
class EngineInstaller : public QObject {
  Q_OBJECT

 public:
  enum class State { idle, asking, asked, installing, stopping, installed, failed };

  explicit EngineInstaller(QObject* parent = nullptr);
  /// An installation that runs is stopped; what it had made so far is nobody's.
  ~EngineInstaller() override;

  /// Asks what an installation would come to; nothing where one runs.
  void ask(const std::filesystem::path& program, const QString& engine);
  /// Does what was asked about.
  void install();
  /// Stops asking or installing; or puts the answer away.
  void cancel();

  State state() const { return state_; }
  bool busy() const { return state_ == State::installing || state_ == State::stopping; }
  const QString& engine() const { return engine_; }          ///< "keras"
  const InstallationOffer& offer() const { return offer_; }  ///< since `asked`
  const QString& line() const { return line_; }              ///< what it said last
  double begun_mb() const { return begun_mb_; }              ///< downloads begun so far
  const QString& problem() const { return problem_; }        ///< of `failed`

 signals:
  void changed();
  void installed();  ///< the devices of this machine are others now

 private:
  void start(State state, const QStringList& arguments);
  void read_lines();
  void take(const QString& line);
  void finish(int exit_code, QProcess::ExitStatus how);
  void take_offer();
  void enter(State state, const QString& problem = {});

  QProcess process_;
  std::filesystem::path program_;
  QString engine_;
  State state_ = State::idle;
  InstallationOffer offer_;
  QStringList last_lines_;
  QString line_;
  QString problem_;
  double begun_mb_ = 0;
};

}  // namespace accelbench
