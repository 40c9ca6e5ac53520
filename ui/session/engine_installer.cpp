// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/engine_installer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <cmath>

namespace accelbench {

namespace {

constexpr int kept_lines = 8;
constexpr int patience_ms = 3000;  // of the window that closes
constexpr qsizetype longest_line = 300;

QJsonObject engine_in(const QByteArray& json, const QString& engine) {
  const QJsonArray engines = QJsonDocument::fromJson(json).object().value(QLatin1String("engines")).toArray();
  for (const QJsonValue& each : engines)
    if (each.toObject().value(QLatin1String("engine")).toString() == engine) return each.toObject();
  return {};
}

/// What came last that says why: from the line that begins with "error", else the last line.
QString reason_in(const QStringList& lines) {
  for (qsizetype at = lines.size() - 1; at >= 0; --at)
    if (lines[at].contains(QLatin1String("error: "), Qt::CaseInsensitive))
      return lines.mid(at).join(u' ').section(QLatin1String("error: "), 1);
  return lines.isEmpty() ? QString() : lines.back();
}

}  // namespace

Result<InstallationOffer> parse_offer(const QByteArray& json, const QString& engine) {
  const QJsonObject found = engine_in(json, engine);
  if (found.isEmpty())
    return failed("engines", engine.toStdString() + " is not in what accelbench-cli engines says");
  const QJsonObject installation = found.value(QLatin1String("installation")).toObject();
  if (installation.isEmpty()) {
    const QString reason = found.value(QLatin1String("reason")).toString();
    return failed(engine.toStdString(), reason.isEmpty() ? "it can be used already" : reason.toStdString());
  }
  InstallationOffer offer;
  offer.folder = installation.value(QLatin1String("folder")).toString();
  offer.download_mb = installation.value(QLatin1String("download_mb")).toDouble();
  offer.disk_mb = installation.value(QLatin1String("disk_mb")).toDouble();
  return offer;
}

double megabytes_begun(const QString& line) {
  static const QRegularExpression download(
      QStringLiteral("Downloading .*\\(([0-9]{1,6}(?:\\.[0-9]{1,6})?) (kB|MB|GB)\\)"));
  const auto match = download.match(line);
  if (!match.hasMatch()) return 0;
  const double value = match.captured(1).toDouble();
  const QString unit = match.captured(2);
  return unit == QLatin1String("GB") ? value * 1000 : unit == QLatin1String("kB") ? value / 1000 : value;
}

EngineInstaller::EngineInstaller(QObject* parent) : QObject(parent) {
  connect(&process_, &QProcess::readyReadStandardError, this, &EngineInstaller::read_lines);
  connect(&process_, &QProcess::finished, this, &EngineInstaller::finish);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) enter(State::failed, process_.errorString());
  });
}

EngineInstaller::~EngineInstaller() {
  process_.disconnect(this);
  if (process_.state() == QProcess::NotRunning) return;
  process_.terminate();
  if (process_.waitForFinished(patience_ms)) return;
  process_.kill();
  process_.waitForFinished(patience_ms);
}

void EngineInstaller::ask(const std::filesystem::path& program, const QString& engine) {
  if (process_.state() != QProcess::NotRunning) return;
  program_ = program;
  engine_ = engine;
  if (program.empty()) return enter(State::failed, tr("accelbench-cli is not installed beside this program"));
  start(State::asking, {QStringLiteral("engines"), QStringLiteral("--json")});
}

void EngineInstaller::install() {
  if (state_ != State::asked) return;
  start(State::installing, {QStringLiteral("engines"), QStringLiteral("install"), engine_,
                            QStringLiteral("--yes"), QStringLiteral("--no-progress")});
}

/// The program stops cleanly when it is asked to; whoever asks twice does not want to wait.
void EngineInstaller::cancel() {
  if (process_.state() == QProcess::NotRunning) return enter(State::idle);
  if (state_ == State::stopping || state_ == State::asking)
    process_.kill();
  else
    process_.terminate();
  enter(State::stopping);
}

void EngineInstaller::start(State state, const QStringList& arguments) {
  last_lines_.clear();
  line_.clear();
  begun_mb_ = 0;
  enter(state);
  process_.setStandardInputFile(QProcess::nullDevice());
  process_.start(QString::fromStdString(program_.string()), arguments);
}

void EngineInstaller::read_lines() {
  process_.setReadChannel(QProcess::StandardError);
  bool told = false;
  while (process_.canReadLine()) {
    take(QString::fromUtf8(process_.readLine()).simplified().left(longest_line));
    told = true;
  }
  if (told) emit changed();
}

void EngineInstaller::take(const QString& line) {
  if (line.isEmpty()) return;
  line_ = line;
  begun_mb_ += megabytes_begun(line);
  last_lines_ << line;
  if (last_lines_.size() > kept_lines) last_lines_.removeFirst();
}

void EngineInstaller::finish(int exit_code, QProcess::ExitStatus how) {
  read_lines();
  take(QString::fromUtf8(process_.readAllStandardError()).simplified().left(longest_line));
  if (state_ == State::stopping) return enter(State::idle);
  const bool well = how == QProcess::NormalExit && exit_code == 0;
  if (well && state_ == State::asking) return take_offer();
  if (well) {
    enter(State::installed);
    emit installed();
    return;
  }
  const QString reason = reason_in(last_lines_);
  enter(State::failed, reason.isEmpty() ? tr("accelbench-cli engines ended with %1").arg(exit_code) : reason);
}

void EngineInstaller::take_offer() {
  auto offer = parse_offer(process_.readAllStandardOutput(), engine_);
  if (!offer) return enter(State::failed, QString::fromStdString(offer.error().message));
  offer_ = std::move(*offer);
  enter(State::asked);
}

void EngineInstaller::enter(State state, const QString& problem) {
  state_ = state;
  problem_ = problem;
  emit changed();
}

}  // namespace accelbench
