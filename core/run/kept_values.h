// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accelbench {

/// Named values that go to a checkpoint and come back exactly: the same calls of field() write and read, so
/// that nothing can be kept that is not taken back.
class KeptValues {
 public:
  using Map = std::map<std::string, std::string>;

  /// Writes.
  KeptValues() = default;
  /// Reads; what is missing or no such value is a problem and leaves the variable as it was.
  explicit KeptValues(Map values) : reads_(true), values_(std::move(values)) {}

  /// Stands before the names of the fields that follow: "callbacks.0.".
  void set_prefix(std::string prefix) { prefix_ = std::move(prefix); }
  void field(const char* name, double& value);
  void field(const char* name, std::optional<double>& value);
  void field(const char* name, std::int64_t& value);  ///< from 0
  void field(const char* name, bool& value);
  void field(const char* name, std::string& value);
  void field(const char* name, std::vector<std::int64_t>& values);

  const Map& values() const { return values_; }
  /// "state.epochs: found 'x', expected a whole number from 0"; empty while all is well.
  const std::string& problem() const { return problem_; }

 private:
  const std::string* found(const char* name);
  void write(const char* name, std::string text) { values_[prefix_ + name] = std::move(text); }
  void refuse(const char* name, const std::string& text, const char* expected);

  bool reads_ = false;
  Map values_;
  std::string prefix_;
  std::string problem_;
};

}  // namespace accelbench
