// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/programs.h"
#include "core/base/result.h"
#include "core/experiment/choices.h"
#include "core/settings/settings.h"

// Which Python an outside engine runs in, and where our own part of it lies.
namespace accelbench {

/// Engines that live in a Python of the user's; H2O's package holds its jar.
inline constexpr std::array python_packages = {EngineKind::keras, EngineKind::pytorch, EngineKind::jax,
                                               EngineKind::h2o};
/// Those whose training is a Python program of ours.
inline constexpr std::array python_engines = {EngineKind::keras, EngineKind::pytorch, EngineKind::jax};

enum class InterpreterOrigin { settings, environment, path };
struct Interpreter {
  std::filesystem::path program;
  InterpreterOrigin origin = InterpreterOrigin::path;
};
/// "settings.yaml", "its own environment", "PATH".
std::string_view words_for(InterpreterOrigin origin);

/// The one that the settings name; else that of the engine's own environment; else python3 of PATH. An error
/// where what the settings name is no program, or there is none at all. Starts nothing.
Result<Interpreter> find_interpreter(EngineKind engine, const Settings& settings);

/// $XDG_DATA_HOME/accelbench/engines/NAME.
std::filesystem::path environment_folder(EngineKind engine);
/// Our programs in Python: $ACCELBENCH_RUNNERS, or share/accelbench/runners beside this program's folder.
Result<std::filesystem::path> runners_folder();
/// "`accelbench-cli engines install keras`, or name a Python that has it in settings.yaml: …".
std::string how_to_install(EngineKind engine);

}  // namespace accelbench
