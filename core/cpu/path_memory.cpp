// SPDX-License-Identifier: GPL-3.0-or-later
// What earlier trials of the paths found, as a file of the user's.
#include <fmt/format.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/text_file.h"
#include "core/base/user_folders.h"
#include "core/cpu/kernels.h"
#include "core/cpu/path_choice.h"
#include "core/telemetry/machine.h"

namespace accelbench::cpu {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t largest_file = 1 << 20;
constexpr std::size_t most_choices = 2000;

std::filesystem::path memory_file() { return user_data_folder() / "cpu_paths.json"; }

/// Runs that begin at once, in one process, write one after the other; between processes the last one wins.
std::mutex& file_mutex() {
  static std::mutex mutex;
  return mutex;
}

std::string machine_key() {
  const Machine machine = this_machine();
  return fmt::format("{}; {} cores; {}; 1", machine.cpu, machine.cores, kernels<float>().target);
}

/// Everything that changes the time of a step.
std::string shape_key(const Work& work, std::int64_t threads) {
  const TrainingSpec& training = work.experiment.training;
  std::string key = fmt::format("{}", work.features());
  for (const LayerSpec& layer : work.experiment.model.layers)
    key +=
        fmt::format("-{} {}{}", layer.units, name_of(layer.activation), layer.dropout > 0 ? " dropout" : "");
  return fmt::format("{}; {}; {}{}{}; batch {} of {}; threads {}", key, name_of(training.loss),
                     name_of(training.optimizer.name), training.clip_norm ? ", clipped" : "",
                     training.l1 != 0 || training.l2 != 0 ? ", penalised" : "", training.batch_size,
                     work.data.train.samples, threads);
}

/// The choices of this machine; empty where the file is missing, too large, damaged or another machine's.
Json read_choices() {
  const auto text = read_text_file(memory_file(), largest_file);
  if (!text) return Json::object();
  const Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("machine") || json["machine"] != machine_key())
    return Json::object();
  const auto choices = json.find("choices");
  return choices != json.end() && choices->is_object() ? *choices : Json::object();
}

}  // namespace

std::optional<PathChoice> remembered_choice(const Work& work, std::int64_t threads) {
  const std::lock_guard lock(file_mutex());
  const Json choices = read_choices();
  const auto found = choices.find(shape_key(work, threads));
  if (found == choices.end() || !found->is_object()) return std::nullopt;
  const auto path = found->find("path"), reason = found->find("reason");
  if (path == found->end() || reason == found->end() || !reason->is_string()) return std::nullopt;
  if (*path != "fused" && *path != "blocked") return std::nullopt;
  return PathChoice{*path == "fused" ? CpuPath::fused : CpuPath::blocked,
                    reason->get<std::string>().substr(0, 200)};
}

void remember_choice(const Work& work, std::int64_t threads, const PathChoice& choice) {
  const std::lock_guard lock(file_mutex());
  Json choices = read_choices();
  if (choices.size() >= most_choices) choices = Json::object();
  choices[shape_key(work, threads)] = {{"path", name_of(choice.path)}, {"reason", choice.reason}};
  std::error_code ignored;
  std::filesystem::create_directories(memory_file().parent_path(), ignored);
  // Without the file the next run tries again: nothing is lost.
  (void)write_file(memory_file(), Json{{"machine", machine_key()}, {"choices", choices}}.dump(1));
}

}  // namespace accelbench::cpu
