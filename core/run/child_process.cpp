// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/run/spawn.h"

namespace accelbench {
namespace {

struct Ends {
  FileDescriptor ours;
  FileDescriptor theirs;
};

/// A socket pair and not a pipe for its stdin: sending to a program that has ended is an error there, not a
/// SIGPIPE.
std::optional<Ends> make_input() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return std::nullopt;
  return Ends{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::optional<Ends> make_output() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Ends{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

void answer_at_once(const FileDescriptor& descriptor) {
  fcntl(descriptor.get(), F_SETFL, fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program,
                                         const std::vector<std::string>& arguments,
                                         const ChildSurroundings& surroundings) {
  auto input = make_input();
  auto output = make_output();
  auto error = make_output();
  if (!input || !output || !error)
    return failed(program.string(), fmt::format("cannot be started: {}", std::strerror(errno)));
  ChildProcess child;
  const Spawning spawning{
      program, arguments, surroundings, {input->theirs.get(), output->theirs.get(), error->theirs.get()}};
  if (const int number = spawn(spawning, child.process_); number != 0) {
    child.process_ = -1;
    return unavailable(program.string(), fmt::format("cannot be started: {}", std::strerror(number)));
  }
  for (const auto* end : {&input->ours, &output->ours, &error->ours}) answer_at_once(*end);
  child.input_ = std::move(input->ours);
  child.output_ = std::move(output->ours);
  child.error_ = std::move(error->ours);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      status_(other.status_),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      error_(std::move(other.error_)) {}

ChildProcess::~ChildProcess() {
  if (process_ < 0 || status_) return;
  signal(SIGKILL);
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
}

ssize_t ChildProcess::send(std::string_view text) {
  const ssize_t count = ::send(input_.get(), text.data(), text.size(), MSG_NOSIGNAL);
  if (count >= 0) return count;
  return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

void ChildProcess::signal(int number) const {
  if (process_ > 0 && !status_) kill(-process_, number);
}

std::optional<int> ChildProcess::ended() {
  if (status_ || process_ < 0) return status_;
  siginfo_t info{};
  const bool over = waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                    info.si_pid == process_;
  if (!over) return std::nullopt;
  // What it started and left behind goes with it. Before it is waited for: until then its number is nobody
  // else's.
  signal(SIGKILL);
  int status = 0;
  waitpid(process_, &status, 0);
  status_ = status;
  return status_;
}

std::string describe_end(int status) {
  if (!WIFSIGNALED(status)) return fmt::format("ended with status {}", WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  const char* name = sigabbrev_np(number);
  const char* meaning = sigdescr_np(number);
  return fmt::format("was ended by {} ({})",
                     name ? fmt::format("SIG{}", name) : fmt::format("signal {}", number),
                     meaning ? meaning : "unknown signal");
}

}  // namespace accelbench
