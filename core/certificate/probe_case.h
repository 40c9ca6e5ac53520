// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/certificate/probe_run.h"

namespace accelbench {

/// A folder that only this user can read, and that vanishes with everything in it.
class ScratchFolder {
 public:
  /// In `parent`; an empty path means the system's folder for temporary files.
  static Result<ScratchFolder> make(const std::filesystem::path& parent);
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~ScratchFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

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
