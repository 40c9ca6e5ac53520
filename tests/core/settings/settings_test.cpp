// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "core/base/text_file.h"
#include "core/settings/fields.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

Settings good(std::string_view text) {
  auto settings = read_settings(text, "settings.yaml");
  if (settings) return *settings;
  for (const Error& error : settings.error()) ADD_FAILURE() << to_string(error);
  return {};
}

std::string first_error(std::string_view text) {
  const auto settings = read_settings(text, "settings.yaml");
  return settings ? "no error" : to_string(settings.error().front());
}

constexpr const char* full = R"(# of this machine
trusted_roots:
  - /data/tables  # shared
interpreters:
  keras: /opt/keras/bin/python
java: /usr/bin/java
clusters:
  lab: {h2o: "http://10.0.0.5:54321", user: someone, password_file: /home/someone/h2o}
theme: dark
)";

TEST(Settings, EveryKeyIsRead) {
  const Settings settings = good(full);
  EXPECT_EQ(settings.trusted_roots, std::vector<std::string>{"/data/tables"});
  EXPECT_EQ(settings.interpreters.keras, "/opt/keras/bin/python");
  EXPECT_EQ(settings.interpreters.pytorch, "");
  EXPECT_EQ(settings.java, "/usr/bin/java");
  ASSERT_TRUE(settings.clusters.contains("lab"));
  EXPECT_EQ(settings.clusters.at("lab").h2o, "http://10.0.0.5:54321");
  EXPECT_EQ(settings.clusters.at("lab").user, "someone");
  EXPECT_EQ(settings.theme, "dark");
}

TEST(Settings, NothingIsNoSettings) {
  EXPECT_EQ(good(""), Settings{});
  EXPECT_EQ(good("# nothing yet\n"), Settings{});
}

TEST(Settings, ErrorsNameThePlaceAndTheNearestKey) {
  EXPECT_EQ(first_error("interpreter: {keras: /a}\n"),
            "settings.yaml:1:1: error: interpreter: unknown key; did you mean 'interpreters'?");
  EXPECT_EQ(first_error("interpreters: {torch: /a}\n").substr(0, 58),
            "settings.yaml:1:16: error: interpreters.torch: unknown key");
  EXPECT_EQ(first_error("theme: blue\n").substr(0, 22), "settings.yaml:1:8: err");
  EXPECT_EQ(first_error("- a\n").substr(0, 24), "settings.yaml:1:1: error");
  EXPECT_EQ(first_error("clusters: {lab: 3}\n").substr(0, 25), "settings.yaml:1:17: error");
  EXPECT_EQ(first_error("clusters: {lab: {h2o: 10.0.0.5}}\n").substr(0, 25), "settings.yaml:1:23: error");
}

TEST(Settings, PathsAreAbsoluteOrOfTheHomeFolder) {
  EXPECT_EQ(
      first_error("java: bin/java\n"),
      "settings.yaml:1:7: error: java: found 'bin/java', expected an absolute path; begin it with / or ~/");
  const std::string home = std::getenv("HOME");
  EXPECT_EQ(good("java: ~/jdk/bin/java\n").java, home + "/jdk/bin/java");
}

TEST(Settings, AllProblemsAreTold) {
  const auto settings = read_settings("jav: /a\ntheme: blue\ntrusted_roots: x\n", "s");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().size(), 3U);
}

TEST(Settings, WhatIsWrittenReadsBackEqualWithItsComments) {
  Settings settings = good(full);
  settings.trusted_roots.push_back("/data/more");
  settings.interpreters.jax = "/opt/jax/bin/python";
  const std::string text = write_settings(settings, full);
  EXPECT_EQ(good(text), settings);
  EXPECT_TRUE(text.starts_with("# of this machine\n")) << text;
  EXPECT_NE(text.find("# shared"), std::string::npos) << text;
  EXPECT_EQ(good(write_settings(Settings{})), Settings{}) << write_settings(Settings{});
}

TEST(Settings, AreSavedWholeAndNotOverAFileWithProblems) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "accelbench" / "settings.yaml";
  EXPECT_EQ(read_settings_file(file).value(), Settings{});
  Settings settings;
  settings.trusted_roots = {"/data"};
  ASSERT_TRUE(save_settings(settings, file));
  EXPECT_EQ(read_settings_file(file).value(), settings);
  std::ofstream(file) << "nonsense: 1\n";
  EXPECT_FALSE(save_settings(settings, file));
  EXPECT_EQ(read_text_file(file, 100).value(), "nonsense: 1\n");
}

/// The text after the first problem's key was reset.
std::string mended(std::string_view text) {
  const auto problems = settings_problems(text, "s");
  EXPECT_FALSE(problems.empty()) << text;
  if (problems.empty()) return {};
  auto rest = without_key(text, problems.front());
  return rest ? *rest : "refused: " + to_string(rest.error());
}

TEST(Settings, AProblemIsMendedByTakingItsKeyAway) {
  const auto problems = settings_problems("theme: dark\njav: /a\n", "s");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems.front().key, "jav");
  EXPECT_EQ(problems.front().position, (Position{2, 1}));
  EXPECT_EQ(to_string(problems.front().error), "s:2:1: error: jav: unknown key; did you mean 'java'?");
  EXPECT_EQ(mended("# mine\ntheme: dark  # at night\njav: /a\n"), "# mine\ntheme: dark  # at night\n");
  EXPECT_EQ(mended("theme: blue\n"), "");
  EXPECT_EQ(mended("interpreters: {torch: /a, keras: /k}\n"), "interpreters: {keras: /k}\n");
  EXPECT_EQ(mended("interpreters:\n  torch: /a\ntheme: dark\n"), "theme: dark\n");
  EXPECT_EQ(good(mended("trusted_roots: [/a, b, /c]\n")).trusted_roots,
            (std::vector<std::string>{"/a", "/c"}));
  EXPECT_EQ(good(mended("clusters: {my.lab: {h2o: 10.0.0.5, user: me}}\n")).clusters.at("my.lab").user, "me");
}

TEST(Settings, WhatIsNoYamlIsNotMendedKeyByKey) {
  const std::string_view text = "theme: [dark\n";
  const auto problems = settings_problems(text, "s");
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front().key, "");
  EXPECT_FALSE(without_key(text, problems.front()));
}

TEST(Settings, EveryKeyIsListed) {
  std::vector<std::string> paths;
  for (const Field& field : settings_fields()) paths.push_back(field.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"trusted_roots",
                                             "interpreters",
                                             "interpreters.keras",
                                             "interpreters.pytorch",
                                             "interpreters.jax",
                                             "interpreters.h2o",
                                             "java",
                                             "clusters",
                                             "clusters.NAME.h2o",
                                             "clusters.NAME.user",
                                             "clusters.NAME.password_file",
                                             "clusters.NAME.hosts",
                                             "clusters.NAME.hosts.N.host",
                                             "clusters.NAME.hosts.N.slots",
                                             "clusters.NAME.launch_agent",
                                             "clusters.NAME.interface",
                                             "clusters.NAME.mpirun_arguments",
                                             "clusters.NAME.program",
                                             "clusters.NAME.slurm",
                                             "clusters.NAME.slurm.partition",
                                             "clusters.NAME.slurm.account",
                                             "clusters.NAME.slurm.time",
                                             "clusters.NAME.slurm.arguments",
                                             "language",
                                             "theme"}));
}

TEST(Settings, LieInTheConfigurationFolder) {
  const char* before = std::getenv("XDG_CONFIG_HOME");
  const std::string kept = before ? before : "";
  setenv("XDG_CONFIG_HOME", "/somewhere", 1);
  EXPECT_EQ(settings_file(), "/somewhere/accelbench/settings.yaml");
  before ? setenv("XDG_CONFIG_HOME", kept.c_str(), 1) : unsetenv("XDG_CONFIG_HOME");
}

}  // namespace
}  // namespace accelbench
