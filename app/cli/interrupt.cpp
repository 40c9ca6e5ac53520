// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "app/cli/exit_status.h"

namespace accelbench {
namespace {

// A handler may do next to nothing: it writes a byte, and a thread of ours does the rest.
constexpr char stop_byte = 's';
constexpr char quit_byte = 'q';
constexpr char checkpoint_byte = 'c';
constexpr char suspend_byte = 'z';
constexpr std::array handled = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGTSTP};
int pipe_ends[2] = {-1, -1};
std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void send(char byte) { static_cast<void>(!::write(pipe_ends[1], &byte, 1)); }

extern "C" void on_signal(int signal) {
  const int error = errno;
  if (signal == SIGUSR1 || signal == SIGTSTP)
    send(signal == SIGUSR1 ? checkpoint_byte : suspend_byte);
  else if (received.fetch_add(1) > 0)
    ::_exit(exit_interrupted);
  else
    send(stop_byte);
  errno = error;
}

void handle(int signal) {
  struct sigaction current {};
  ::sigaction(signal, nullptr, &current);
  if (current.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

void handle_no_more(int signal) {
  struct sigaction current {};
  ::sigaction(signal, nullptr, &current);
  if (current.sa_handler == on_signal) std::signal(signal, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt(std::shared_ptr<RunControl> control, std::string stopping)
    : control_(std::move(control)), stopping_(std::move(stopping)) {
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  received = 0;
  watcher_ = std::thread([this] { watch(); });
  for (const int signal : handled) handle(signal);
}

Interrupt::~Interrupt() {
  for (const int signal : handled) handle_no_more(signal);
  send(quit_byte);
  watcher_.join();
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
}

/// The process stops only when every run rests, and as if nobody had handled the signal: so the shell tells
/// it as usual.
void Interrupt::suspend() {
  control_->pause();
  control_->wait_until_paused(std::chrono::seconds(2));
  std::signal(SIGTSTP, SIG_DFL);
  ::raise(SIGTSTP);
  handle(SIGTSTP);
  control_->go_on();
}

void Interrupt::watch() {
  char byte = 0;
  while (byte != quit_byte) {
    const ssize_t got = ::read(pipe_ends[0], &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) return;
    if (byte == checkpoint_byte) control_->checkpoint();
    if (byte == suspend_byte) suspend();
    if (byte != stop_byte) continue;
    tell(stopping_ + " Press Ctrl-C again to end at once.");
    source_.request_stop();
  }
}

}  // namespace accelbench
