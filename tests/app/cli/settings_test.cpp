// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/app/cli/process.h"

// The machine's settings.yaml, and what an experiment can and cannot start.
namespace accelbench::cli {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void write_settings(const Folder& folder, const std::string& text) {
  std::filesystem::create_directories(folder / "config/accelbench");
  write(folder / "config/accelbench/settings.yaml", text);
}

std::string experiment(const std::string& row, const std::string& data = "{source: synthetic}") {
  return "accelbench: 1\nname: Small\nmodel: {layers: [{units: 1}]}\ndata: " + data +
         "\naccelerators:\n  - " + row + "\n";
}

TEST(UserSettings, ProblemsAreToldWithTheirPlaceAndNothingRuns) {
  const Folder folder;
  write_settings(folder, "theme: dark\njva: /usr/bin/java\n");
  const Finished finished = run(folder, {"devices"});
  EXPECT_EQ(finished.status, 2);
  EXPECT_EQ(finished.out, "");
  EXPECT_TRUE(contains(finished.err, "settings.yaml:2:1: error: jva: unknown key; did you mean 'java'?"))
      << finished.err;
  EXPECT_EQ(run(folder, {"--version"}).status, 0);
}

TEST(UserSettings, TrustedFoldersMayBeRead) {
  const Folder folder;
  std::filesystem::create_directories(folder / "elsewhere");
  std::filesystem::create_directories(folder / "here");
  write(folder / "elsewhere/table.csv", "a,b\n1,2\n3,4\n5,6\n");
  write(folder / "here/e.accel.yaml",
        experiment("{id: cpu}", "{source: csv, path: " + (folder / "elsewhere/table.csv").string() + "}"));
  const std::vector<std::string> command = {"work", "here/e.accel.yaml", "--output", "bundle"};
  EXPECT_EQ(run(folder, command).status, 2);
  write_settings(folder, "trusted_roots: [" + (folder / "elsewhere").string() + "]\n");
  const Finished trusted = run(folder, command);
  EXPECT_EQ(trusted.status, 0) << trusted.err;
}

TEST(OutsideEngine, WithoutAnythingSetUpItIsUnavailableAndSaysHowToInstallIt) {
  const Folder folder;
  write(folder / "e.accel.yaml", experiment("{id: keras, engine: keras}"));
  Options nothing_in_path;
  nothing_in_path.in_child = [path = folder.path().string()] { ::setenv("PATH", path.c_str(), 1); };
  const Finished finished = run(folder, {"run", "e.accel.yaml", "--no-progress", "--json"}, nothing_in_path);
  EXPECT_TRUE(contains(finished.out, "\"unavailable\"")) << finished.out;
  EXPECT_TRUE(contains(finished.out, "`accelbench-cli engines install keras`")) << finished.out;
  const Finished named = run(
      folder, {"run", "e.accel.yaml", "--accelerator", "keras", "--no-progress", "--force"}, nothing_in_path);
  EXPECT_EQ(named.status, 3) << named.err;
}

TEST(OutsideEngine, AnExperimentNamesNoProgram) {
  const Folder folder;
  for (const char* key : {"interpreter", "python", "java", "program"}) {
    write(folder / "e.accel.yaml",
          experiment("{id: keras, engine: keras, " + std::string(key) + ": /bin/sh}"));
    const Finished finished = run(folder, {"run", "e.accel.yaml"});
    EXPECT_EQ(finished.status, 2);
    EXPECT_TRUE(contains(finished.err, "accelerators.0." + std::string(key) + ": unknown key"))
        << finished.err;
  }
}

TEST(EnginesCommand, InstallsOnlyWhatIsKnownAndAsksFirst) {
  const Folder folder;
  const Finished unknown = run(folder, {"engines", "install", "kears"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.err, "NAME: error: 'kears' is no engine that can be installed; did you mean 'keras'?\n");
  const Finished nothing = run(folder, {"engines", "remove", "jax", "--yes"});
  EXPECT_EQ(nothing.status, 2);
  EXPECT_TRUE(contains(nothing.err, "has no environment of its own")) << nothing.err;
  const Finished unasked = run(folder, {"engines", "remove", "jax"});
  EXPECT_EQ(unasked.status, 2);
  EXPECT_TRUE(contains(unasked.err, "give --yes")) << unasked.err;
}

}  // namespace
}  // namespace accelbench::cli
