// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/text_file.h"
#include "core/base/user_folders.h"
#include "core/experiment/emit.h"
#include "core/experiment/mapping_reader.h"
#include "core/experiment/node_writer.h"
#include "core/experiment/parse.h"
#include "core/experiment/range_checker.h"
#include "core/settings/clusters.h"
#include "core/settings/schema.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::string without_tilde(const std::string& path) {
  const char* home = std::getenv("HOME");
  return path.starts_with("~/") && home != nullptr ? home + path.substr(1) : path;
}

/// Every path of the settings with its key.
template <class Visit>
void for_each_path(Settings& settings, Visit visit) {
  for (std::size_t i = 0; i < settings.trusted_roots.size(); ++i)
    visit(join_path("trusted_roots", i), settings.trusted_roots[i]);
  visit("interpreters.keras", settings.interpreters.keras);
  visit("interpreters.pytorch", settings.interpreters.pytorch);
  visit("interpreters.jax", settings.interpreters.jax);
  visit("interpreters.h2o", settings.interpreters.h2o);
  visit("java", settings.java);
  for (auto& [name, cluster] : settings.clusters) {
    const std::string path = join_path("clusters", name);
    visit(join_path(path, "password_file"), cluster.password_file);
    visit(join_path(path, "launch_agent"), cluster.launch_agent);
    visit(join_path(path, "program"), cluster.program);
  }
}

/// As nearest_node(), but names that the user chose may have dots in them.
const Node& node_at(const Node& root, std::string_view path) {
  if (root.kind != Node::Kind::mapping) return nearest_node(root, path);
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    const std::string& key = root.keys[i].name;
    if (path == key) return root.items[i];
    if (is_within(path, key)) return node_at(root.items[i], path.substr(key.size() + 1));
  }
  return root;
}

void add_at(const Node& root, Problem problem, Problems& problems) {
  problem.position = node_at(root, problem.path).position;
  problems.add_dependent(std::move(problem));
}

void check_values(const Node& root, Settings& settings, Problems& problems) {
  std::vector<Problem> out_of_range;
  RangeChecker ranges("", out_of_range);
  describe(ranges, settings);
  for (Problem& problem : out_of_range) add_at(root, std::move(problem), problems);
  for_each_path(settings, [&](const std::string& key, std::string& path) {
    path = without_tilde(path);
    if (!path.empty() && !fs::path(path).is_absolute())
      add_at(root, {key, "found " + shown(path) + ", expected an absolute path", "begin it with / or ~/"},
             problems);
  });
  for (const auto& [name, cluster] : settings.clusters)
    for (Problem& problem : cluster_problems(join_path("clusters", name), cluster))
      add_at(root, std::move(problem), problems);
}

Settings read_tree(const Node& root, Problems& problems) {
  Settings settings;
  if (problems.empty() && root.kind == Node::Kind::null) return settings;
  if (!problems.empty() && root.kind != Node::Kind::mapping) return settings;
  MappingReader reader(root, "", problems);
  describe(reader, settings);
  reader.finish();
  check_values(root, settings, problems);
  return settings;
}

/// Sections without a value say nothing.
void erase_empty(Node& root) {
  std::vector<std::string> empty;
  for (std::size_t i = 0; i < root.keys.size(); ++i)
    if (root.items[i].kind == Node::Kind::mapping && root.items[i].items.empty())
      empty.push_back(root.keys[i].name);
  for (const std::string& key : empty) root.erase(key);
}

}  // namespace

fs::path settings_file() { return user_config_folder() / "settings.yaml"; }

tl::expected<Settings, std::vector<Error>> read_settings(std::string_view text, std::string_view file) {
  Problems problems;
  Settings settings = read_tree(parse_yaml(text, problems).root, problems);
  std::vector<Error> errors = problems.errors(file);
  if (!errors.empty()) return tl::make_unexpected(std::move(errors));
  return settings;
}

std::vector<SettingsProblem> settings_problems(std::string_view text, std::string_view file) {
  Problems problems;
  read_tree(parse_yaml(text, problems).root, problems);
  std::vector<Problem> found = problems.all();
  std::ranges::stable_sort(found, {}, [](const Problem& problem) {
    return std::pair(problem.position.line, problem.position.column);
  });
  const std::vector<Error> errors = problems.errors(file);
  std::vector<SettingsProblem> result;
  for (std::size_t i = 0; i < found.size(); ++i)
    result.push_back({errors[i], found[i].path, found[i].position});
  return result;
}

tl::expected<Settings, std::vector<Error>> read_settings_file(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(fs::status(file, error))) return Settings{};
  const auto text = read_text_file(file, static_cast<std::int64_t>(most_text_bytes));
  if (!text) return tl::make_unexpected(std::vector{text.error()});
  return read_settings(*text, file.string());
}

std::string write_settings(const Settings& settings, std::string_view original) {
  NodeWriter writer;
  describe(writer, settings);
  Node root = writer.take();
  erase_empty(root);
  std::string text = write_tree(std::move(root), original);
  // Sections stand apart, but nothing stands above the first.
  return original.empty() && text.starts_with('\n') ? text.substr(1) : text;
}

Status save_settings(const Settings& settings, const fs::path& file) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error)
    return failed(file.parent_path().string(), "cannot be made: " + error.message(), "check its permissions");
  std::string original;
  if (fs::exists(fs::status(file, error))) {
    const auto text = read_text_file(file, static_cast<std::int64_t>(most_text_bytes));
    if (!text) return tl::make_unexpected(text.error());
    if (const auto good = read_settings(*text, file.string()); !good)
      return tl::make_unexpected(good.error().front());
    original = *text;
  }
  return write_file(file, write_settings(settings, original));
}

}  // namespace accelbench
