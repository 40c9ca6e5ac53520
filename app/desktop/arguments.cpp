// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/arguments.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

namespace accelbench {

namespace {

constexpr int bad_arguments = 2;
constexpr int nothing_usable = 3;

struct Flags {
  std::string experiment;
  std::string export_folder;
  bool train = false;
  bool compare = false;
  bool quit = false;
  bool new_window = false;
};

void describe(CLI::App& app, Flags& flags) {
  app.set_version_flag("--version", "Accelbench " ACCELBENCH_VERSION);
  app.add_option("EXPERIMENT", flags.experiment,
                 "experiment or results file to open; without one: the seed experiment");
  app.add_flag("--train", flags.train, "train on every usable accelerator of the experiment");
  app.add_flag("--compare", flags.compare,
               "compare the usable accelerators of the experiment: certificate, rounds, verdicts");
  app.add_option("--export", flags.export_folder,
                 "write the charts (PNG, CSV) and the report (CSV) into this folder");
  app.add_flag("--quit", flags.quit, "leave when done; needed where there is no display");
  app.add_flag("--new-window", flags.new_window, "open another window even where one is open");
  app.footer("Example: accelbench seed.accel.yaml --train --export charts --quit");
}

bool has_display() {
  const auto set = [](const char* name) {
    return std::getenv(name) != nullptr && *std::getenv(name) != '\0';
  };
  return set("DISPLAY") || set("WAYLAND_DISPLAY");
}

int refuse(const std::string& message, int status) {
  std::cerr << "accelbench: error: " << message << '\n';
  return status;
}

std::optional<int> objection(const Flags& flags) {
  if (flags.compare && flags.train) return refuse("give --train or --compare, not both", bad_arguments);
  const bool platform_chosen = std::getenv("QT_QPA_PLATFORM") != nullptr;
  if (!has_display() && !platform_chosen && !flags.quit)
    return refuse(
        "there is no display; add --quit, with --train or --compare, to work without one, or use "
        "accelbench-cli",
        nothing_usable);
  return {};
}

}  // namespace

Arguments read_arguments(int argc, const char* const* argv) {
  CLI::App app("Accelbench: which accelerator should train my model?", "accelbench");
  Flags flags;
  describe(app, flags);
  Arguments arguments;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& said) {
    arguments.exit_status = app.exit(said) == 0 ? 0 : bad_arguments;
    return arguments;
  }
  arguments.exit_status = objection(flags);
  arguments.offscreen = !has_display() && std::getenv("QT_QPA_PLATFORM") == nullptr;
  arguments.errand = {QString::fromStdString(flags.experiment), flags.train, flags.compare,
                      QString::fromStdString(flags.export_folder), flags.quit};
  arguments.new_window = flags.new_window;
  return arguments;
}

}  // namespace accelbench
