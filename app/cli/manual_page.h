// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

namespace CLI {
class App;
}

// Manual pages, made of the same tables that the programs themselves read: in roff with the man macros.
namespace accelbench {

/// accelbench(1).
std::string desktop_manual();
/// accelbench-cli(1), of the program's commands.
std::string commands_manual(const CLI::App& program);
/// accelbench.yaml(5): every key of an experiment, and those of settings.yaml.
std::string experiment_manual();

}  // namespace accelbench
