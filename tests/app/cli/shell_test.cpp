// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/app/cli/process.h"

// Manual pages and completion: what --help says stands in both.
namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;

struct Told {
  int status = -1;
  std::string out;
};

/// A line of bash, with the completion loaded, in a folder.
Told bash(const fs::path& folder, const std::string& line) {
  const fs::path script = folder / "line.bash";
  write(script, "source '" ACCELBENCH_SOURCE_DIR "/resources/shell/accelbench.bash'\ncd '" + folder.string() +
                    "'\n" + line + "\n");
  Told told;
  FILE* pipe = ::popen(("bash --norc '" + script.string() + "' 2>&1").c_str(), "r");
  if (pipe == nullptr) return told;
  char block[4096];
  for (std::size_t read = 0; (read = std::fread(block, 1, sizeof block, pipe)) > 0;)
    told.out.append(block, read);
  told.status = ::pclose(pipe);
  return told;
}

/// What Tab offers behind these words; the last one is the one that is being written.
std::set<std::string> offers(const Folder& folder, const std::string& words) {
  const Told told = bash(folder.path(), "COMP_WORDS=('" ACCELBENCH_CLI "' " + words +
                                            ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_accelbench_cli\n"
                                            "printf '%s\\n' \"${COMPREPLY[@]}\"");
  std::istringstream lines(told.out);
  std::set<std::string> found;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) found.insert(line);
  return found;
}

std::set<std::string> matches(const std::string& text, const std::string& expression) {
  std::set<std::string> found;
  const std::regex wanted(expression);
  for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at)
    found.insert((*at)[1]);
  return found;
}

std::set<std::string> commands(const Folder& folder) {
  const std::string help = run(folder, {"--help"}).out;
  return matches(help.substr(help.find("Subcommands:")), "\n  ([a-z]+) ");
}

std::set<std::string> options_of(const Folder& folder, const std::string& command) {
  return matches(run(folder, {command, "--help"}).out, "\n  (?:-[a-z],)?(--[a-z-]+)");
}

/// Without the marks of roff.
std::string manual(const Folder& folder, const std::string& page) {
  const Finished said = run(folder, {"manual", page});
  EXPECT_EQ(said.status, 0) << said.err;
  return std::regex_replace(said.out, std::regex("\\\\-"), "-");
}

TEST(Manual, HasEveryCommandWithEveryOption) {
  const Folder folder;
  const std::string page = manual(folder, "accelbench-cli");
  const auto all = commands(folder);
  EXPECT_GE(all.size(), 12U);
  for (const std::string& command : all) {
    const auto at = page.find(".SS " + command + "\n");
    ASSERT_NE(at, std::string::npos) << command;
    // Sections of subcommands belong to it.
    std::string section = page.substr(at, page.find(".SH", at) - at);
    for (const std::string& option : options_of(folder, command))
      EXPECT_TRUE(contains(section, option + "\\fR")) << command << " " << option;
  }
}

TEST(Manual, OfTheWindowHasItsOptions) {
  const Folder folder;
  const std::string page = manual(folder, "accelbench");
  for (const char* option : {"--train", "--compare", "--export", "--quit", "--new-window", "--version"})
    EXPECT_TRUE(contains(page, std::string(option) + "\\fR")) << option;
  EXPECT_TRUE(contains(page, ".TH ACCELBENCH 1 "));
}

TEST(Manual, OfTheFileHasItsKeys) {
  const Folder folder;
  const std::string page = manual(folder, "accelbench.yaml");
  for (const char* key : {"model.layers.N.units", "training.batch_size", "data.source",
                          "comparison.rounds.max", "trusted_roots", "clusters.NAME.h2o"})
    EXPECT_TRUE(contains(page, "\\fB" + std::string(key) + "\\fR")) << key;
  EXPECT_TRUE(contains(page, "A whole number from 1 to 2147483647; left out: 32.")) << page;
}

TEST(Manual, OfAnUnknownPageIsRefused) {
  const Folder folder;
  const Finished said = run(folder, {"manual", "fish"});
  EXPECT_EQ(said.status, 2);
  EXPECT_TRUE(contains(said.err, "fish")) << said.err;
}

TEST(Manual, IsReadByManWithoutWarnings) {
  const Folder folder;
  if (bash(folder.path(), "command -v groff").out.empty()) GTEST_SKIP() << "there is no groff here";
  for (const char* page : {"accelbench", "accelbench-cli", "accelbench.yaml"}) {
    write(folder / "page", run(folder, {"manual", page}).out);
    const Told told = bash(folder.path(), "groff -man -Tutf8 -ww -z page");
    EXPECT_EQ(told.status, 0);
    EXPECT_EQ(told.out, "") << page;
  }
}

TEST(Completion, OffersCommandsAndTheirOptions) {
  const Folder folder;
  EXPECT_EQ(offers(folder, "''"), commands(folder));
  EXPECT_EQ(offers(folder, "ev"), (std::set<std::string>{"evaluate"}));
  for (const std::string& command : commands(folder))
    EXPECT_EQ(offers(folder, command + " --"), options_of(folder, command));
  EXPECT_EQ(offers(folder, "run --ev"), (std::set<std::string>{"--events", "--events-every"}));
}

TEST(Completion, OffersFilesOfTheKindThatFits) {
  const Folder folder;
  for (const char* name : {"digits.accel.yaml", "notes.yaml", "old.accelresults", "w.safetensors", "x.txt"})
    write(folder / name, "");
  fs::create_directory(folder / "more");
  const std::set<std::string> own = {"data/"};  // of the commands that the tests run
  const auto files = [&](const std::string& words) {
    std::set<std::string> found = offers(folder, words);
    for (const std::string& name : own) found.erase(name);
    return found;
  };
  using Words = std::set<std::string>;
  EXPECT_EQ(files("validate ''"), (Words{"digits.accel.yaml", "old.accelresults", "more/"}));
  EXPECT_EQ(files("report ''"), (Words{"old.accelresults", "more/"}));
  EXPECT_EQ(files("run --weights ''"), (Words{"w.safetensors", "more/"}));
  EXPECT_EQ(files("run --allow-path ''"), (Words{"more/"}));
  EXPECT_EQ(files("run dig"), (Words{"digits.accel.yaml"}));
}

TEST(Completion, OffersNamesOfEnginesAndAccelerators) {
  const Folder folder;
  using Words = std::set<std::string>;
  const Words engines = {"keras", "pytorch", "jax", "h2o"};
  EXPECT_EQ(offers(folder, "engines inst"), (Words{"install"}));
  EXPECT_EQ(offers(folder, "engines install ''"), engines);
  EXPECT_EQ(offers(folder, "code a.yaml --engine ''"), engines);
  write(folder / "small.accel.yaml", small_experiment());
  EXPECT_EQ(offers(folder, "run small.accel.yaml --accelerator ''"), (Words{"cpu", "reference"}));
  EXPECT_EQ(offers(folder, "run small.accel.yaml --accelerator r"), (Words{"reference"}));
  EXPECT_EQ(offers(folder, "run missing.accel.yaml --accelerator ''"), Words{});
}

}  // namespace
}  // namespace accelbench::cli
