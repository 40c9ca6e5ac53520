// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

// The commands, one file each: each adds itself with its options, and when it is chosen runs and sets
// `status`.
namespace accelbench {

void add_devices(CLI::App& program, int& status);
void add_validate(CLI::App& program, int& status);
void add_work(CLI::App& program, int& status);
void add_run(CLI::App& program, int& status);
void add_compare(CLI::App& program, int& status);
void add_report(CLI::App& program, int& status);
void add_predict(CLI::App& program, int& status);
void add_evaluate(CLI::App& program, int& status);
void add_selftest(CLI::App& program, int& status);
void add_engine(CLI::App& program, int& status);
void add_engines(CLI::App& program, int& status);
void add_code(CLI::App& program, int& status);
void add_manual(CLI::App& program, int& status);

}  // namespace accelbench
