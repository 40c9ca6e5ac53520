// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/ranked_training.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/base/clock.h"
#include "core/experiment/yaml.h"
#include "core/launch/end_of_launch.h"
#include "core/planning/ceilings.h"
#include "core/ranks/rank_engine.h"
#include "core/ranks/rank_sink.h"
#include "core/ranks/shared_work.h"
#include "core/run/captured_run.h"
#include "core/run/child_request.h"
#include "core/run/child_run.h"
#include "core/run/scratch_folder.h"
#include "core/run/summary_notes.h"
#include "core/telemetry/machine.h"

namespace accelbench::ranks {
namespace {

namespace fs = std::filesystem;

/// A rank that is silent is named by the first one before this (ExchangePatience); what is silent for so long
/// is the first rank itself, or the launcher.
constexpr double launcher_silence_s = 8;
/// Until the first rank speaks, all must have met: on busy hosts that takes a while.
constexpr double meeting_limit_s = 20;
constexpr double afterwards_limit_s = 5;

fs::path this_program() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error);
}

/// The first line that a rank has written for itself before it ended all others (rank_process.cpp).
std::optional<std::string> said_by_a_rank(std::string_view log, const std::vector<std::string>& hosts) {
  for (std::size_t begin = 0, end = 0; begin < log.size(); begin = end + 1) {
    end = std::min(log.find('\n', begin), log.size());
    const std::string_view line = log.substr(begin, end - begin);
    for (std::size_t rank = 0; rank < hosts.size(); ++rank)
      if (const std::string name = name_of_speaker(static_cast<int>(rank), hosts[rank]);
          line.starts_with(name) && line.size() > name.size())
        return std::string(line);
  }
  return std::nullopt;
}

class RankedTraining {
 public:
  RankedTraining(const Engine& engine, const Settings& settings, const SingleRun& run, EventStream& events,
                 std::stop_token stop)
      : engine_(engine),
        settings_(settings),
        run_(run),
        events_(events),
        stop_(std::move(stop)),
        energy_(run.energy != nullptr ? *run.energy
                                      : own_energy_.emplace(run.engine.energy_source(run.accelerator))),
        summary_(unstarted(run.accelerator, &run.engine, &run.work, RunStatus::failed, {})) {}

  RunSummary train();

 private:
  Status prepare();
  ChildCommand command();
  ChildRequest request() const;
  void run_launcher();
  std::vector<std::string> hosts_of_launch() const;
  void name_the_end(const std::string& launcher);
  void note(RunSummary told);
  void note_devices();
  void note_ceiling();
  void clean_up();
  std::string host_of_first() const { return launch_.hosts.empty() ? "?" : launch_.hosts.front(); }

  const Engine& engine_;
  const Settings& settings_;
  const SingleRun& run_;
  EventStream& events_;
  std::stop_token stop_;
  std::optional<EnergyMeter> own_energy_;
  EnergyMeter& energy_;
  RunSummary summary_;
  std::optional<ScratchFolder> scratch_;
  Launch launch_;
  std::string log_;
};

RunSummary RankedTraining::train() {
  const Status ready =
      run_.engine.can_run(run_.work, run_.accelerator).and_then([this] { return prepare(); });
  if (ready) {
    run_launcher();
    clean_up();
  } else {
    summary_.status = status_of(ready.error());
    summary_.reason = reason_of(ready.error());
  }
  return std::move(summary_);
}

Status RankedTraining::prepare() {
  if (run_.request == nullptr) return failed("ranks", "several ranks train in processes of their own only");
  auto folder = ScratchFolder::make({}, "ranks");
  if (!folder) return tl::make_unexpected(folder.error());
  scratch_.emplace(std::move(*folder));
  auto launch = launch_of(run_.accelerator, engine_, settings_, scratch_->path());
  if (!launch) return tl::make_unexpected(launch.error());
  launch_ = std::move(*launch);
  if (const Status written = write_files(launch_); !written) return written;
  events_.message("info", "launch: " + shell_line(launch_));
  if (!launch_.note.empty()) events_.message("info", launch_.note);
  return {};
}

ChildCommand RankedTraining::command() {
  ChildCommand command;
  command.program = launch_.program;
  command.arguments = launch_.arguments;
  command.silence_s = launcher_silence_s;
  command.begin_s = meeting_limit_s;
  command.terminate_after_s = 1;
  command.kill_after_s = 3;
  command.follower = run_.follower;
  command.surroundings = {{}, launch_.environment, true};
  command.called = "the launcher (mpirun)";
  command.log = &log_;
  return command;
}

/// Whether rows are shared is decided once, for all ranks.
ChildRequest RankedTraining::request() const {
  ChildRequest request = *run_.request;
  if (engine_.kind() != EngineKind::cpu) return request;
  Experiment experiment = run_.work.experiment;
  for (AcceleratorSpec& accelerator : experiment.accelerators)
    if (accelerator.id == run_.accelerator.id) accelerator.shard_data = shares_rows(accelerator, run_.work);
  request.experiment = write_experiment(experiment);
  return request;
}

void RankedTraining::run_launcher() {
  const ChildCommand how = command();
  RankSink sink(run_, events_, host_of_first());
  const ChildJob job{to_json_line(request()), run_.request->run, events_.origin_ns()};
  note(run_in_child(how, job, summary_, sink, stop_));
  name_the_end(how.called);
}

/// Each once.
std::vector<std::string> RankedTraining::hosts_of_launch() const {
  std::vector<std::string> hosts;
  for (const std::string& host : launch_.hosts)
    if (std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(host);
  return hosts;
}

/// Where the first rank had no time to say why it ends, mpirun says it, in many words; but of a rank that
/// ended all others only that it did, which that rank has said better.
void RankedTraining::name_the_end(const std::string& launcher) {
  if (summary_.status != RunStatus::failed || !summary_.reason.starts_with(launcher)) return;
  const auto told = why_it_ended(log_, launch_.hosts), said = said_by_a_rank(log_, launch_.hosts);
  if (told && !(said && told->ends_with("gave up and ended all others")))
    summary_.reason = *told;
  else if (said)
    summary_.reason = *said;
  else if (summary_.reason.starts_with(launcher + " did not begin"))
    summary_.reason = fmt::format(
        "the ranks on {} did not meet within {:g} seconds: has each host a route to the others, on the "
        "network of "
        "clusters.{}.interface?",
        fmt::join(hosts_of_launch(), ", "), meeting_limit_s, run_.accelerator.cluster);
}

/// What the first rank told, with what only we know.
void RankedTraining::note(RunSummary told) {
  summary_ = std::move(told);
  summary_.threads *= ranks_of(run_.accelerator);
  summary_.device = run_.engine.device_of(run_.accelerator);
  note_devices();
  note_ceiling();
  summary_.launch_s = events_.first_phase_s();
  summary_.load_s = events_.seconds_of(Phase::load);
  summary_.total_s = seconds_since(events_.origin_ns());
  summary_.energy_boundary.clear();
  summary_.energy_j.reset();
  summary_.energy_to_target_j.reset();
  note_energy(summary_, energy_, run_.shares_device ? energy_is_shared : "");
}

/// The first rank first.
void RankedTraining::note_devices() {
  const RankSink names(run_, events_, host_of_first());
  for (DeviceSummary& device : summary_.devices) device.id = names.device_name(device.id);
  const auto first = std::ranges::find(summary_.devices, names.device_name("cpu"), &DeviceSummary::id);
  if (first != summary_.devices.end()) std::rotate(summary_.devices.begin(), first, first + 1);
}

/// Of this machine only where all ranks are on it.
void RankedTraining::note_ceiling() {
  summary_.gemm_ceiling_flop_per_s.reset();
  if (!run_.accelerator.cluster.empty() || summary_.threads < 1 || engine_.kind() != EngineKind::cpu) return;
  const std::int64_t threads = std::min(summary_.threads, this_machine().cores);
  summary_.gemm_ceiling_flop_per_s = gemm_ceiling_flop_per_s(run_.accelerator.precision, threads);
}

void RankedTraining::clean_up() {
  if (launch_.afterwards.empty()) return;
  const auto& words = launch_.afterwards;
  (void)run_captured({words.front(), {words.begin() + 1, words.end()}, afterwards_limit_s});
}

}  // namespace

std::int64_t threads_of_a_rank(const AcceleratorSpec& accelerator, const Engine& engine) {
  const AcceleratorSpec one = of_one_rank(accelerator);
  if (accelerator.threads) return engine.threads_of(one);
  return std::max<std::int64_t>(1, engine.threads_of(one) / std::max<std::int64_t>(1, ranks_of(accelerator)));
}

namespace {

/// What the user has told NCCL, which every rank must hear: Open MPI hands on its own variables alone.
std::vector<std::pair<std::string, std::string>> variables_of_nccl() {
  std::vector<std::pair<std::string, std::string>> found;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable, name = text.substr(0, text.find('='));
    if ((name.starts_with("NCCL_") || name == "ACCELBENCH_NCCL") && name.size() < text.size())
      found.emplace_back(name, text.substr(name.size() + 1));
  }
  return found;
}

}  // namespace

Result<Launch> launch_of(const AcceleratorSpec& accelerator, const Engine& engine, const Settings& settings,
                         const fs::path& scratch) {
  LaunchRequest request;
  request.place = "accelerators." + accelerator.id;
  request.ranks = ranks_of(accelerator);
  request.cluster = accelerator.cluster;
  request.program = this_program();
  request.threads = threads_of_a_rank(accelerator, engine);
  request.scratch = scratch;
  if (engine.kind() == EngineKind::cuda) request.variables = variables_of_nccl();
  return plan_launch(request, settings);
}

RunSummary train_over_ranks(const Engine& engine, const Settings& settings, const SingleRun& run,
                            EventStream& events, std::stop_token stop) {
  return RankedTraining(engine, settings, run, events, std::move(stop)).train();
}

}  // namespace accelbench::ranks
