// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/node.h"

// What belongs to a machine and its user and not to an experiment: settings.yaml in the user's configuration
// folder, read as strictly as experiments are. Nothing in an experiment can change it.
namespace accelbench {

/// Programs that outside engines run in: paths, empty where the engine's own environment or PATH is looked
/// at.
struct Interpreters {
  std::string keras;
  std::string pytorch;
  std::string jax;
  std::string h2o;  ///< whose package holds h2o.jar
  bool operator==(const Interpreters&) const = default;
};

/// A machine that ranks run on.
struct ClusterHost {
  std::string host;        ///< name or address
  std::int64_t most_ranks = 1;  ///< its slots; not called so: Qt makes a macro of that word
  bool operator==(const ClusterHost&) const = default;
};

/// How Slurm is asked for hosts; each text is empty where Slurm's own default will do.
struct SlurmSettings {
  std::string partition;
  std::string account;
  std::string time;                    ///< limit of the allocation: "30" (minutes), "2:00:00"
  std::vector<std::string> arguments;  ///< further ones of salloc and sbatch
  bool operator==(const SlurmSettings&) const = default;
};

/// What an experiment's `cluster: NAME` stands for: a running H2O, or hosts for the ranks of one model.
struct ClusterSettings {
  std::string h2o;            ///< address of a running H2O: "http://host:54321"
  std::string user;           ///< its login; empty: none
  std::string password_file;  ///< a file that only its owner can read
  std::vector<ClusterHost> hosts;
  std::string launch_agent;  ///< a program, started as `AGENT HOST COMMAND...`; empty: ssh
  std::string interface;     ///< of the network between the hosts: "eth1" or "10.0.0.0/24"; empty: any
  std::vector<std::string> mpirun_arguments;
  std::string program;                 ///< accelbench-cli on the hosts; empty: where ours is
  std::optional<SlurmSettings> slurm;  ///< in place of hosts
  bool operator==(const ClusterSettings&) const = default;
};

struct Settings {
  std::vector<std::string> trusted_roots;  ///< folders that every experiment may read
  Interpreters interpreters;
  std::string java;  ///< the program; empty: JAVA_HOME, then PATH
  std::map<std::string, ClusterSettings> clusters;
  std::string language;  ///< "en", "zh_CN"; empty: the system's
  std::string theme;     ///< light, dark or system; empty: what was chosen in the window
  bool operator==(const Settings&) const = default;
};

/// settings.yaml in the user's configuration folder; it need not be there.
std::filesystem::path settings_file();

/// All problems of a text, not only the first. "~/" at the beginning of a path is the home folder; other
/// relative paths are refused.
tl::expected<Settings, std::vector<Error>> read_settings(std::string_view text, std::string_view file);
/// A file that is not there is one without settings.
tl::expected<Settings, std::vector<Error>> read_settings_file(
    const std::filesystem::path& file = settings_file());

/// What is wrong with a text of settings, and where.
struct SettingsProblem {
  Error error;
  std::string key;    ///< "interpreters.keras"; empty: the text is no YAML
  Position position;  ///< of the key or its value
};
/// In the order of the text; empty for good settings.
std::vector<SettingsProblem> settings_problems(std::string_view text, std::string_view file);
/// The text without the key, or the item of a list, that a problem is about: it has its default again.
/// Comments of the other keys stay. Refused where the text is no YAML.
Result<std::string> without_key(std::string_view text, const SettingsProblem& problem);

/// Reading it gives equal settings. Comments of `original`, the text that it replaces, are kept at their
/// keys.
std::string write_settings(const Settings& settings, std::string_view original = {});
/// Into the file, at once; its folder is made, its comments are kept. Refused where the file that is there
/// has problems.
Status save_settings(const Settings& settings, const std::filesystem::path& file = settings_file());

}  // namespace accelbench
