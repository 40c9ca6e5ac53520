// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/results/database.h"
#include "core/results/record.h"

namespace accelbench {

/// Facts of a comparison into the tables of its file; summaries of its runs stand in `runs`. Transactions are
/// the caller's.
class ComparisonWriter {
 public:
  /// `swept`: the file has variants.
  static Result<ComparisonWriter> prepare(Database& database, bool swept);
  Status begin(const ComparisonStart& start);
  /// An earlier certificate of the same row is replaced.
  Status write(const CertificateRecord& certificate);
  Status write(const Forecast& forecast);
  Status write(const NoiseFloor& floor);
  Status begin_round(const RoundRecord& round);
  Status end_run(std::int64_t attempt, std::int64_t position, const RoundRun& run);
  Status end_round(const RoundRecord& round, const Judgement& judgement);
  Status end(const ComparisonEnded& ended);
  /// Takes the end back.
  Status resume();

 private:
  struct Statements {
    Statement value, certificate, certificate_number, forget_checks, check, forecast, round, round_run,
        disturbance, look, resume;
  };
  Status write(std::string_view key, const std::string& value);
  Status write_checks(std::int64_t number, const CertificateRecord& certificate);
  Status write_round(const RoundRecord& round);
  Status write_run(std::int64_t attempt, std::int64_t position, const RoundRun& run, bool ended);
  /// The last one as a whole; looks as they were told first.
  Status write(const Judgement& judgement);
  std::optional<std::int64_t> number_of(std::size_t variant) const;

  Statements statements_;
  bool swept_ = false;
};

/// Bytes of a judgement's text that are kept; a longer one (of thousands of rows) is left to whoever computes
/// it again.
inline constexpr std::size_t longest_judgement = 8 * 1024 * 1024;

}  // namespace accelbench
