// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/run/file_descriptor.h"

namespace accelbench::h2o {

/// Reads what a program prints, on a thread of its own, so that the program never waits for a reader; keeps
/// the last of it.
class LogTail {
 public:
  /// Descriptors that outlive this object.
  explicit LogTail(std::vector<int> descriptors);
  ~LogTail();
  LogTail(const LogTail&) = delete;
  LogTail& operator=(const LogTail&) = delete;

  /// The last lines, at most so many, without control characters, joined by " | ".
  std::string last_lines(std::size_t most = 3) const;

 private:
  void read_all(std::vector<int> descriptors);
  bool read_from(int descriptor);

  mutable std::mutex mutex_;
  std::string text_;  // guarded by mutex_
  FileDescriptor wake_;
  std::thread thread_;
};

}  // namespace accelbench::h2o
