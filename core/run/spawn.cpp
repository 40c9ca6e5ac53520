// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

extern char** environ;  // NOLINT: declared by POSIX, by no header

namespace accelbench {
namespace {

constexpr std::array usual_signals = {SIGPIPE, SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGCHLD, SIGUSR1, SIGXFSZ};

/// Texts as execve wants them.
class TextList {
 public:
  explicit TextList(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  TextList(const TextList&) = delete;
  TextList& operator=(const TextList&) = delete;
  char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> arguments_of(const Spawning& spawning) {
  std::vector<std::string> texts = {spawning.program.string()};
  texts.insert(texts.end(), spawning.arguments.begin(), spawning.arguments.end());
  return texts;
}

/// Ours, less what the surroundings set, and that.
std::vector<std::string> environment_of(const ChildSurroundings& surroundings) {
  std::vector<std::string> texts;
  const auto is_replaced = [&](std::string_view text) {
    return std::ranges::any_of(surroundings.variables, [&](const auto& variable) {
      return text.starts_with(variable.first) && text.substr(variable.first.size()).starts_with('=');
    });
  };
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!is_replaced(*entry)) texts.emplace_back(*entry);
  for (const auto& [name, value] : surroundings.variables) texts.push_back(name + "=" + value);
  return texts;
}

class SpawnSettings {
 public:
  explicit SpawnSettings(const Spawning& spawning) {
    posix_spawn_file_actions_init(&actions_);
    for (int number = 0; number < 3; ++number)
      posix_spawn_file_actions_adddup2(&actions_, spawning.descriptors[static_cast<std::size_t>(number)],
                                       number);
    if (!spawning.surroundings.folder.empty())
      posix_spawn_file_actions_addchdir_np(&actions_, spawning.surroundings.folder.c_str());
    posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t usual = none;
    for (const int number : usual_signals) sigaddset(&usual, number);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  int spawn(const char* program, char* const* arguments, char* const* environment, pid_t& process) const {
    return posix_spawn(&process, program, &actions_, &attributes_, arguments, environment);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// What posix_spawn cannot do: ask the system to kill the program with us. Between fork and exec only calls
/// that are safe in a process whose other threads are gone.
struct BoundStart {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* folder;  ///< null: where we are
  std::array<int, 3> descriptors;
  pid_t parent;

  [[noreturn]] void exec(int report) const {
    const int number = try_exec();
    // Nobody could be told where this fails: the parent then takes the start for good and sees the end.
    [[maybe_unused]] const ssize_t told = write(report, &number, sizeof number);
    _exit(127);
  }

 private:
  int try_exec() const {
    setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    if (getppid() != parent) return ECANCELED;  // it ended before we were bound to it
    for (const int number : usual_signals) signal(number, SIG_DFL);
    for (int number = 0; number < 3; ++number)
      if (dup2(descriptors[static_cast<std::size_t>(number)], number) < 0) return errno;
    if (folder != nullptr && chdir(folder) != 0) return errno;
    close_others();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(program, arguments, environment);
    return errno;
  }
  static void close_others() {
    if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
    for (int number = 3; number < 4096; ++number) fcntl(number, F_SETFD, FD_CLOEXEC);
  }
};

/// Signals wait meanwhile: a handler of ours must not run in the new process.
int start_bound(const BoundStart& start, pid_t& process) {
  std::array<int, 2> report{};
  if (pipe2(report.data(), O_CLOEXEC) != 0) return errno;
  const FileDescriptor reading(report[0]);
  FileDescriptor writing(report[1]);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  process = fork();
  const int fork_error = errno;
  if (process == 0) start.exec(writing.get());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (process < 0) return fork_error;
  writing.reset();
  int number = 0;
  ssize_t count = 0;
  while ((count = read(reading.get(), &number, sizeof number)) < 0 && errno == EINTR) {
  }
  if (count != sizeof number) return 0;
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
  return number;
}

}  // namespace

int spawn(const Spawning& spawning, pid_t& process) {
  const TextList arguments(arguments_of(spawning));
  const TextList environment(environment_of(spawning.surroundings));
  const char* program = spawning.program.c_str();
  const auto& folder = spawning.surroundings.folder;
  if (!spawning.surroundings.dies_with_us)
    return SpawnSettings(spawning).spawn(program, arguments.data(), environment.data(), process);
  return start_bound({program, arguments.data(), environment.data(),
                      folder.empty() ? nullptr : folder.c_str(), spawning.descriptors, getpid()},
                     process);
}

}  // namespace accelbench
