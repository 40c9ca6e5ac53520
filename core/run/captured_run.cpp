// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/captured_run.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <deque>

#include "core/base/clock.h"

namespace accelbench {
namespace {

constexpr std::size_t most_output = std::size_t{1} << 20;
constexpr std::size_t kept_of_error = std::size_t{16} << 10;
constexpr std::size_t longest_shown = 400;

class Capture {
 public:
  Capture(const CapturedCommand& command, ChildProcess child)
      : command_(command), child_(std::move(child)), begin_ns_(monotonic_ns()) {}

  CapturedRun follow(const std::stop_token& stop) {
    child_.close_input();
    for (;;) {
      const auto ended = child_.ended();  // before reading: what it wrote before its end is then still read
      if (!ended) wait();
      while (read_part(child_.output(), true)) {
      }
      while (read_part(child_.error(), false)) {
      }
      if (ended) {
        run_.status = *ended;
        return std::move(run_);
      }
      look_at_limits(stop);
    }
  }

 private:
  void wait() {
    std::array<pollfd, 2> ends = {pollfd{child_.output(), POLLIN, 0}, pollfd{child_.error(), POLLIN, 0}};
    poll(ends.data(), ends.size(), 50);
  }

  bool read_part(int descriptor, bool output) {
    std::array<char, 16384> part{};
    if (descriptor < 0) return false;
    const ssize_t count = read(descriptor, part.data(), part.size());
    if (count == 0) output ? child_.close_output() : child_.close_error();
    if (count <= 0) return count < 0 && errno == EINTR;
    const std::string_view text(part.data(), static_cast<std::size_t>(count));
    output ? take_output(text) : take_error(text);
    return true;
  }

  void take_output(std::string_view text) {
    run_.output.append(text.substr(0, most_output - std::min(most_output, run_.output.size())));
    if (!command_.on_line) return;
    line_ += text;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = line_.find_first_of("\n\r", begin)) != std::string::npos;
         begin = end + 1)
      command_.on_line(std::string_view(line_).substr(begin, end - begin));
    line_.erase(0, begin);
    if (line_.size() > kept_of_error) line_.clear();
  }

  void take_error(std::string_view text) {
    run_.error += text;
    if (run_.error.size() > kept_of_error) run_.error.erase(0, run_.error.size() - kept_of_error);
  }

  void look_at_limits(const std::stop_token& stop) {
    run_.timed_out = run_.timed_out || seconds_since(begin_ns_) > command_.limit_s;
    run_.stopped = run_.stopped || stop.stop_requested();
    if (run_.timed_out || run_.stopped) child_.signal(SIGKILL);
  }

  const CapturedCommand& command_;
  ChildProcess child_;
  std::int64_t begin_ns_;
  CapturedRun run_;
  std::string line_;
};

bool says_something(std::string_view line) {
  return std::ranges::any_of(line, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

Result<CapturedRun> run_captured(const CapturedCommand& command, const std::stop_token& stop) {
  auto child = ChildProcess::start(command.program, command.arguments, command.surroundings);
  if (!child) return tl::make_unexpected(child.error());
  return Capture(command, std::move(*child)).follow(stop);
}

std::string last_lines(std::string_view text, std::size_t most) {
  std::deque<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line(text.substr(begin, end - begin));
    std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; });
    line.erase(0, line.find_first_not_of(" \t"));
    if (says_something(line)) lines.push_back(line.substr(0, longest_shown));
    if (lines.size() > most) lines.pop_front();
    begin = end + 1;
  }
  std::string joined;
  for (const std::string& line : lines) joined += (joined.empty() ? "" : " | ") + line;
  return joined;
}

}  // namespace accelbench
