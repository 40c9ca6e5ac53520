// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/live_meters.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/engine/event_json.h"

namespace accelbench {

namespace {

constexpr qsizetype longest_line_of_readings = 1 << 16;
constexpr int end_ms = 200;

}  // namespace

LiveMeters::LiveMeters(QObject* parent) : QObject(parent) {
  connect(&process_, &QProcess::readyReadStandardOutput, this,
          [this] { take(process_.readAllStandardOutput()); });
  connect(&process_, &QProcess::finished, this, &LiveMeters::note_end);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    problem_ = process_.errorString();
    emit changed();
  });
}

LiveMeters::~LiveMeters() {
  process_.disconnect(this);
  stop();
}

void LiveMeters::set_program(const std::filesystem::path& program) {
  if (program == program_) return;
  program_ = program;
  restart();
}

void LiveMeters::set_wanted(bool wanted) {
  if (wanted == wanted_) return;
  wanted_ = wanted;
  wanted ? start() : stop();
}

void LiveMeters::restart() {
  stop();
  not_measured_.clear();
  if (wanted_) start();
}

void LiveMeters::start() {
  if (running() || program_.empty()) return;
  rest_.clear();
  problem_.clear();
  not_measured_.clear();
  process_.setStandardErrorFile(QProcess::nullDevice());
  process_.start(QString::fromStdString(program_.string()),
                 {QStringLiteral("devices"), QStringLiteral("--watch"), QString::number(seconds_between),
                  QStringLiteral("--json")});
}

/// The end of its input ends the child; one that does not heed it is killed.
void LiveMeters::stop() {
  if (!running()) return;
  const QSignalBlocker quiet(&process_);
  process_.closeWriteChannel();
  if (process_.waitForFinished(end_ms)) return;
  process_.kill();
  process_.waitForFinished(end_ms);
}

void LiveMeters::note_end() {
  if (!wanted_) return;
  readings_.clear();
  problem_ = tr("accelbench-cli devices ended with %1").arg(process_.exitCode());
  emit changed();
}

void LiveMeters::take(const QByteArray& lines) {
  rest_ += lines;
  for (qsizetype end = rest_.indexOf('\n'); end >= 0; end = rest_.indexOf('\n')) {
    take_line(rest_.left(end));
    rest_.remove(0, end + 1);
  }
  if (rest_.size() > longest_line_of_readings) rest_.clear();
  emit changed();
}

void LiveMeters::take_line(const QByteArray& line) {
  const auto event =
      event_from_json(std::string_view(line.constData(), static_cast<std::size_t>(line.size())));
  if (!event) return;
  if (const auto* told = std::get_if<MessageEvent>(&event->what))
    not_measured_ << QString::fromStdString(told->text);
  const auto* read = std::get_if<DeviceEvent>(&event->what);
  if (read == nullptr) return;
  const auto same = std::ranges::find(readings_, read->reading.device, &DeviceReading::device);
  if (same != readings_.end())
    *same = read->reading;
  else
    readings_.push_back(read->reading);
}

}  // namespace accelbench
