// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stop_token>

namespace accelbench {

/// While it lives, what this thread reads of files ends with an error `interrupted` once a stop is asked for:
/// a table of gigabytes takes minutes to read. One may stand inside another; the inner one holds.
class ReadingStop {
 public:
  explicit ReadingStop(std::stop_token token);
  ~ReadingStop();
  ReadingStop(const ReadingStop&) = delete;
  ReadingStop& operator=(const ReadingStop&) = delete;

  /// Of this thread; false without one.
  static bool is_asked_for();

 private:
  std::stop_token token_;
  const ReadingStop* outer_;
};

}  // namespace accelbench
