// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/device_list.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <algorithm>
#include <utility>

namespace accelbench {

namespace {

std::string text_of(const QJsonObject& object, const char* key) {
  return object.value(QLatin1String(key)).toString().toStdString();
}

Device read_device(const QJsonObject& object) {
  Device device;
  device.id = text_of(object, "id");
  device.name = text_of(object, "name");
  device.engine = text_of(object, "engine");
  // The row says already that it cannot be used.
  device.reason =
      object.value(QLatin1String("reason")).toString().remove(QLatin1String("unavailable: ")).toStdString();
  device.usable = object.value(QLatin1String("usable")).toBool();
  device.cores = object.value(QLatin1String("cores")).toInteger();
  const QJsonValue memory = object.value(QLatin1String("memory_bytes"));
  if (memory.isDouble()) device.memory_bytes = memory.toInteger();
  for (const QJsonValue& precision : object.value(QLatin1String("precisions")).toArray())
    device.precisions.push_back(precision.toString().toStdString());
  if (device.engine.empty()) device.engine = device.id.substr(0, device.id.find(':'));
  return device;
}

}  // namespace

DeviceList::DeviceList(QObject* parent) : QObject(parent) {
  connect(&process_, &QProcess::finished, this, [this](int exit_code) { read_answer(exit_code); });
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) fail(process_.errorString());
  });
}

DeviceList::~DeviceList() {
  process_.disconnect(this);
  process_.kill();
  process_.waitForFinished(200);
}

void DeviceList::ask(const std::filesystem::path& program) {
  program_ = program;
  ask_again_ = process_.state() != QProcess::NotRunning;
  if (ask_again_) return;
  if (program.empty()) return fail(tr("accelbench-cli is not installed beside this program"));
  process_.setStandardErrorFile(QProcess::nullDevice());
  process_.start(QString::fromStdString(program.string()),
                 {QStringLiteral("devices"), QStringLiteral("--json")});
}

void DeviceList::set_devices(std::vector<Device> devices) {
  devices_ = std::move(devices);
  problem_.clear();
  emit changed();
}

QString DeviceList::reason_against(const std::string& engine) const {
  QString reason;
  for (const Device& device : devices_) {
    if (device.engine != engine) continue;
    if (device.usable) return {};
    reason = QString::fromStdString(device.reason);
  }
  return reason;
}

bool DeviceList::may_have(const std::string& engine, const std::string& precision) const {
  bool known = false;
  for (const Device& device : devices_) {
    if (device.engine != engine || device.precisions.empty()) continue;
    known = true;
    if (std::ranges::find(device.precisions, precision) != device.precisions.end()) return true;
  }
  return !known;
}

void DeviceList::read_answer(int exit_code) {
  if (ask_again_) return ask(program_);
  auto devices = parse_devices(process_.readAllStandardOutput());
  if (devices) return set_devices(std::move(*devices));
  fail(tr("accelbench-cli devices ended with %1: %2")
           .arg(exit_code)
           .arg(QString::fromStdString(devices.error().message)));
}

void DeviceList::fail(const QString& reason) {
  problem_ = reason;
  emit changed();
}

Result<std::vector<Device>> parse_devices(const QByteArray& json) {
  QJsonParseError problem;
  const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
  if (document.isNull()) return failed("devices", problem.errorString().toStdString());
  const QJsonArray rows =
      document.isArray() ? document.array() : document.object().value(QLatin1String("devices")).toArray();
  if (rows.isEmpty()) return failed("devices", "no device in the answer");
  std::vector<Device> devices;
  for (const QJsonValue& row : rows) devices.push_back(read_device(row.toObject()));
  return devices;
}

bool may_have_lost_a_device(const std::vector<RunSummary>& runs) {
  return std::ranges::any_of(runs, [](const RunSummary& run) {
    return run.status == RunStatus::failed && run.device.starts_with("cuda");
  });
}

std::filesystem::path find_child_program() {
  const QString beside = QCoreApplication::applicationDirPath();
  for (const char* place : {"/accelbench-cli", "/../cli/accelbench-cli", "/../../app/cli/accelbench-cli",
                            "/../../../app/cli/accelbench-cli"}) {
    const QFileInfo file(beside + QLatin1String(place));
    if (file.isFile() && file.isExecutable()) return file.canonicalFilePath().toStdString();
  }
  return QStandardPaths::findExecutable(QStringLiteral("accelbench-cli")).toStdString();
}

}  // namespace accelbench
