// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/log_tail.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/base/text_file.h"

namespace accelbench::h2o {
namespace {

constexpr std::size_t most_kept = 32768;
constexpr std::size_t longest_line = 300;

std::string shown(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));  // lines of a stack trace
  const std::string quoted = in_quotes(line, longest_line);
  return quoted.size() >= 2 ? quoted.substr(1, quoted.size() - 2) : quoted;
}

}  // namespace

LogTail::LogTail(std::vector<int> descriptors) : wake_(eventfd(0, EFD_CLOEXEC)) {
  thread_ = std::thread([this, descriptors = std::move(descriptors)] { read_all(descriptors); });
}

LogTail::~LogTail() {
  eventfd_write(wake_.get(), 1);
  thread_.join();
}

void LogTail::read_all(std::vector<int> descriptors) {
  while (!descriptors.empty()) {
    std::vector<pollfd> ends = {pollfd{wake_.get(), POLLIN, 0}};
    for (const int descriptor : descriptors) ends.push_back({descriptor, POLLIN, 0});
    if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
    if (ends.front().revents != 0) return;
    for (std::size_t i = 1; i < ends.size(); ++i)
      if (ends[i].revents != 0 && !read_from(ends[i].fd)) std::erase(descriptors, ends[i].fd);
  }
}

bool LogTail::read_from(int descriptor) {
  std::array<char, 8192> part{};
  const ssize_t count = read(descriptor, part.data(), part.size());
  if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
  const std::lock_guard lock(mutex_);
  text_.append(part.data(), static_cast<std::size_t>(count));
  if (text_.size() > 2 * most_kept) text_.erase(0, text_.size() - most_kept);
  return true;
}

std::string LogTail::last_lines(std::size_t most) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> lines;
  std::string_view rest = text_;
  while (!rest.empty() && lines.size() < most) {
    const auto begin = rest.find_last_of('\n', rest.size() - 1);
    const std::string_view line = begin == std::string_view::npos ? rest : rest.substr(begin + 1);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.push_back(shown(line));
    rest = begin == std::string_view::npos ? std::string_view() : rest.substr(0, begin);
  }
  std::reverse(lines.begin(), lines.end());
  return fmt::format("{}", fmt::join(lines, " | "));
}

}  // namespace accelbench::h2o
