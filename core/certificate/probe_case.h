// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/certificate/probe_run.h"
#include "core/run/scratch_folder.h"

namespace accelbench {

/// One probe with what belongs to it whoever is certified: its bundle, written when first asked for, and the
/// runs of the reference.
class ProbeCase {
 public:
  /// `folder` is that of the certificates, `name` a word that no other case in it has.
  ProbeCase(std::string name, Work work, std::filesystem::path folder)
      : name_(std::move(name)), work_(std::move(work)), folder_(std::move(folder)) {}

  const Work& work() const { return work_; }
  Result<std::filesystem::path> bundle();
  const ProbeRun& reference(const std::stop_token& stop);
  /// The reference of works that differ by roundings of this size, or by the least that float32 weights can
  /// differ by.
  const std::vector<ProbeRun>& rounded(double roundoff, const std::stop_token& stop);

  static constexpr double least_rounding = 0x1p-22;

 private:
  std::string name_;
  Work work_;
  std::filesystem::path folder_;
  bool written_ = false;
  std::optional<ProbeRun> reference_;
  std::map<double, std::vector<ProbeRun>> rounded_;
};

}  // namespace accelbench
