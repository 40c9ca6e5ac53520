// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/user_settings.h"

#include <QUndoCommand>
#include <memory>
#include <system_error>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/text_file.h"
#include "core/experiment/parse.h"

namespace accelbench {

namespace {

namespace fs = std::filesystem;

constexpr int settle_ms = 100;

fs::path nearest_folder(fs::path path) {
  std::error_code error;
  while (path.has_relative_path() && !fs::is_directory(path, error)) path = path.parent_path();
  return path;
}

}  // namespace

/// The one command: the file's text before and after.
class UserSettings::SetText : public QUndoCommand {
 public:
  SetText(UserSettings* owner, std::string after, const QString& text)
      : QUndoCommand(text), owner_(owner), before_(owner->text_), after_(std::move(after)) {}
  void undo() override { put(before_); }
  void redo() override {
    if (std::exchange(done_, true)) put(after_);  // the first time it is written before it is pushed
  }

 private:
  void put(const std::string& text) {
    if (const Status written = owner_->write(text); !written)
      emit owner_->refused(QString::fromStdString(to_string(written.error())));
  }

  UserSettings* owner_;
  std::string before_, after_;
  bool done_ = false;
};

UserSettings::UserSettings(QObject* parent) : QObject(parent) {
  settled_.setSingleShot(true);
  settled_.setInterval(settle_ms);
  connect(&settled_, &QTimer::timeout, this, &UserSettings::look);
  const auto touched = [this] { settled_.start(); };
  connect(&watcher_, &QFileSystemWatcher::fileChanged, this, touched);
  connect(&watcher_, &QFileSystemWatcher::directoryChanged, this, touched);
}

void UserSettings::follow(const fs::path& file) {
  file_ = file;
  look();
}

/// The file, and its folder: editors put a new file in the place of the old one.
void UserSettings::watch() {
  QStringList wanted{QString::fromStdString(nearest_folder(file_.parent_path()).string())};
  std::error_code error;
  if (fs::exists(file_, error)) wanted << QString::fromStdString(file_.string());
  const QStringList watched = watcher_.files() + watcher_.directories();
  for (const QString& path : watched)
    if (!wanted.contains(path)) watcher_.removePath(path);
  for (const QString& path : wanted)
    if (!watched.contains(path)) watcher_.addPath(path);
}

void UserSettings::look() {
  if (file_.empty()) return;
  watch();
  std::error_code error;
  if (!fs::exists(fs::status(file_, error))) return take({});
  const auto read = read_text_file(file_, static_cast<std::int64_t>(most_text_bytes));
  if (!read) return take_problem(read.error());
  if (*read == text_ && problems_.empty()) return;
  if (*read != text_) undo_stack_.clear();  // of a text that is no more
  take(*read);
}

void UserSettings::take_problem(const Error& error) {
  undo_stack_.clear();
  text_.clear();
  problems_ = {{error, {}, {}}};
  emit settings_changed();
}

void UserSettings::take(std::string text) {
  const Settings before = settings_;
  const bool was_good = problems_.empty();
  text_ = std::move(text);
  problems_ = settings_problems(text_, file_.string());
  if (problems_.empty()) settings_ = read_settings(text_, file_.string()).value_or(Settings{});
  if (!(settings_ == before) || !was_good || !problems_.empty()) emit settings_changed();
}

Status UserSettings::write(const std::string& text) {
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  if (error)
    return failed(file_.parent_path().string(), "cannot be made: " + error.message(),
                  "check its permissions");
  if (Status written = write_file(file_, text); !written) return written;
  take(text);
  watch();
  return {};
}

Status UserSettings::put(const std::string& text, const QString& name) {
  auto command = std::make_unique<SetText>(this, text, name);
  if (Status written = write(text); !written) return written;
  undo_stack_.push(command.release());
  return {};
}

std::vector<SettingsProblem> UserSettings::change(const Edit& edit, const QString& text) {
  if (file_.empty()) follow();
  look();  // what was changed a moment ago stays
  if (!problems_.empty()) return problems_;
  Settings after = settings_;
  edit(after);
  if (after == settings_) return {};
  const std::string changed = write_settings(after, text_);
  std::vector<SettingsProblem> wrong = settings_problems(changed, file_.string());
  if (!wrong.empty()) return wrong;
  const Status done = put(changed, text);
  return done ? std::vector<SettingsProblem>{} : std::vector<SettingsProblem>{{done.error(), {}, {}}};
}

Status UserSettings::reset(const SettingsProblem& problem) {
  const auto rest = without_key(text_, problem);
  if (!rest) return tl::make_unexpected(rest.error());
  return put(*rest, tr("Reset %1").arg(QString::fromStdString(problem.key)));
}

}  // namespace accelbench
