// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/engine/event.h"

namespace accelbench {

/// Writes events as JSON lines, each as soon as it is told. After a failure nothing more is written and the
/// training goes on; close() tells the first one.
class EventFile : public EventSink {
 public:
  /// "-" is stdout. A regular file that exists is refused unless `force`.
  static Result<std::unique_ptr<EventFile>> create(const std::string& name, bool force);
  void on_event(const Event& event) override;
  Status close();
  /// Removes the file of a training that never began.
  void discard();

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdout) std::fclose(file);
    }
  };
  EventFile(std::string name, std::FILE* file) : name_(std::move(name)), file_(file) {}
  void write(const std::string& line);

  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  std::optional<Error> first_error_;
};

/// Refuses a name under which something of value lies, or which cannot be written, before a training is
/// begun.
Status check_output(const std::filesystem::path& file, bool force);

}  // namespace accelbench
