// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/run/file_descriptor.h"

namespace accelbench {

/// What a program is given beside its arguments.
struct ChildSurroundings {
  std::filesystem::path folder = {};  ///< where it starts; empty: where we are
  /// Variables of its environment, set beside ours or in their place.
  std::vector<std::pair<std::string, std::string>> variables = {};
  /// Killed by the system as soon as the thread that started it ends, however that ends. What it starts
  /// itself is not.
  bool dies_with_us = false;
};

/// A program started with an argument list, never through a shell, in a process group of its own, its three
/// standard descriptors connected to us and no other descriptor inherited. Killed and waited for when this
/// object goes.
class ChildProcess {
 public:
  static Result<ChildProcess> start(const std::filesystem::path& program,
                                    const std::vector<std::string>& arguments,
                                    const ChildSurroundings& surroundings = {});
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  // All three answer at once; EAGAIN where there is nothing to do.
  int input() const { return input_.get(); }
  int output() const { return output_.get(); }
  int error() const { return error_.get(); }
  void close_input() { input_.reset(); }
  void close_output() { output_.reset(); }
  void close_error() { error_.reset(); }

  /// Sends what it takes of the text to the program's stdin; the count, or -1 where nobody reads any more.
  ssize_t send(std::string_view text);
  /// To the whole process group.
  void signal(int number) const;
  /// The status of waitpid, once the program has ended.
  std::optional<int> ended();
  pid_t id() const { return process_; }

 private:
  ChildProcess() = default;
  pid_t process_ = -1;
  std::optional<int> status_;
  FileDescriptor input_;
  FileDescriptor output_;
  FileDescriptor error_;
};

/// "was ended by SIGSEGV (Segmentation fault)", "ended with status 3".
std::string describe_end(int status);

}  // namespace accelbench
