// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/flags.h"

#include <CLI/CLI.hpp>

namespace accelbench {

void describe_flags(CLI::App& app, DesktopFlags& flags) {
  app.set_version_flag("--version", "Accelbench " ACCELBENCH_VERSION, "Print the version");
  app.add_option("EXPERIMENT", flags.experiment,
                 "experiment or results file to open; without one: the seed experiment");
  app.add_flag("--train", flags.train, "train on every usable accelerator of the experiment");
  app.add_flag("--compare", flags.compare,
               "compare the usable accelerators of the experiment: certificate, rounds, verdicts");
  app.add_option("--export", flags.export_folder,
                 "write the charts (PNG, SVG, PDF, CSV) and the report (HTML, PDF, CSV) into this folder")
      ->type_name("DIR");
  app.add_flag("--quit", flags.quit, "leave when done; needed where there is no display");
  app.add_flag("--new-window", flags.new_window, "open another window even where one is open");
  app.footer("Example: accelbench seed.accel.yaml --train --export charts --quit");
}

}  // namespace accelbench
