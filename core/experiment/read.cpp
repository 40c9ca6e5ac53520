// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "core/experiment/mapping_reader.h"
#include "core/experiment/parse.h"
#include "core/experiment/scalars.h"
#include "core/experiment/tree.h"

namespace accelbench {
namespace {

/// True when the rest can be understood.
bool check_version(const Node& root, Problems& problems) {
  const Node* version = root.find("accelbench");
  if (!version || root.keys[0].name != "accelbench") {
    Problem problem{"", "the first key is " + shown(root.keys[0].name) + ", expected accelbench",
                    "begin the file with accelbench: 1"};
    problem.position = root.keys[0].position;
    problems.add(std::move(problem));
    return version == nullptr;
  }
  const auto number = parse_integer(version->kind == Node::Kind::plain ? version->text : "");
  if (number && *number == 1) return true;
  if (number && *number > 1)
    problems.add(*version, "accelbench",
                 fmt::format("this file has format {}, newer than this program reads (1)", version->text),
                 "open it with a newer Accelbench");
  else
    problems.add(*version, "accelbench", fmt::format("found {}, expected format 1", describe_found(*version)),
                 "write accelbench: 1");
  return false;
}

bool check_root(const Node& root, Problems& problems) {
  if (root.kind == Node::Kind::mapping && !root.items.empty()) return check_version(root, problems);
  const Position start{1, 1};
  const bool is_empty = root.kind == Node::Kind::null;
  Problem problem{
      "", is_empty ? "the file is empty" : fmt::format("found {}, expected a mapping", describe_found(root)),
      "begin the file with accelbench: 1"};
  problem.position = is_empty ? start : root.position;
  problems.add(std::move(problem));
  return false;
}

/// Findings about values get the place where the value stands, or the nearest key above it.
void add_findings(const Node& root, const Experiment& experiment, Problems& problems) {
  for (Problem& problem : find_problems(experiment)) {
    const Node& node = nearest_node(root, problem.path);
    problem.position = node.position;
    problem.origin = node.origin;
    problems.add_dependent(std::move(problem));
  }
}

bool sets_version(const std::vector<Override>& overrides) {
  return std::any_of(overrides.begin(), overrides.end(),
                     [](const Override& override) { return override.key == "accelbench"; });
}

tl::unexpected<std::vector<Error>> unreadable(const std::filesystem::path& file, std::string message,
                                              std::string fix) {
  return tl::make_unexpected(
      std::vector{Error{ErrorKind::bad_input, file.string(), std::move(message), std::move(fix)}});
}

}  // namespace

Experiment from_tree(const Node& root, Problems& problems) {
  Experiment experiment;
  MappingReader reader(root, "", problems);
  reader.accept("accelbench");
  describe(reader, experiment);
  reader.finish();
  return experiment;
}

tl::expected<ReadExperiment, std::vector<Error>> read_experiment(std::string_view text, std::string_view file,
                                                                 const std::vector<Override>& overrides) {
  Problems problems;
  ParsedText parsed = parse_yaml(text, problems);
  const bool is_tree = problems.empty() || parsed.root.kind == Node::Kind::mapping;
  if (!is_tree || !check_root(parsed.root, problems)) return tl::make_unexpected(problems.errors(file));
  for (const Override& override : overrides) apply_override(parsed.root, override, problems);
  if (sets_version(overrides) && !check_version(parsed.root, problems))
    return tl::make_unexpected(problems.errors(file));
  ReadExperiment result{from_tree(parsed.root, problems), {}};
  add_findings(parsed.root, result.experiment, problems);
  result.warnings = problems.warnings(file);
  std::vector<Error> errors = problems.errors(file);
  if (!errors.empty()) return tl::make_unexpected(std::move(errors));
  return result;
}

tl::expected<ReadExperiment, std::vector<Error>> read_experiment_file(
    const std::filesystem::path& file, const std::vector<Override>& overrides) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    return unreadable(file, "no such file", "check the name and the folder");
  // A pipe or a device would block or never end.
  if (!std::filesystem::is_regular_file(status))
    return unreadable(file, "is no regular file", "name an experiment file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    return unreadable(file, fmt::format("cannot be read: {}", std::strerror(errno)), "check its permissions");
  std::string text(most_text_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return unreadable(file, fmt::format("cannot be read: {}", std::strerror(errno)), "");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return read_experiment(text, file.string(), overrides);
}

}  // namespace accelbench
