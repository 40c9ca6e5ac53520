// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/autosave.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/experiment/parse.h"
#include "core/experiment/tree.h"
#include "core/experiment/yaml.h"

namespace accelbench {

namespace {

constexpr int version = 1;
constexpr int delay_ms = 1000;  // with the time that writing takes, a copy is at most 2 s old
constexpr qint64 most_bytes = qint64{4} << 20;

const QString version_key = QStringLiteral("accelbench_autosave");
const QString file_key = QStringLiteral("file");
const QString folder_key = QStringLiteral("folder");
const QString experiment_key = QStringLiteral("experiment");

QString default_folder() {
  const QString told = qEnvironmentVariable("XDG_STATE_HOME");
  const QString state =
      QDir::isAbsolutePath(told) ? told : QDir::homePath() + QStringLiteral("/.local/state");
  return state + QStringLiteral("/accelbench/autosave");
}

QString lock_file(const QString& copy) { return copy + QStringLiteral(".lock"); }

/// A lock is stale where its program is gone, however young it is.
std::unique_ptr<QLockFile> lock_of(const QString& copy) {
  auto lock = std::make_unique<QLockFile>(lock_file(copy));
  lock->setStaleLockTime(0);
  return lock;
}

QJsonObject content_of(const QString& copy) {
  QFile file(copy);
  if (file.size() > most_bytes || !file.open(QIODevice::ReadOnly)) return {};
  const QJsonObject content = QJsonDocument::fromJson(file.readAll()).object();
  return content.value(version_key).toInt() == version ? content : QJsonObject();
}

/// Edits in the middle may have problems that a finished experiment must not have: only its shape is checked.
Result<Experiment> half_done(const std::string& text, const QString& copy) {
  Problems problems;
  const ParsedText parsed = parse_yaml(text, problems);
  if (problems.empty() && parsed.root.kind == Node::Kind::mapping) {
    Experiment experiment = from_tree(parsed.root, problems);
    if (problems.empty()) return experiment;
  }
  return bad_input(copy.toStdString(), "the copy of the unsaved experiment cannot be read",
                   "look at it with a text editor");
}

}  // namespace

Autosave::Autosave(ExperimentDocument& document, const QString& folder, QObject* parent)
    : QObject(parent), document_(document), folder_(folder.isEmpty() ? default_folder() : folder) {
  copy_ = QStringLiteral("%1/%2-%3.json")
              .arg(folder_)
              .arg(QCoreApplication::applicationPid())
              .arg(QDateTime::currentMSecsSinceEpoch());
  timer_.setSingleShot(true);
  timer_.setInterval(delay_ms);
  connect(&timer_, &QTimer::timeout, this, &Autosave::write);
  connect(&document_, &ExperimentDocument::changed, this, &Autosave::look_at_document);
  connect(document_.undo_stack(), &QUndoStack::cleanChanged, this, &Autosave::look_at_document);
}

Autosave::~Autosave() {
  disconnect(document_.undo_stack(), nullptr, this, nullptr);
  remove_own();
}

void Autosave::look_at_document() {
  if (document_.is_modified()) {
    if (!timer_.isActive()) timer_.start();
    return;
  }
  timer_.stop();
  remove_own();
}

/// A disk that is full or read-only loses the copy and nothing else.
void Autosave::write() {
  if (!document_.is_modified() || !QDir().mkpath(folder_)) return;
  QFile::setPermissions(folder_, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  if (!lock_) {
    lock_ = lock_of(copy_);
    if (!lock_->tryLock(0)) return lock_.reset();
  }
  const QJsonObject content{
      {version_key, version},
      {file_key, document_.file_path()},
      {folder_key, QString::fromStdString(document_.roots().base_dir.string())},
      {experiment_key, QString::fromStdString(write_experiment(document_.experiment()))}};
  static_cast<void>(write_file(copy_.toStdString(), QJsonDocument(content).toJson().toStdString()));
}

void Autosave::remove_own() {
  if (!lock_) return;
  QFile::remove(copy_);
  lock_.reset();  // removes its file
}

std::vector<LeftCopy> Autosave::left() const {
  std::vector<LeftCopy> copies;
  for (const QFileInfo& file : QDir(folder_).entryInfoList({QStringLiteral("*.json")}, QDir::Files)) {
    const auto lock = lock_of(file.absoluteFilePath());
    if (file.absoluteFilePath() == copy_ || !lock->tryLock(0)) continue;  // its program lives
    const QJsonObject content = content_of(file.absoluteFilePath());
    const auto experiment =
        half_done(content.value(experiment_key).toString().toStdString(), file.absoluteFilePath());
    if (!experiment) continue;
    copies.push_back({file.absoluteFilePath(), content.value(file_key).toString(),
                      content.value(folder_key).toString(), QString::fromStdString(experiment->name),
                      file.lastModified()});
  }
  std::ranges::sort(copies, std::greater<>(), &LeftCopy::saved);
  return copies;
}

Status Autosave::restore(const LeftCopy& copy) {
  const QJsonObject content = content_of(copy.copy);
  auto experiment = half_done(content.value(experiment_key).toString().toStdString(), copy.copy);
  if (!experiment) return tl::make_unexpected(experiment.error());
  document_.restore(std::move(*experiment), copy.file, copy.folder);
  write();
  discard(copy);
  return {};
}

void Autosave::discard(const LeftCopy& copy) {
  QFile::remove(copy.copy);
  QFile::remove(lock_file(copy.copy));
}

}  // namespace accelbench
