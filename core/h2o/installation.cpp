// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/installation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <vector>

#include "core/base/programs.h"
#include "core/base/text_file.h"
#include "core/base/user_folders.h"
#include "core/run/captured_run.h"

namespace accelbench::h2o {
namespace {

namespace fs = std::filesystem;

constexpr const char* how_to_install = "install it with: accelbench-cli engines install h2o";
constexpr const char* how_to_get_java =
    "install Java 17 or newer (Debian: default-jre-headless), or name one as `java` in settings.yaml";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

fs::path program_of(const fs::path& named) {
  std::error_code error;
  return fs::is_directory(named, error) ? named / "bin" / "java" : named;
}

/// What `java -version` prints, within three seconds.
std::string asked_of(const fs::path& program) {
  CapturedCommand command;
  command.program = program;
  command.arguments = {"-version"};
  command.limit_s = 3;
  command.surroundings.dies_with_us = true;
  const auto run = run_captured(command);
  return run ? run->error : std::string();
}

std::string version_of(const fs::path& program) {
  std::error_code error;
  const fs::path real = fs::canonical(program, error);
  if (const auto text = read_text_file(real.parent_path().parent_path() / "release", 1 << 16))
    if (std::string version = java_version_in(*text); !version.empty()) return version;
  return java_version_in(asked_of(program));
}

Result<Java> checked(const fs::path& program) {
  Java java{program, version_of(program)};
  const auto generation = java_generation(java.version);
  if (!generation)
    return unavailable(program.string(), "does not tell its version as a Java does", how_to_get_java);
  if (*generation < oldest_java)
    return unavailable(program.string(),
                       fmt::format("is Java {}; H2O needs {} or newer", java.version, oldest_java),
                       how_to_get_java);
  return java;
}

Result<Java> named_java(const fs::path& named) {
  const fs::path program = program_of(named);
  if (!is_program(program))
    return unavailable(named.string(), "no Java is there, though settings.yaml names it as `java`",
                       "correct the path, or leave `java` out to use that of JAVA_HOME or PATH");
  return checked(program);
}

std::vector<fs::path> candidates(const Places& places) {
  std::vector<fs::path> programs;
  if (!places.java_home.empty()) programs.push_back(places.java_home / "bin" / "java");
  for (const fs::path& folder : path_folders(places.path)) programs.push_back(folder / "java");
  std::erase_if(programs, [](const fs::path& program) { return !is_program(program); });
  return programs;
}

/// "3.46.0.12" of a folder "h2o-3.46.0.12.dist-info" beside the package; the jar is h2o/backend/bin/h2o.jar.
std::string package_version(const fs::path& jar) {
  const fs::path packages = jar.parent_path().parent_path().parent_path().parent_path();
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(packages, error)) {
    const std::string name = entry.path().filename().string();
    constexpr std::string_view before = "h2o-";
    constexpr std::string_view behind = ".dist-info";
    if (name.starts_with(before) && name.ends_with(behind))
      return name.substr(before.size(), name.size() - before.size() - behind.size());
  }
  return {};
}

bool is_jar(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error) && access(file.c_str(), R_OK) == 0;
}

/// That of lib/python3.N/site-packages of an environment, or of Debian's own Python.
std::optional<Jar> jar_of(const fs::path& environment) {
  std::vector<fs::path> jars;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(environment / "lib", error))
    for (const char* packages : {"site-packages", "dist-packages"})
      jars.push_back(entry.path() / packages / "h2o/backend/bin/h2o.jar");
  std::sort(jars.begin(), jars.end());
  const auto found = std::find_if(jars.begin(), jars.end(), is_jar);
  if (found == jars.end()) return std::nullopt;
  return Jar{*found, package_version(*found)};
}

/// What is named is taken or refused.
Result<Jar> named_jar(const fs::path& file) {
  if (is_jar(file)) return Jar{file, package_version(file)};
  return unavailable(file.string(), "no file that can be read, though H2O_JAR_PATH names it",
                     "correct H2O_JAR_PATH or unset it");
}

Result<Jar> jar_of_interpreter(const fs::path& interpreter) {
  if (auto jar = jar_of(interpreter.parent_path().parent_path())) return *jar;
  return unavailable(interpreter.string(), "has no package h2o, though settings.yaml names it for h2o",
                     "correct the path, or leave it out to use the private environment");
}

}  // namespace

Places places_of_this_machine() {
  Places places;
  places.java_home = variable("JAVA_HOME");
  places.path = variable("PATH");
  places.jar = variable("H2O_JAR_PATH");
  places.private_environment = environment_folder("h2o");
  return places;
}

std::optional<int> java_generation(std::string_view version) {
  if (version.starts_with("1.")) version.remove_prefix(2);
  int generation = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), generation);
  if (error != std::errc() || generation < 1) return std::nullopt;
  return generation;
}

std::string java_version_in(std::string_view text) {
  for (const std::string_view before : {"JAVA_VERSION=\"", "version \""}) {
    const auto begin = text.find(before);
    if (begin == std::string_view::npos) continue;
    const auto rest = text.substr(begin + before.size(), 40);
    const auto end = rest.find('"');
    if (end != std::string_view::npos && end > 0) return std::string(rest.substr(0, end));
  }
  return {};
}

Result<Java> find_java(const Places& places) {
  if (!places.java.empty()) return named_java(places.java);
  std::optional<Error> first;
  for (const fs::path& program : candidates(places)) {
    auto java = checked(program);
    if (java) return java;
    if (!first) first = java.error();
  }
  if (first) return tl::make_unexpected(*first);
  return unavailable("java", "no Java found in JAVA_HOME and PATH", how_to_get_java);
}

Result<Jar> find_jar(const Places& places) {
  if (!places.interpreter.empty()) return jar_of_interpreter(places.interpreter);
  if (!places.jar.empty()) return named_jar(places.jar);
  if (auto jar = jar_of(places.private_environment)) return *jar;
  return unavailable("h2o", "H2O is not installed", how_to_install);
}

Result<Installation> find_installation(const Places& places) {
  auto jar = find_jar(places);
  if (!jar) return tl::make_unexpected(jar.error());
  auto java = find_java(places);
  if (!java) return tl::make_unexpected(java.error());
  return Installation{std::move(*java), std::move(*jar)};
}

}  // namespace accelbench::h2o
