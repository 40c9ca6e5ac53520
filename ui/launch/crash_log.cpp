// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/crash_log.h"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <array>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string_view>
#include <typeinfo>

namespace accelbench {

namespace {

namespace fs = std::filesystem;

constexpr std::array fatal_signals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};
constexpr int most_frames = 64;
constexpr int kept_logs = 5;
constexpr qint64 most_log_bytes = 256 * 1024;
constexpr std::size_t alternate_stack_bytes = 64 * 1024;
const QString unseen = QStringLiteral(".log");
const QString seen = QStringLiteral(".seen");

// Everything that the handler needs, made beforehand: it may allocate nothing and lock nothing.
struct Prepared {
  std::array<char, 4096> file{};
  std::array<char, 256> program{};
  std::array<char, 512> exception{};
  std::array<char, alternate_stack_bytes> stack{};  // an overflowing stack cannot hold its own handler
};
Prepared prepared;
std::terminate_handler terminated_before = nullptr;

template <std::size_t size>
void keep_text(std::array<char, size>& place, std::string_view text) {
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(place.data(), text.data(), length);
  place[length] = '\0';
}

void put(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void put_number(int file, long long number) {
  std::array<char, 24> digits{};
  std::size_t at = digits.size();
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0 && at > 0);
  put(file, {digits.data() + at, digits.size() - at});
}

std::string_view name_of_signal(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV (an address that is not there)";
    case SIGBUS:
      return "SIGBUS (memory that cannot be read)";
    case SIGFPE:
      return "SIGFPE (arithmetic without a result)";
    case SIGILL:
      return "SIGILL (an instruction that this processor has not)";
    case SIGABRT:
      return "SIGABRT (the program gave up)";
    case SIGSYS:
      return "SIGSYS (a forbidden system call)";
    default:
      return "SIGTRAP";
  }
}

/// Async-signal-safe: open, write, clock_gettime, and backtrace, which was loaded beforehand.
void write_crash(int signal) {
  const int file = ::open(prepared.file.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return;
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  put(file, prepared.program.data());
  put(file, "\nended by ");
  put(file, name_of_signal(signal));
  put(file, "\nseconds since 1970: ");
  put_number(file, now.tv_sec);
  if (prepared.exception[0] != '\0') {
    put(file, "\nexception: ");
    put(file, prepared.exception.data());
  }
  put(file, "\n\n");
  std::array<void*, most_frames> frames{};
  ::backtrace_symbols_fd(frames.data(), ::backtrace(frames.data(), most_frames), file);
  ::close(file);
}

/// SA_RESETHAND has put the old action back: raised again, the signal ends the program as it always did.
void on_fatal_signal(int signal) {
  write_crash(signal);
  ::raise(signal);
}

[[noreturn]] void on_terminate() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    keep_text(prepared.exception, std::string(typeid(exception).name()) + ": " + exception.what());
  } catch (...) {
    keep_text(prepared.exception, "of an unknown kind");
  }
  if (terminated_before != nullptr) terminated_before();
  std::abort();
}

void forget_old_logs(const QDir& folder) {
  const QFileInfoList logs = folder.entryInfoList({QStringLiteral("*") + unseen, QStringLiteral("*") + seen},
                                                  QDir::Files, QDir::Time);
  for (const QFileInfo& log : logs.mid(kept_logs)) QFile::remove(log.filePath());
}

}  // namespace

fs::path crash_folder() {
  const char* told = std::getenv("XDG_STATE_HOME");
  const fs::path state = told != nullptr && told[0] == '/'
                             ? fs::path(told)
                             : fs::path(QDir::homePath().toStdString()) / ".local/state";
  return state / "accelbench" / "crashes";
}

void leave_crash_logs(const fs::path& folder, const std::string& program) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return;  // nothing can be left there
  forget_old_logs(QDir(QString::fromStdString(folder.string())));
  const std::string name = std::to_string(::time(nullptr)) + "-" + std::to_string(::getpid());
  keep_text(prepared.file, (folder / (name + unseen.toStdString())).string());
  keep_text(prepared.program, program);
  std::array<void*, 1> frame{};
  ::backtrace(frame.data(), 1);  // loads what it needs now and not in the handler
  stack_t stack{};
  stack.ss_sp = prepared.stack.data();
  stack.ss_size = prepared.stack.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = on_fatal_signal;
  action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
  for (const int signal : fatal_signals) ::sigaction(signal, &action, nullptr);
  terminated_before = std::set_terminate(on_terminate);
}

std::vector<CrashLog> unseen_crash_logs(const QString& folder) {
  std::vector<CrashLog> logs;
  for (const QFileInfo& info :
       QDir(folder).entryInfoList({QStringLiteral("*") + unseen}, QDir::Files, QDir::Time)) {
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly)) continue;
    logs.push_back({info.filePath(), info.lastModified(), QString::fromUtf8(file.read(most_log_bytes))});
  }
  return logs;
}

void mark_crash_log_seen(const QString& file) {
  if (!file.endsWith(unseen)) return;
  const QString target = file.chopped(unseen.size()) + seen;
  QFile::remove(target);
  if (!QFile::rename(file, target)) QFile::remove(file);
}

}  // namespace accelbench
