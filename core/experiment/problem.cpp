// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace accelbench {
namespace {

constexpr std::size_t most_problems = 100;

std::string place_of(const Problem& problem, std::string_view file) {
  if (problem.origin) return *problem.origin;
  if (problem.position.line == 0) return std::string(file);
  return fmt::format("{}:{}:{}", file, problem.position.line, problem.position.column);
}

std::string with_path(const Problem& problem) {
  return problem.path.empty() ? problem.message : problem.path + ": " + problem.message;
}

auto order_of(const Problem& problem) {
  return std::tuple(problem.origin != nullptr, problem.position.line, problem.position.column);
}

}  // namespace

void Problems::add(Problem problem) {
  if (!problem.warning) spoil(problem.path);
  const auto same = [&](const Problem& other) {
    return other.position == problem.position && other.path == problem.path &&
           other.message == problem.message;
  };
  if (std::ranges::any_of(problems_, same)) return;
  if (problems_.size() < most_problems)
    problems_.push_back(std::move(problem));
  else
    ++left_out_;
}

void Problems::add(const Node& where, std::string path, std::string message, std::string fix) {
  Problem problem{std::move(path), std::move(message), std::move(fix), false, {},
                  where.position,  where.origin};
  add(std::move(problem));
}

bool Problems::is_spoiled(std::string_view path) const {
  return std::ranges::any_of(
      spoiled_, [&](const std::string& bad) { return is_within(path, bad) || is_within(bad, path); });
}

void Problems::add_dependent(Problem problem) {
  const auto spoiled = [this](const std::string& path) { return is_spoiled(path); };
  if (spoiled(problem.path) || std::ranges::any_of(problem.rests_on, spoiled)) return;
  add(std::move(problem));
}

std::vector<Error> Problems::errors(std::string_view file) const {
  std::vector<Problem> sorted = problems_;
  std::ranges::stable_sort(sorted, {}, order_of);
  std::vector<Error> result;
  for (const Problem& problem : sorted)
    if (!problem.warning)
      result.push_back({ErrorKind::bad_input, place_of(problem, file), with_path(problem), problem.fix});
  if (left_out_ > 0)
    result.push_back({ErrorKind::bad_input, std::string(file), fmt::format("{} more problems", left_out_),
                      "mend the first ones, then look again"});
  return result;
}

std::vector<std::string> Problems::warnings(std::string_view file) const {
  std::vector<std::string> result;
  for (const Problem& problem : problems_)
    if (problem.warning)
      result.push_back(fmt::format("{}: warning: {}{}{}", place_of(problem, file), with_path(problem),
                                   problem.fix.empty() ? "" : "; ", problem.fix));
  return result;
}

}  // namespace accelbench
