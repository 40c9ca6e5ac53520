// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/interpreters.h"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "core/base/user_folders.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

const std::string& named_in(const Settings& settings, EngineKind engine) {
  static const std::string none;
  switch (engine) {
    case EngineKind::keras:
      return settings.interpreters.keras;
    case EngineKind::pytorch:
      return settings.interpreters.pytorch;
    case EngineKind::jax:
      return settings.interpreters.jax;
    case EngineKind::h2o:
      return settings.interpreters.h2o;
    default:
      return none;
  }
}

}  // namespace

std::string_view words_for(InterpreterOrigin origin) {
  if (origin == InterpreterOrigin::settings) return "settings.yaml";
  return origin == InterpreterOrigin::environment ? "its own environment" : "PATH";
}

Result<Interpreter> find_interpreter(EngineKind engine, const Settings& settings) {
  const std::string& named = named_in(settings, engine);
  if (!named.empty()) {
    if (is_program(named)) return Interpreter{named, InterpreterOrigin::settings};
    return unavailable(settings_file().string(),
                       fmt::format("interpreters.{}: {} is no program", name_of(engine), named),
                       "correct it, or leave it out");
  }
  const fs::path own = environment_folder(engine) / "bin/python";
  if (is_program(own)) return Interpreter{own, InterpreterOrigin::environment};
  const fs::path found = find_program("python3");
  if (!found.empty()) return Interpreter{found, InterpreterOrigin::path};
  return unavailable({}, "not installed: there is no python3 in PATH", how_to_install(engine));
}

fs::path environment_folder(EngineKind engine) { return environment_folder(name_of(engine)); }

Result<fs::path> runners_folder() {
  if (const char* named = std::getenv("ACCELBENCH_RUNNERS"); named != nullptr && named[0] == '/')
    return fs::path(named);
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  const fs::path found = self.parent_path().parent_path() / "share/accelbench/runners";
  if (!error && fs::is_directory(found, error)) return found;
  return unavailable(found.string(), "the programs that outside engines run are not there",
                     "install Accelbench whole");
}

std::string how_to_install(EngineKind engine) {
  return fmt::format(
      "install it with `accelbench-cli engines install {0}`, or name a Python that has it in settings.yaml "
      "(interpreters: {{{0}: PATH}})",
      name_of(engine));
}

}  // namespace accelbench
