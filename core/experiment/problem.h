// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/node.h"

// What is wrong with an experiment, gathered over a whole file before anything is said.
namespace accelbench {

struct Problem {
  std::string path;  ///< of the key: "model.layers.0.units"; empty: the whole text
  std::string message;
  std::string fix;
  bool warning = false;
  std::vector<std::string> rests_on =
      {};  ///< further keys that the finding depends on: unreadable ones make it void
  Position position = {};
  std::shared_ptr<const std::string> origin = {};  ///< of a --set
};

/// All problems of one text; past a limit they are only counted.
class Problems {
 public:
  void add(Problem problem);
  void add(const Node& where, std::string path, std::string message, std::string fix = {});
  /// Only if no key that it depends on is already known to be unreadable.
  void add_dependent(Problem problem);
  /// Findings that depend on this key are void.
  void spoil(std::string path) { spoiled_.push_back(std::move(path)); }

  bool empty() const { return problems_.empty(); }
  const std::vector<Problem>& all() const { return problems_; }

  /// In the order of the text; `file` names it in their places.
  std::vector<Error> errors(std::string_view file) const;
  std::vector<std::string> warnings(std::string_view file) const;

 private:
  bool is_spoiled(std::string_view path) const;

  std::vector<Problem> problems_;
  std::vector<std::string> spoiled_;
  std::size_t left_out_ = 0;
};

}  // namespace accelbench
