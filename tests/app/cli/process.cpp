// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>
#include <utility>

namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;

void point(int descriptor, const std::string& file, int flags) {
  const int opened = ::open(file.c_str(), flags, 0600);
  if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(99);
}

[[noreturn]] void become(const std::vector<std::string>& arguments) {
  std::vector<char*> words = {const_cast<char*>(ACCELBENCH_CLI)};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execv(ACCELBENCH_CLI, words.data());
  ::_exit(98);
}

}  // namespace

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "accelbench-cli-XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Process::Process(const Folder& folder, const std::vector<std::string>& arguments, Options options) {
  static std::atomic<int> number = 0;
  const std::string stem = "process-" + std::to_string(++number);
  out_ = options.stdout_to.empty() ? folder / (stem + ".out") : fs::path(options.stdout_to);
  err_ = folder / (stem + ".err");
  id_ = ::fork();
  if (id_ != 0) return;
  point(STDIN_FILENO, options.stdin_from, O_RDONLY);
  point(STDOUT_FILENO, out_.string(), O_WRONLY | O_CREAT);
  if (options.stderr_to < 0)
    point(STDERR_FILENO, err_.string(), O_WRONLY | O_CREAT);
  else if (::dup2(options.stderr_to, STDERR_FILENO) < 0)
    ::_exit(99);
  ::setenv("XDG_DATA_HOME", (folder / "data").c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (folder / "config").c_str(), 1);
  if (::chdir(folder.path().c_str()) != 0) ::_exit(99);
  if (options.in_child) options.in_child();
  become(arguments);
}

Process::~Process() {
  if (id_ <= 0) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void Process::send(int signal) const { ::kill(id_, signal); }

Finished Process::wait() {
  int status = 0;
  ::waitpid(std::exchange(id_, -1), &status, 0);
  Finished finished;
  finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  finished.out = fs::is_regular_file(out_) ? text_of(out_) : "";
  finished.err = text_of(err_);
  return finished;
}

Finished run(const Folder& folder, const std::vector<std::string>& arguments, Options options) {
  return Process(folder, arguments, std::move(options)).wait();
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

bool wait_for(const fs::path& file, const std::string& text) {
  std::string tail;  // what was read last: the text may lie across two parts
  std::streamoff at = 0;
  for (int tries = 0; tries < 3000; ++tries) {
    // Part by part: a file that grows faster than it can be read whole would never be seen to its end.
    std::ifstream stream(file, std::ios::binary);
    std::string part(std::size_t{1} << 20, '\0');
    while (at < std::streamoff{4} << 30 && stream.seekg(at) &&
           (stream.read(part.data(), std::ssize(part)), stream.gcount() > 0)) {
      at += stream.gcount();
      tail.append(part, 0, static_cast<std::size_t>(stream.gcount()));
      if (contains(tail, text)) return true;
      tail.erase(0, tail.size() - std::min(tail.size(), text.size()));
      stream.clear();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string experiment_with(const std::string& accelerators) {
  return "accelbench: 1\n"
         "name: Small\n"
         "model:\n"
         "  layers:\n"
         "    - {units: 8, activation: relu}\n"
         "    - {units: 1, activation: linear}\n"
         "data: {source: synthetic, generator: uniform, samples: 40, features: 4, validation_split: 0.1}\n"
         "training: {loss: mse, metrics: [mae], optimizer: {name: sgd}, batch_size: 16, epochs: 5}\n"
         "accelerators:\n" +
         accelerators;
}

std::string small_experiment() {
  return experiment_with(
      "  - {id: cpu, engine: cpu, threads: 1}\n"
      "  - {id: reference, engine: cpu, threads: 1, precision: float64}\n");
}

}  // namespace accelbench::cli
