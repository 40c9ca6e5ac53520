// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/experiment_arguments.h"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/cli/exit_status.h"
#include "app/cli/user_settings.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::optional<std::vector<Override>> overrides_of(const std::vector<std::string>& settings) {
  std::vector<Override> overrides;
  for (const std::string& setting : settings) {
    auto parsed = parse_override(setting);
    if (!parsed) {
      tell(parsed.error());
      return std::nullopt;
    }
    overrides.push_back(std::move(*parsed));
  }
  return overrides;
}

bool are_folders(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::error_code ignored;
    if (fs::is_directory(name, ignored)) continue;
    tell(Error{ErrorKind::bad_input, "--allow-path", "'" + name + "' is no folder",
               "check the name; give the folder, not the file"});
    return false;
  }
  return true;
}

template <class Read>
std::optional<OpenedExperiment> open(const ExperimentArguments& arguments, const std::string& file,
                                     const Read& read_with) {
  const auto overrides = overrides_of(arguments.settings);
  if (!overrides || !are_folders(arguments.allowed)) return std::nullopt;
  auto read = read_with(*overrides);
  if (!read) {
    tell(read.error());
    return std::nullopt;
  }
  for (const std::string& warning : read->warnings) tell(warning);
  return OpenedExperiment{std::move(read->experiment), roots_of(file, arguments.allowed)};
}

}  // namespace

void add_experiment_arguments(CLI::App& command, ExperimentArguments& arguments, bool required) {
  command.add_option("EXPERIMENT", arguments.file, "The experiment, a YAML file")->required(required);
  command
      .add_option("--set", arguments.settings,
                  "Set one value of the experiment, as training.epochs=10; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("--allow-path", arguments.allowed,
                  "A folder that the experiment may also read; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
}

std::optional<OpenedExperiment> open_experiment(const ExperimentArguments& arguments) {
  return open(arguments, arguments.file,
              [&](const auto& overrides) { return read_experiment_file(arguments.file, overrides); });
}

std::optional<OpenedExperiment> open_experiment_text(const ExperimentArguments& arguments,
                                                     const std::string& text, const std::string& file) {
  return open(arguments, file, [&](const auto& overrides) { return read_experiment(text, file, overrides); });
}

DataRoots roots_of(const std::string& file, const std::vector<std::string>& allowed) {
  DataRoots roots;
  roots.base_dir = fs::absolute(file).parent_path();
  for (const std::string& folder : allowed) roots.allowed.push_back(fs::absolute(folder));
  trust(roots);
  return roots;
}

std::string stem_of(const std::string& file) {
  const std::string name = fs::path(file).filename().string();
  return name.substr(0, name.find('.', 1));
}

}  // namespace accelbench
