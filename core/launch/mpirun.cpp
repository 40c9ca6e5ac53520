// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/mpirun.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <optional>

#include "core/base/programs.h"
#include "core/base/text_file.h"
#include "core/run/captured_run.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr MpirunVersion oldest{4, 1, 0};
constexpr double mpirun_answers_in_s = 10;
constexpr const char* how_to_install_mpirun = "install Open MPI: sudo apt-get install openmpi-bin";

/// The number at the beginning, taken off with the dot behind it; -1 where there is none.
int take_number(std::string_view& text) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('.')) text.remove_prefix(1);
  return number;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

Result<Mpirun> ask_mpirun(const fs::path& program, const std::string& place) {
  CapturedCommand command;
  command.program = program;
  command.arguments = {"--version"};
  command.limit_s = mpirun_answers_in_s;
  const auto run = run_captured(command);
  if (!run) return tl::make_unexpected(run.error());
  if (!run->ended_well())
    return unavailable(place,
                       fmt::format("{} --version failed: {}", program.string(), last_lines(run->error)),
                       how_to_install_mpirun);
  auto version = read_mpirun_version(run->output, place);
  if (!version) return tl::make_unexpected(version.error());
  return Mpirun{program, *version};
}

/// Asked once a program.
Result<Mpirun> known_mpirun(const fs::path& program, const std::string& place) {
  static std::mutex mutex;
  static std::map<fs::path, Mpirun> known;
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(program); found != known.end()) return found->second;
  auto asked = ask_mpirun(program, place);
  if (asked) known[program] = *asked;
  return asked;
}

}  // namespace

std::string to_string(const MpirunVersion& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

Result<MpirunVersion> read_mpirun_version(std::string_view printed, const std::string& place) {
  const std::string_view line = first_line(printed);
  std::size_t at = std::string_view::npos;
  // Called as mpirun.openmpi it gives the older name.
  for (const std::string_view mark : {"(Open MPI) ", "(OpenRTE) "})
    if (const std::size_t found = line.find(mark); found != std::string_view::npos) at = found + mark.size();
  if (at == std::string_view::npos)
    return unavailable(place, fmt::format("mpirun says {}, expected Open MPI's", in_quotes(line, 60)),
                       how_to_install_mpirun);
  std::string_view rest = line.substr(at);
  MpirunVersion version{take_number(rest), take_number(rest), 0};
  version.patch = std::max(0, take_number(rest));
  if (version.minor < 0 || version < oldest)
    return unavailable(place, fmt::format("found {}, expected Open MPI 4.1 or newer", in_quotes(line, 60)),
                       how_to_install_mpirun);
  return version;
}

Result<Mpirun> find_mpirun(const std::string& place) {
  std::optional<Error> first_error;
  for (const char* name : {"mpirun", "mpirun.openmpi"}) {
    const fs::path program = find_program(name);
    if (program.empty()) continue;
    auto found = known_mpirun(program, place);
    if (found) return found;
    if (!first_error) first_error = found.error();
  }
  if (first_error) return tl::make_unexpected(*first_error);
  return unavailable(place, "several ranks need mpirun, which is not in PATH", how_to_install_mpirun);
}

}  // namespace accelbench
