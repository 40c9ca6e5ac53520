// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "core/base/text_file.h"

namespace accelbench {
namespace {

constexpr const char* damaged_fix = "this is no whole checkpoint; take another one";

/// A pair of weight and bias in double, of the shape of a layer.
struct Pair {
  explicit Pair(const LayerWeights& layer) : weight(layer.weight.size()), bias(layer.bias.size()) {}
  std::vector<double> weight, bias;
};

std::string prefix_of_layer(std::size_t layer) { return fmt::format("layers.{}", layer); }

class Writer {
 public:
  Writer(const CheckpointOwner& owner, Executable& executable) : owner_(owner), executable_(executable) {
    content_.as_float64 = owner.accelerator.precision == Precision::float64;
  }

  TensorFile write(LoopState& state, const std::vector<std::unique_ptr<Callback>>& callbacks) {
    add_layers("");
    for (int moment = 0; moment < executable_.moments(); ++moment) add_moment(moment);
    KeptValues values;
    keep(values, state);
    for (std::size_t i = 0; i < callbacks.size(); ++i) {
      values.set_prefix(fmt::format("callbacks.{}.", i));
      callbacks[i]->keep(values);
      bool has_weights = callbacks[i]->kept_weights() != nullptr;
      values.field("has_weights", has_weights);
    }
    add_kept_weights(callbacks);
    content_.metadata = values.values();
    add_owner();
    return std::move(content_);
  }

 private:
  void add(const std::string& name, const LayerWeights& shape, Pair pair) {
    content_.tensors.push_back({name + ".weight", {shape.units, shape.inputs}, std::move(pair.weight)});
    content_.tensors.push_back({name + ".bias", {shape.units}, std::move(pair.bias)});
  }
  void add_layers(const std::string& prefix) {
    for (std::size_t k = 0; k < layers().size(); ++k) {
      Pair pair(layers()[k]);
      executable_.read_layer(k, pair.weight, pair.bias);
      add(prefix + prefix_of_layer(k), layers()[k], std::move(pair));
    }
  }
  void add_moment(int moment) {
    for (std::size_t k = 0; k < layers().size(); ++k) {
      Pair pair(layers()[k]);
      executable_.read_moment(moment, k, pair.weight, pair.bias);
      add(fmt::format("moments.{}.{}", moment, prefix_of_layer(k)), layers()[k], std::move(pair));
    }
  }
  /// Through the executable, which alone knows what a snapshot is.
  void add_kept_weights(const std::vector<std::unique_ptr<Callback>>& callbacks) {
    for (std::size_t i = 0; i < callbacks.size(); ++i) {
      const Executable::Snapshot* kept = callbacks[i]->kept_weights();
      if (kept == nullptr) continue;
      const auto now = executable_.snapshot();
      executable_.restore(*kept);
      add_layers(fmt::format("callbacks.{}.", i));
      executable_.restore(*now);
    }
  }
  void add_owner() {
    auto& metadata = content_.metadata;
    metadata["format"] = checkpoint_format;
    metadata["fingerprint"] = owner_.work.fingerprint;
    metadata["engine"] = name_of(owner_.accelerator.engine);
    metadata["precision"] = name_of(owner_.accelerator.precision);
    metadata["path"] = executable_.details().path;
    metadata["settings"] = owner_.parts.settings;
    metadata["data"] = owner_.parts.data;
    metadata["initial_weights"] = owner_.parts.initial_weights;
  }
  const std::vector<LayerWeights>& layers() const { return owner_.work.initial_weights; }

  const CheckpointOwner& owner_;
  Executable& executable_;
  TensorFile content_;
};

std::map<std::string, std::string> lines_of(const std::string& text) {
  std::map<std::string, std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) lines[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return lines;
}

/// "batch_size is 32 in the checkpoint and 64 here; …", the first three; empty where they agree.
std::string difference_of(const std::string& kept, const std::string& here, bool epochs_matter) {
  auto before = lines_of(kept), now = lines_of(here);
  if (!epochs_matter) before.erase("epochs"), now.erase("epochs");
  std::map<std::string, std::string> names = before;
  names.insert(now.begin(), now.end());
  std::string text;
  int differences = 0;
  const auto value = [](const auto& lines, const std::string& name) {
    const auto at = lines.find(name);
    return at == lines.end() ? std::string("not set") : in_quotes(at->second);
  };
  for (const auto& [name, ignored] : names) {
    const std::string a = value(before, name), b = value(now, name);
    if (a == b || ++differences > 3) continue;
    text += fmt::format("{}{} is {} in the checkpoint and {} here", text.empty() ? "" : ", ", in_quotes(name),
                        a, b);
  }
  if (differences > 3) text += fmt::format(", and {} more", differences - 3);
  return text;
}

Status check_owner(const std::string& place, const std::map<std::string, std::string>& metadata,
                   const CheckpointOwner& owner) {
  const auto text = [&](const char* name) {
    const auto at = metadata.find(name);
    return at == metadata.end() ? std::string() : at->second;
  };
  const auto refuse = [&](const std::string& what) {
    return bad_input(place, "this is a checkpoint of another training: " + what,
                     "resume it with the experiment and the accelerator that it was written by");
  };
  if (text("format") != checkpoint_format)
    return bad_input(
        place,
        fmt::format("format {} found, expected {}", in_quotes(text("format")), in_quotes(checkpoint_format)),
        "name a checkpoint that a run has written");
  if (text("engine") != name_of(owner.accelerator.engine))
    return refuse(
        fmt::format("engine {}, here {}", in_quotes(text("engine")), name_of(owner.accelerator.engine)));
  if (text("precision") != name_of(owner.accelerator.precision))
    return refuse(fmt::format("precision {}, here {}", in_quotes(text("precision")),
                              name_of(owner.accelerator.precision)));
  const CpuPath wanted = owner.accelerator.path;
  if (wanted != CpuPath::automatic && !text("path").empty() && text("path") != name_of(wanted))
    return refuse(fmt::format("path {}, here {}", in_quotes(text("path")), name_of(wanted)));
  const auto& schedule = owner.work.experiment.training.schedule;
  const bool epochs_matter = schedule && std::holds_alternative<CosineSchedule>(*schedule);
  if (const auto what = difference_of(text("settings"), owner.parts.settings, epochs_matter); !what.empty())
    return refuse(what);
  if (text("data") != owner.parts.data) return refuse("the data are others");
  if (text("initial_weights") != owner.parts.initial_weights) return refuse("the initial weights are others");
  return {};
}

/// Finds tensors by name and shape.
class Tensors {
 public:
  Tensors(std::string place, const TensorFile& content) : place_(std::move(place)) {
    for (const NamedTensor& tensor : content.tensors) by_name_[tensor.name] = &tensor;
  }

  /// Calls take(weight, bias) with those of a layer.
  template <class Take>
  Status take(const std::string& name, const LayerWeights& shape, const Take& take) const {
    const auto weight = find(name + ".weight", {shape.units, shape.inputs});
    if (!weight) return tl::make_unexpected(weight.error());
    const auto bias = find(name + ".bias", {shape.units});
    if (!bias) return tl::make_unexpected(bias.error());
    take((*weight)->values, (*bias)->values);
    return {};
  }

 private:
  Result<const NamedTensor*> find(const std::string& name, const std::vector<std::int64_t>& shape) const {
    const auto at = by_name_.find(name);
    if (at == by_name_.end()) return bad_input(place_, name + " is missing", damaged_fix);
    if (at->second->shape != shape) return bad_input(place_, name + " has another shape", damaged_fix);
    const auto& values = at->second->values;
    if (std::ranges::any_of(values, [](double value) { return !std::isfinite(value); }))
      return bad_input(place_, name + " has a number that is not finite", damaged_fix);
    return at->second;
  }

  std::string place_;
  std::map<std::string, const NamedTensor*> by_name_;
};

class TakingUp {
 public:
  TakingUp(const Checkpoint& checkpoint, const CheckpointOwner& owner, Executable& executable)
      : checkpoint_(checkpoint),
        owner_(owner),
        executable_(executable),
        tensors_(checkpoint.file.string(), checkpoint.content) {}

  /// The weights that callbacks keep come first: they pass through the executable.
  Status run(const std::vector<std::unique_ptr<Callback>>& callbacks) {
    KeptValues values(checkpoint_.content.metadata);
    for (std::size_t i = 0; i < callbacks.size(); ++i)
      if (auto taken = callback(*callbacks[i], i, values); !taken) return taken;
    if (!values.problem().empty()) return bad_input(checkpoint_.file.string(), values.problem(), damaged_fix);
    if (auto taken = layers(""); !taken) return taken;
    for (int moment = 0; moment < executable_.moments(); ++moment)
      if (auto taken = moments(moment); !taken) return taken;
    executable_.set_steps(checkpoint_.state.steps);
    return {};
  }

 private:
  Status callback(Callback& callback, std::size_t index, KeptValues& values) {
    const std::string prefix = fmt::format("callbacks.{}.", index);
    values.set_prefix(prefix);
    callback.keep(values);
    bool has_weights = false;
    values.field("has_weights", has_weights);
    if (!has_weights) return {};
    if (auto taken = layers(prefix); !taken) return taken;
    callback.take_weights(executable_.snapshot());
    return {};
  }
  Status layers(const std::string& prefix) {
    const auto& shapes = owner_.work.initial_weights;
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      auto taken = tensors_.take(
          prefix + prefix_of_layer(k), shapes[k],
          [&](const auto& weight, const auto& bias) { executable_.write_layer(k, weight, bias); });
      if (!taken) return taken;
    }
    return {};
  }
  Status moments(int moment) {
    const auto& shapes = owner_.work.initial_weights;
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      auto taken = tensors_.take(
          fmt::format("moments.{}.{}", moment, prefix_of_layer(k)), shapes[k],
          [&](const auto& weight, const auto& bias) { executable_.write_moment(moment, k, weight, bias); });
      if (!taken) return taken;
    }
    return {};
  }

  const Checkpoint& checkpoint_;
  const CheckpointOwner& owner_;
  Executable& executable_;
  Tensors tensors_;
};

}  // namespace

CheckpointOwner checkpoint_owner(const Work& work, const AcceleratorSpec& accelerator) {
  return {work, accelerator, work_parts(work)};
}

Status write_checkpoint(const std::filesystem::path& file, const CheckpointOwner& owner, LoopState& state,
                        Executable& executable, const std::vector<std::unique_ptr<Callback>>& callbacks) {
  return write_tensors(file, Writer(owner, executable).write(state, callbacks));
}

Result<Checkpoint> read_checkpoint(const std::filesystem::path& file, const CheckpointOwner& owner) {
  auto content = read_tensors(file);
  if (!content) return tl::make_unexpected(content.error());
  const std::string place = file.string();
  if (auto same = check_owner(place, content->metadata, owner); !same)
    return tl::make_unexpected(same.error());
  Checkpoint checkpoint{file, {}, std::move(*content)};
  KeptValues values(checkpoint.content.metadata);
  keep(values, checkpoint.state);
  if (!values.problem().empty()) return bad_input(place, values.problem(), damaged_fix);
  if (auto good = check_state(checkpoint.state, owner.work.steps_per_epoch()); !good) {
    good.error().place = place;
    return tl::make_unexpected(good.error());
  }
  const bool wide = owner.accelerator.precision == Precision::float64;
  if (checkpoint.content.as_float64 != wide)
    return bad_input(place, wide ? "F32 found, expected F64" : "F64 found, expected F32", damaged_fix);
  const std::int64_t epochs = owner.work.experiment.training.epochs;
  if (checkpoint.state.epochs > epochs ||
      (checkpoint.state.epochs == epochs && checkpoint.state.steps_in_epoch > 0))
    return bad_input(place,
                     fmt::format("the checkpoint stands behind epoch {}, the training ends after {}",
                                 checkpoint.state.epochs, epochs),
                     "raise training.epochs, or take an earlier checkpoint");
  return checkpoint;
}

AcceleratorSpec resuming(AcceleratorSpec accelerator, const Checkpoint& checkpoint) {
  const auto path = checkpoint.content.metadata.find("path");
  if (path == checkpoint.content.metadata.end()) return accelerator;
  accelerator.path = value_named<CpuPath>(path->second).value_or(accelerator.path);
  return accelerator;
}

Status take_up(const Checkpoint& checkpoint, const CheckpointOwner& owner, Executable& executable,
               const std::vector<std::unique_ptr<Callback>>& callbacks) {
  return TakingUp(checkpoint, owner, executable).run(callbacks);
}

}  // namespace accelbench
