// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/launch/mpirun.h"
#include "core/settings/settings.h"

// The command that starts the ranks of one model: mpirun on this host, on hosts of the settings, or in Slurm.
namespace accelbench {

/// What each rank is, and where.
struct LaunchRequest {
  std::string place = {};  ///< of errors: "accelerators.four"; ".ranks" or ".cluster" is added
  std::int64_t ranks = 1;
  std::string cluster = {};       ///< its name in the settings; empty: this host
  std::filesystem::path program;  ///< of a rank; a cluster of the settings may name another for its hosts
  std::vector<std::string> arguments = {"engine", "--rank"};
  std::vector<std::pair<std::string, std::string>> variables = {};  ///< of each rank's environment
  std::int64_t threads = 1;                                         ///< of each rank
  std::filesystem::path scratch;  ///< a folder that only this user can read: for write_files()
};

/// What matters of the machine that starts the ranks.
struct LaunchingMachine {
  std::string host;  ///< its name
  bool is_root = false;
  std::int64_t cores = 1;      ///< that this process may run on
  bool in_allocation = false;  ///< of Slurm: SLURM_JOB_ID is set
  std::filesystem::path ssh;   ///< empty: not there
  std::filesystem::path salloc;
  std::filesystem::path scancel;
};
LaunchingMachine this_launching_machine();

struct LaunchFile {
  std::filesystem::path path;
  std::string text;
  bool is_program = false;
};

/// A launch that is ready to be started once its files are written. mpirun's stdin is that of rank 0; its
/// stdout that of all ranks; it ends with the first rank that fails and then ends all others.
struct Launch {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  ///< set for mpirun, beside ours
  std::vector<LaunchFile> files;                                 ///< in the scratch folder
  std::vector<std::string> hosts;  ///< of each rank, in order; empty where Slurm chooses them
  std::string note;  ///< what a reader of the figures must know: ranks that share cores; may be empty
  /// To be run when the launch has ended, however it ended; does nothing where all is well. Empty: nothing.
  std::vector<std::string> afterwards;
};

/// Ranks are numbered host by host, in the order of the settings. `bad_input` or `unavailable` for a cluster
/// that the settings do not know or that has neither hosts nor Slurm, for more ranks than slots, and for a
/// scratch folder whose name mpirun would split.
Result<Launch> plan_launch(const LaunchRequest& request, const Settings& settings, const Mpirun& mpirun,
                           const LaunchingMachine& machine);
/// With the mpirun and the machine that are here.
Result<Launch> plan_launch(const LaunchRequest& request, const Settings& settings);

/// Readable by this user alone; programs are made executable.
Status write_files(const Launch& launch);

/// The launch as a line for a shell, for people who want to see or repeat it.
std::string shell_line(const Launch& launch);

/// Whether this is the name of the machine itself: mpirun starts such ranks without an agent.
bool is_this_host(const std::string& host, const LaunchingMachine& machine);

}  // namespace accelbench
