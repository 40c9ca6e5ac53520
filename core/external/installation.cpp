// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/installation.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "core/base/text_file.h"
#include "core/engine/json_fields.h"
#include "core/experiment/experiment.h"
#include "core/run/captured_run.h"
#include "core/run/file_descriptor.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr double environment_limit_s = 300;
constexpr double download_limit_s = 4 * 3600;

Error stopped() { return {ErrorKind::interrupted, {}, "stopped; nothing was installed", {}}; }

std::string name_text(EngineKind engine) { return std::string(name_of(engine)); }

/// Held as long as an environment is changed: two installations of one engine would destroy each other's.
Result<FileDescriptor> take_lock(EngineKind engine) {
  const fs::path folder = environment_folder(engine).parent_path();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return failed(folder.string(), "cannot be made: " + error.message(), "check its permissions");
  const fs::path file = folder / ("." + name_text(engine) + ".lock");
  FileDescriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.open())
    return failed(file.string(), "cannot be made: " + std::generic_category().message(errno),
                  "check its permissions");
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return failed(folder.string(),
                  fmt::format("{} is being installed or removed by another program", display_name(engine)),
                  "wait for it");
  return lock;
}

/// Beside the environment; what an interrupted installation left there is nobody's.
fs::path building_folder(EngineKind engine) {
  return environment_folder(engine).parent_path() / ("." + name_text(engine) + ".building");
}

/// A folder that vanishes with everything in it.
class Vanishing {
 public:
  explicit Vanishing(fs::path path) : path_(std::move(path)) { remove(); }
  ~Vanishing() { remove(); }
  Vanishing(const Vanishing&) = delete;
  Vanishing& operator=(const Vanishing&) = delete;
  const fs::path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path path_;
};

/// Runs a step; an error with the last lines of what it said.
Status run_step(const CapturedCommand& command, const std::string& what, const std::string& fix,
                const std::stop_token& stop) {
  const auto run = run_captured(command, stop);
  if (!run) return tl::make_unexpected(run.error());
  if (run->stopped) return tl::make_unexpected(stopped());
  if (run->timed_out) return failed(what, fmt::format("did not end within {} seconds", command.limit_s), fix);
  if (run->ended_well()) return {};
  std::string said = last_lines(run->error + "\n" + run->output);
  // pip's last words are then that it found no such package.
  if (run->error.find("connection broken by") != std::string::npos)
    said = "the package index cannot be reached: " + said;
  return failed(what, fmt::format("{}: {}", describe_end(run->status), said), fix);
}

CapturedCommand python_command(const fs::path& python, std::vector<std::string> arguments, double limit_s) {
  CapturedCommand command;
  command.program = python;
  command.arguments = {"-I"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.limit_s = limit_s;
  return command;
}

Status make_environment(const InstallationPlan& plan, const fs::path& folder, const std::stop_token& stop) {
  const auto command = python_command(plan.python, {"-m", "venv", folder.string()}, environment_limit_s);
  return run_step(command, "python3 -m venv", "on Debian: apt install python3-venv", stop);
}

Status fetch_packages(const InstallationPlan& plan, const fs::path& folder,
                      const InstallationProgress& progress, const std::stop_token& stop) {
  std::vector<std::string> arguments = {
      "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"};
  arguments.insert(arguments.end(), plan.requirements.arguments.begin(), plan.requirements.arguments.end());
  arguments.insert(arguments.end(), plan.requirements.packages.begin(), plan.requirements.packages.end());
  auto command = python_command(folder / "bin/python", arguments, download_limit_s);
  command.on_line = progress;
  return run_step(command, "pip install", "see to the package index that your pip is set to, and try again",
                  stop);
}

Result<EngineState> check_environment(EngineKind engine, const fs::path& folder) {
  EngineState state =
      ask(engine, {folder / "bin/python", InterpreterOrigin::environment}, EngineQuestion::probe);
  if (state.ready()) return state;
  return failed(std::string(display_name(engine)), "was fetched and cannot be used: " + state.reason,
                "try another Python (--python)");
}

Status put_in_place(const fs::path& made, const fs::path& folder) {
  std::error_code error;
  const bool replaces = fs::exists(fs::symlink_status(folder, error));
  const unsigned flags = replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, folder.c_str(), flags) == 0) return {};
  return failed(folder.string(), "cannot be put in place: " + std::generic_category().message(errno), {});
}

std::vector<int> numbers_of(std::string_view version) {
  std::vector<int> numbers;
  int number = -1;
  for (const char c : version) {
    if (c >= '0' && c <= '9')
      number = std::min((number < 0 ? 0 : number) * 10 + (c - '0'), 1'000'000);
    else if (c == '.' && number >= 0)
      numbers.push_back(std::exchange(number, -1));
    else if (number >= 0)
      break;
  }
  if (number >= 0) numbers.push_back(number);
  return numbers;
}

/// The version of a Python that can make environments.
Result<std::string> version_of(const fs::path& python) {
  const auto run = run_captured(python_command(
      python, {"-c", "import sys; print(sys.version.split()[0], flush=True); import venv, ensurepip"}, 30));
  if (!run) return unavailable(python.string(), run.error().message, "name another Python (--python PATH)");
  const std::string version = run->output.substr(0, run->output.find_first_of("\r\n"));
  if (run->ended_well() && !version.empty()) return version;
  if (run->error.find("No module named 'ensurepip'") != std::string::npos)
    return unavailable(python.string(), "this Python cannot make environments: it has no ensurepip",
                       "on Debian: apt install python3-venv");
  return unavailable(python.string(), "is no Python that can be used: " + last_lines(run->error),
                     "name another (--python PATH)");
}

Status check_version(const std::string& found, const std::string& expected, const fs::path& python) {
  if (numbers_of(found) >= numbers_of(expected)) return {};
  return unavailable(python.string(), fmt::format("Python {} found, expected {}", found, expected),
                     "name a newer one (--python PATH)");
}

Status check_space(const fs::path& folder, double disk_mb) {
  fs::path existing = folder;
  std::error_code error;
  while (existing.has_relative_path() && !fs::exists(existing, error)) existing = existing.parent_path();
  const auto space = fs::space(existing, error);
  const double free_mb = static_cast<double>(space.available) / 1e6;
  if (error || free_mb >= disk_mb) return {};
  return failed(existing.string(), fmt::format("{:.0f} MB are free, {:.0f} MB are needed", free_mb, disk_mb),
                "free some space");
}

}  // namespace

Result<Requirements> read_requirements(const fs::path& file) {
  const auto text = read_text_file(file, 1 << 16);
  if (!text) return tl::make_unexpected(text.error());
  const Json json = Json::parse(*text, nullptr, false);
  std::optional<Error> error;
  JsonFields fields(json, file.string(), error);
  Requirements requirements;
  requirements.packages = fields.texts("packages");
  if (fields.has("arguments")) requirements.arguments = fields.texts("arguments");
  requirements.download_mb = fields.number("download_mb").value_or(0);
  requirements.disk_mb = fields.number("disk_mb").value_or(0);
  requirements.python = fields.text("python");
  if (error) return tl::make_unexpected(*error);
  return requirements;
}

Result<Requirements> requirements_of(EngineKind engine) {
  const auto runners = runners_folder();
  if (!runners) return tl::make_unexpected(runners.error());
  return read_requirements(*runners / "requirements" / (name_text(engine) + ".json"));
}

Result<InstallationPlan> plan_installation(EngineKind engine, const fs::path& python) {
  InstallationPlan plan;
  plan.engine = engine;
  plan.folder = environment_folder(engine);
  auto requirements = requirements_of(engine);
  if (!requirements) return tl::make_unexpected(requirements.error());
  plan.requirements = std::move(*requirements);
  plan.python = python.empty() ? find_program("python3") : fs::absolute(python);
  if (plan.python.empty())
    return unavailable("python3", "is not in PATH", "install it, or name one (--python PATH)");
  auto version = version_of(plan.python);
  if (!version) return tl::make_unexpected(version.error());
  plan.python_version = std::move(*version);
  if (auto good = check_version(plan.python_version, plan.requirements.python, plan.python); !good)
    return tl::make_unexpected(good.error());
  if (auto good = check_space(plan.folder, plan.requirements.disk_mb); !good)
    return tl::make_unexpected(good.error());
  std::error_code ignored;
  plan.replaces = fs::exists(plan.folder, ignored);
  return plan;
}

Result<EngineState> install(const InstallationPlan& plan, const InstallationProgress& progress,
                            const std::stop_token& stop) {
  const auto lock = take_lock(plan.engine);
  if (!lock) return tl::make_unexpected(lock.error());
  const Vanishing building(building_folder(plan.engine));
  progress(fmt::format("making an environment of Python {}", plan.python_version));
  if (auto made = make_environment(plan, building.path(), stop); !made)
    return tl::make_unexpected(made.error());
  if (auto fetched = fetch_packages(plan, building.path(), progress, stop); !fetched)
    return tl::make_unexpected(fetched.error());
  progress(fmt::format("importing {} for the first time", display_name(plan.engine)));
  auto state = check_environment(plan.engine, building.path());
  if (!state) return state;
  if (stop.stop_requested()) return tl::make_unexpected(stopped());
  if (auto placed = put_in_place(building.path(), plan.folder); !placed)
    return tl::make_unexpected(placed.error());
  state->interpreter = (plan.folder / "bin/python").string();
  return state;
}

Status remove_environment(EngineKind engine) {
  const auto lock = take_lock(engine);
  if (!lock) return tl::make_unexpected(lock.error());
  const fs::path folder = environment_folder(engine);
  std::error_code error;
  if (!fs::exists(fs::symlink_status(folder, error)))
    return bad_input(name_text(engine), fmt::format("has no environment of its own in {}", folder.string()),
                     "what settings.yaml names or PATH holds is not ours to remove");
  // At once gone under its name: one that is half removed would look as if it could be used.
  const Vanishing removed(building_folder(engine));
  fs::rename(folder, removed.path(), error);
  if (!error) return {};
  return failed(folder.string(), "cannot be removed: " + error.message(), "check its permissions");
}

}  // namespace accelbench
