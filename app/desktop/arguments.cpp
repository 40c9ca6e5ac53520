// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/arguments.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "app/desktop/flags.h"

namespace accelbench {

namespace {

constexpr int bad_arguments = 2;
constexpr int nothing_usable = 3;

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

std::optional<int> objection(const DesktopFlags& flags) {
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
  CLI::App app(desktop_purpose, desktop_name);
  DesktopFlags flags;
  describe_flags(app, flags);
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
