// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/result.h"
#include "core/results/database.h"
#include "core/results/record.h"
#include "core/results/record_writer.h"
#include "core/results/recorded_file.h"

namespace accelbench {

/// A results file that is open for writing, and held against others.
class RecordingPlace {
 public:
  /// A new file, described. `force` replaces a regular file that nobody records.
  static Result<std::unique_ptr<RecordingPlace>> create(const std::filesystem::path& file,
                                                        std::shared_ptr<const Description> description,
                                                        bool force);
  /// A file that read_results() has let through while `held` kept others off.
  static Result<std::unique_ptr<RecordingPlace>> open(const std::filesystem::path& file,
                                                      std::shared_ptr<const Description> description,
                                                      RecordedFile held);
  /// All of them, durable against the end of the program, or none.
  Status write(const std::deque<Record>& records);
  /// Holds what `source` holds, and nothing else; of no use after an error.
  Status take_over(Database& source);
  /// From the log into the file, which then stands alone.
  Status leave();
  /// Forgets the file, which is to vanish with its companions.
  static void remove(std::unique_ptr<RecordingPlace> place);
  /// Null once it was left.
  Database* database() { return database_ ? &*database_ : nullptr; }

 private:
  RecordingPlace(std::filesystem::path file, std::shared_ptr<const Description> description,
                 RecordedFile held)
      : file_(std::move(file)), description_(std::move(description)), held_(std::move(held)) {}
  Status attach(bool of_earlier);
  void tidy_between_rounds(const std::deque<Record>& records);
  Status write_all(const std::deque<Record>& records);

  std::filesystem::path file_;
  std::shared_ptr<const Description> description_;
  RecordedFile held_;  ///< let go behind the database
  std::optional<Database> database_;
  std::optional<RecordWriter> writer_;  ///< empty after a failure, when it may know more than the file
};

/// The content of a new results file.
Result<std::string> first_content(const Description& description);

}  // namespace accelbench
