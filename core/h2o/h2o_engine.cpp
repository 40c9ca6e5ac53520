// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/h2o_engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/text_file.h"
#include "core/h2o/configuration.h"
#include "core/h2o/h2o_run.h"
#include "core/telemetry/machine.h"

namespace accelbench {
namespace {

constexpr std::int64_t least_heap_bytes = std::int64_t{1} << 30;
constexpr std::int64_t usual_heap_bytes = std::int64_t{4} << 30;

std::int64_t cores() { return std::max<std::int64_t>(this_machine().cores, 1); }

/// Its password is read when it is needed, from a file that nobody else can read.
Result<h2o::Cluster> reached_by(const ClusterSettings& settings) {
  h2o::Cluster cluster{settings.h2o, {settings.user, {}}};
  if (settings.password_file.empty()) return cluster;
  struct stat state {};
  if (::stat(settings.password_file.c_str(), &state) == 0 && (state.st_mode & 077) != 0)
    return unavailable(settings.password_file, "others can read this file with a password",
                       "chmod 600 " + settings.password_file);
  const auto text = read_text_file(settings.password_file, 4096);
  if (!text) return tl::make_unexpected(text.error());
  cluster.login.password = text->substr(0, text->find_first_of("\r\n"));
  return cluster;
}

class H2oEngine final : public OutsideEngine {
 public:
  H2oEngine(std::map<std::string, ClusterSettings> clusters, h2o::Places places)
      : clusters_(std::move(clusters)), places_(std::move(places)) {}

  EngineKind kind() const override { return EngineKind::h2o; }
  std::vector<Device> devices() const override;
  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override;
  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override;
  std::string device_of(const AcceleratorSpec& accelerator) const override {
    return accelerator.cluster.empty() ? "cpu" : "cluster:" + accelerator.cluster;
  }
  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    return accelerator.threads.value_or(cores());
  }
  EnergySource energy_source(const AcceleratorSpec& accelerator) const override {
    if (accelerator.cluster.empty()) return processor_energy();
    return {{}, {}, "energy: that of a cluster is not measured"};
  }
  RunSummary train(const SingleRun& run, EventStream& events, std::stop_token stop) const override;

 private:
  const Result<h2o::Installation>& installation() const;
  Result<h2o::Cluster> cluster(const std::string& name) const;
  Result<h2o::TrainingPlace> place(const Work& work, const AcceleratorSpec& accelerator) const;

  std::map<std::string, ClusterSettings> clusters_;
  h2o::Places places_;
  mutable std::once_flag looked_;
  mutable std::optional<Result<h2o::Installation>> installation_;
};

/// Looked for once in the life of the program, when first asked.
const Result<h2o::Installation>& H2oEngine::installation() const {
  std::call_once(looked_, [this] { installation_.emplace(h2o::find_installation(places_)); });
  return *installation_;
}

std::vector<Device> H2oEngine::devices() const {
  const auto& found = installation();
  Device device;
  device.id = device.engine = "h2o";
  device.name = "H2O";
  device.precisions = {"float32"};
  if (found) {
    device.name =
        fmt::format("H2O {}, Java {}", found->jar.version.empty() ? "of unknown version" : found->jar.version,
                    found->java.version);
    device.cores = cores();
    device.memory_bytes = this_machine().memory_bytes;
    device.usable = true;
  } else {
    device.reason = reason_of(found.error());
  }
  return {device};
}

Result<h2o::Cluster> H2oEngine::cluster(const std::string& name) const {
  const auto found = clusters_.find(name);
  if (found != clusters_.end() && !found->second.h2o.empty()) return reached_by(found->second);
  std::vector<std::string> names;
  for (const auto& [one, cluster] : clusters_)
    if (!cluster.h2o.empty()) names.push_back(one);
  return unavailable(
      "cluster",
      fmt::format("'{}' is no cluster of H2O's in settings.yaml ({})", name,
                  names.empty() ? "there are none" : fmt::format("{}", fmt::join(names, ", "))),
      "add it there, or leave cluster out");
}

Status H2oEngine::can_run(const Work& work, const AcceleratorSpec& accelerator) const {
  if (auto status = h2o::check(work, accelerator); !status) return status;
  if (auto place = this->place(work, accelerator); !place) return tl::make_unexpected(place.error());
  return {};
}

/// Rows stay compressed in the server; a copy is made while they are read.
Result<Estimate> H2oEngine::estimate(const Work& work, const AcceleratorSpec&) const {
  const auto bytes_of = [](const Samples& samples) {
    return samples.samples * (samples.features + std::max<std::int64_t>(samples.targets, 1)) * 8;
  };
  const std::int64_t data = bytes_of(work.data.train) + bytes_of(work.data.validation);
  return Estimate{4 * data + 16 * work.parameters() * 4 + least_heap_bytes};
}

Result<h2o::TrainingPlace> H2oEngine::place(const Work& work, const AcceleratorSpec& accelerator) const {
  if (!accelerator.cluster.empty()) {
    auto found = cluster(accelerator.cluster);
    if (!found) return tl::make_unexpected(found.error());
    return h2o::TrainingPlace{{}, std::move(*found)};
  }
  const auto& installed = installation();
  if (!installed) return tl::make_unexpected(installed.error());
  const auto needed = estimate(work, accelerator);
  const std::int64_t memory = this_machine().memory_bytes;
  if (memory > 0 && needed->memory_bytes > memory)
    return unavailable("h2o",
                       fmt::format("the server needs about {} MiB of memory, this machine has {}",
                                   needed->memory_bytes >> 20, memory >> 20),
                       "use fewer samples or units");
  h2o::ServerPlan plan;
  plan.installation = *installed;
  plan.threads = threads_of(accelerator);
  plan.nodes = accelerator.nodes;
  plan.heap_bytes =
      std::max(needed->memory_bytes, std::min(usual_heap_bytes, std::max(memory / 2, least_heap_bytes)));
  return h2o::TrainingPlace{std::move(plan), {}};
}

RunSummary H2oEngine::train(const SingleRun& run, EventStream& events, std::stop_token stop) const {
  const auto refused = [&](const Error& error) {
    return unstarted(run.accelerator, this, &run.work, status_of(error), reason_of(error));
  };
  if (const Status can = h2o::check(run.work, run.accelerator); !can) return refused(can.error());
  auto place = this->place(run.work, run.accelerator);
  if (!place) return refused(place.error());
  return h2o::Run(run, std::move(*place), events, std::move(stop)).execute();
}

}  // namespace

std::unique_ptr<Engine> make_h2o_engine(const Settings& settings, h2o::Places places) {
  if (!settings.java.empty()) places.java = settings.java;
  if (!settings.interpreters.h2o.empty()) places.interpreter = settings.interpreters.h2o;
  return std::make_unique<H2oEngine>(settings.clusters, std::move(places));
}

std::unique_ptr<Engine> make_h2o_engine(const Settings& settings) {
  return make_h2o_engine(settings, h2o::places_of_this_machine());
}

}  // namespace accelbench
