// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/interrupt.h"
#include "app/cli/terminal.h"
#include "app/cli/user_settings.h"
#include "core/base/nearest.h"
#include "core/external/installation.h"
#include "core/results/text_table.h"
#include "core/run/engines.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;

// -------- engines

/// What an installation would come to; null where it would change nothing.
Json installation_of(const EngineState& state) {
  const bool named_by_user = state.origin == words_for(InterpreterOrigin::settings);
  if (state.ready() || named_by_user) return nullptr;
  const auto needed = requirements_of(state.engine);
  if (!needed) return nullptr;
  return {{"folder", environment_folder(state.engine).string()},
          {"download_mb", needed->download_mb},
          {"disk_mb", needed->disk_mb},
          {"packages", needed->packages}};
}

Json json_of(const EngineState& state, Json installation) {
  Json packages = Json::object();
  for (const auto& [name, version] : state.packages) packages[name] = version;
  Json devices = Json::array();
  for (const auto& [id, name] : state.devices) devices.push_back({{"id", id}, {"name", name}});
  return {{"engine", name_of(state.engine)},
          {"state", name_of(state.installed)},
          {"version", state.version()},
          {"reason", state.reason},
          {"interpreter", state.interpreter},
          {"found_in", state.origin},
          {"python", state.python},
          {"packages", std::move(packages)},
          {"backend", state.backend.empty() ? Json(nullptr) : Json(state.backend)},
          {"devices", std::move(devices)},
          {"install", fmt::format("accelbench-cli engines install {}", name_of(state.engine))},
          {"installation", std::move(installation)}};
}

/// H2O's package is half of it: a Java that will do is the engine's to find.
EngineState with_java(EngineState state) {
  const Engine* engine = engines().find(state.engine);
  if (state.engine != EngineKind::h2o || !state.ready() || engine == nullptr) return state;
  const Device device = engine->devices().front();
  if (device.usable) return state;
  state.installed = Installed::broken;
  state.reason = device.reason;
  return state;
}

std::string table_of(const std::vector<EngineState>& packages) {
  using Align = TextTable::Align;
  TextTable table({{"engine", Align::left},
                   {"state", Align::left},
                   {"versions", Align::left},
                   {"devices", Align::left},
                   {"interpreter, or why not", Align::left}});
  for (const EngineState& package : packages) {
    const EngineState state = with_java(package);
    std::vector<std::string> devices;
    for (const auto& [id, name] : state.devices) devices.push_back(id);
    table.add_row({std::string(name_of(state.engine)), std::string(name_of(state.installed)),
                   state.packages.empty() ? not_measured_mark : state.text(),
                   devices.empty() ? not_measured_mark : fmt::format("{}", fmt::join(devices, " ")),
                   state.ready() ? fmt::format("{} ({})", state.interpreter, state.origin) : state.reason});
  }
  return table.text();
}

std::string json_of(const std::vector<EngineState>& packages) {
  Json list = Json::array();
  // A Java that is missing is not what an installation brings.
  for (const EngineState& package : packages)
    list.push_back(json_of(with_java(package), installation_of(package)));
  return Json{{"engines", std::move(list)}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int list_engines(bool json) {
  if (can_draw_progress()) tell("importing each engine that is there: a few seconds the first time");
  EngineStates& states = outside_states();
  states.prefetch(EngineQuestion::probe);
  std::vector<EngineState> packages;
  for (const EngineKind engine : python_packages)
    packages.push_back(states.get(engine, EngineQuestion::probe));
  print(json ? json_of(packages) : table_of(packages));
  return exit_done;
}

// -------- engines install, engines remove

struct InstallArguments {
  std::string name;
  std::string python;
  bool yes = false;
  bool no_progress = false;
};

Result<EngineKind> engine_named(const std::string& name) {
  std::vector<std::string> names;
  for (const EngineKind engine : python_packages) {
    if (name == name_of(engine)) return engine;
    names.emplace_back(name_of(engine));
  }
  const std::string near = did_you_mean(name, names);
  return bad_input("NAME", fmt::format("'{}' is no engine that can be installed", name),
                   near.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : near);
}

std::vector<std::string> lines_of(const InstallationPlan& plan) {
  const Requirements& needed = plan.requirements;
  return {fmt::format("{} into {}{}:", display_name(plan.engine), plan.folder.string(),
                      plan.replaces ? " (replaces what is there)" : ""),
          fmt::format("  packages   {}, from the package index that your pip is set to",
                      fmt::join(needed.packages, ", ")),
          fmt::format("  Python     {} ({})", plan.python.string(), plan.python_version),
          fmt::format("  size       about {:.0f} MB to download, {:.0f} MB on disk", needed.download_mb,
                      needed.disk_mb)};
}

/// Asks on a terminal; elsewhere --yes must have been given.
Status confirm(bool yes, const std::string& question) {
  if (yes) return {};
  if (isatty(STDIN_FILENO) == 0)
    return bad_input("engines", "nobody can be asked here: stdin is no terminal", "give --yes");
  fmt::print(stderr, "{} [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "Y" || answer == "yes") return {};
  return tl::make_unexpected(Error{ErrorKind::interrupted, {}, "nothing was changed", {}});
}

/// "Downloading a-1.0-….whl (12.5 MB)" → 12.5.
double megabytes_in(std::string_view line) {
  const auto open = line.rfind('(');
  if (line.find("Downloading ") == std::string_view::npos || open == std::string_view::npos) return 0;
  const std::string inside(line.substr(open + 1));
  const double value = std::strtod(inside.c_str(), nullptr);
  if (inside.find("GB") != std::string::npos) return value * 1000;
  return inside.find("MB") != std::string::npos ? value : value / 1000;
}

/// One line that is drawn again on a terminal; elsewhere a line a download.
class InstallationLine {
 public:
  InstallationLine(double download_mb, bool draws) : download_mb_(download_mb), draws_(draws) {}
  ~InstallationLine() {
    if (draws_) lines_.close();
  }
  /// A download is told when it begins: it is done when the next line comes.
  void take(std::string_view line) {
    const double begun_mb = megabytes_in(line);
    done_mb_ += std::exchange(begun_mb_, begun_mb);
    std::string text(line.substr(std::min(line.find_first_not_of(' '), line.size())));
    if (draws_)
      lines_.draw({},
                  {cut_to_width(fmt::format("{:.0f} of about {:.0f} MB  {}", done_mb_, download_mb_, text),
                                terminal_width())});
    else if (begun_mb >= 1 || !text.starts_with("Collecting"))
      tell(text);
  }

 private:
  double download_mb_;
  double done_mb_ = 0;
  double begun_mb_ = 0;
  bool draws_;
  LiveLines lines_;
};

int install_engine(const InstallArguments& arguments) {
  const auto engine = engine_named(arguments.name);
  if (!engine) return tell(engine.error());
  const auto plan = plan_installation(*engine, arguments.python);
  if (!plan) return tell(plan.error());
  for (const std::string& line : lines_of(*plan)) tell(line);
  if (const Status sure = confirm(arguments.yes, "Install it?"); !sure) return tell(sure.error());
  const Interrupt interrupt(nullptr, "Stopping; what was downloaded is removed, nothing is installed.");
  const auto state = [&] {
    InstallationLine line(plan->requirements.download_mb, !arguments.no_progress && can_draw_progress());
    return install(
        *plan, [&line](std::string_view text) { line.take(text); }, interrupt.token());
  }();
  if (!state) return tell(state.error());
  print(fmt::format("{} is installed in {}\n", state->text(), plan->folder.string()));
  return exit_done;
}

int remove_engine(const InstallArguments& arguments) {
  const auto engine = engine_named(arguments.name);
  if (!engine) return tell(engine.error());
  const std::string question =
      fmt::format("Remove {} and all that is in it?", environment_folder(*engine).string());
  if (const Status sure = confirm(arguments.yes, question); !sure) return tell(sure.error());
  if (const Status removed = remove_environment(*engine); !removed) return tell(removed.error());
  print(fmt::format("{} was removed\n", environment_folder(*engine).string()));
  return exit_done;
}

void add_install(CLI::App& engines, int& status) {
  CLI::App* command = engines.add_subcommand("install", "Make an environment of its own for an engine");
  auto arguments = std::make_shared<InstallArguments>();
  command->add_option("NAME", arguments->name, "keras, pytorch, jax or h2o")->required();
  command->add_option("--python", arguments->python, "The Python to make it of (default: python3 of PATH)")
      ->type_name("PATH");
  command->add_flag("--yes", arguments->yes, "Do not ask");
  command->add_flag("--no-progress", arguments->no_progress, "Draw no progress");
  command->footer("Example:\n  accelbench-cli engines install keras");
  command->callback([arguments, &status] { status = install_engine(*arguments); });
}

void add_remove(CLI::App& engines, int& status) {
  CLI::App* command = engines.add_subcommand("remove", "Remove the environment of an engine");
  auto arguments = std::make_shared<InstallArguments>();
  command->add_option("NAME", arguments->name, "keras, pytorch, jax or h2o")->required();
  command->add_flag("--yes", arguments->yes, "Do not ask");
  command->footer("Example:\n  accelbench-cli engines remove keras");
  command->callback([arguments, &status] { status = remove_engine(*arguments); });
}

}  // namespace

void add_engines(CLI::App& program, int& status) {
  CLI::App* command =
      program.add_subcommand("engines", "List outside engines (Keras, PyTorch, JAX, H2O) and install them");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print one JSON document");
  command->footer("Examples:\n  accelbench-cli engines\n  accelbench-cli engines install keras");
  command->require_subcommand(0, 1);
  add_install(*command, status);
  add_remove(*command, status);
  command->callback([command, json, &status] {
    if (command->get_subcommands().empty()) status = list_engines(*json);
  });
}

}  // namespace accelbench
