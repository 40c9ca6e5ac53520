// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

// Commands run as a user runs them: as processes, with a data folder of their own.
namespace accelbench::cli {

/// A folder of its own for each test, removed at its end; the commands' data folder lies in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path results() const { return path_ / "data/accelbench/results"; }

 private:
  std::filesystem::path path_;
};

struct Finished {
  int status = -1;  ///< exit status, or 128 and the signal that ended the process
  std::string out;
  std::string err;
};

struct Options {
  std::string stdout_to;  ///< a path instead of a collected file
  std::string stdin_from = "/dev/null";
  int stderr_to = -1;              ///< a descriptor instead of a collected file
  std::function<void()> in_child;  ///< before the command takes over: limits, environment
};

/// A command that is running.
class Process {
 public:
  Process(const Folder& folder, const std::vector<std::string>& arguments, Options options = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  void send(int signal) const;
  Finished wait();

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  int id_ = -1;
};

Finished run(const Folder& folder, const std::vector<std::string>& arguments, Options options = {});

std::string text_of(const std::filesystem::path& file);
void write(const std::filesystem::path& file, const std::string& text);
/// Waits until the file holds the text; false after a generous time.
bool wait_for(const std::filesystem::path& file, const std::string& text);
bool contains(const std::string& text, const std::string& part);

/// Small and quick: 40 samples, 4 features, 8-1, 5 epochs; ids cpu and reference.
std::string small_experiment();
/// The same with a row of an engine that this build may not have.
std::string experiment_with(const std::string& accelerators);

}  // namespace accelbench::cli
