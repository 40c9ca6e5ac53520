// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/user_settings.h"
#include "core/base/nearest.h"

namespace accelbench {
namespace {

constexpr const char* program_name = "accelbench-cli";

void add_commands(CLI::App& program, int& status) {
  add_devices(program, status);
  add_validate(program, status);
  add_work(program, status);
  add_run(program, status);
  add_compare(program, status);
  add_report(program, status);
  add_predict(program, status);
  add_evaluate(program, status);
  add_selftest(program, status);
  add_engines(program, status);
  add_code(program, status);
  add_manual(program, status);
  add_engine(program, status);
}

std::vector<std::string> names_of_commands(CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

Error unknown_command(const std::string& found, const std::vector<std::string>& names) {
  const std::string near = did_you_mean(found, names);
  return {ErrorKind::bad_input, program_name, fmt::format("there is no command '{}'", found),
          near.empty() ? fmt::format("the commands are {}", fmt::join(names, ", ")) : near};
}

std::optional<Error> check_command(int argc, const char* const* argv, CLI::App& program) {
  if (argc < 2 || argv[1][0] == '-') return std::nullopt;
  const auto names = names_of_commands(program);
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return std::nullopt;
  return unknown_command(argv[1], names);
}

std::string nearest_option(const CLI::App& command, int argc, const char* const* argv) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  for (int i = 2; i < argc; ++i) {
    const std::string found = std::string(argv[i]).substr(0, std::string(argv[i]).find('='));
    if (!found.starts_with("--") || std::find(names.begin(), names.end(), found) != names.end()) continue;
    if (const std::string near = did_you_mean(found, names); !near.empty()) return near;
  }
  return {};
}

// "--x: y was not expected" as an error of ours: with the command, the nearest option and where to read on.
int tell_parse_error(const CLI::ParseError& error, const CLI::App& program, int argc,
                     const char* const* argv) {
  const auto chosen = program.get_subcommands();
  const std::string place = chosen.empty() ? program_name : program_name + (" " + chosen.front()->get_name());
  const std::string near = chosen.empty() ? std::string() : nearest_option(*chosen.front(), argc, argv);
  const std::string help = fmt::format("see '{} --help'", place);
  return tell(Error{ErrorKind::bad_input, place, error.what(), near.empty() ? help : near + "; " + help});
}

int parse_and_run(CLI::App& program, int argc, const char* const* argv, const int& status) {
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);  // --help and --version
    return tell_parse_error(error, program, argc, argv);
  }
  return status;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  int status = exit_done;
  CLI::App program("Accelbench: which accelerator should train my model?", program_name);
  program.set_version_flag("--version", std::string(program_name) + " " ACCELBENCH_VERSION,
                           "Print the version");
  program.require_subcommand(1);
  program.footer(fmt::format(
      "Example:\n  {0} run seed.accel.yaml\n\n'{0} COMMAND --help' explains a command.\n"
      "Exit status: 0 done, 1 a run failed, 2 bad arguments or input, 3 nothing usable to run on, "
      "130 interrupted.",
      program_name));
  add_commands(program, status);
  if (argc < 2) {
    tell(Error{ErrorKind::bad_input, program_name, "a command is missing",
               fmt::format("see '{} --help'", program_name)});
    return exit_bad_input;
  }
  if (const auto unknown = check_command(argc, argv, program)) return tell(*unknown);
  // A file with problems is told and never half obeyed; help and version are there all the same.
  const bool is_command = argv[1][0] != '-';
  if (const auto taken = take_user_settings(); !taken && is_command) return tell(taken.error());
  status = parse_and_run(program, argc, argv, status);
  return all_printed() || status != exit_done ? status : exit_failed;
}

}  // namespace accelbench
