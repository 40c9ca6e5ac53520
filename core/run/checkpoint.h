// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/engine/engine.h"
#include "core/run/callbacks.h"
#include "core/run/loop_state.h"
#include "core/work/fingerprint.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"

// A training on disk, whole enough to go on with the same bits. Safetensors:
//   layers.K.weight, layers.K.bias              the weights (so a checkpoint can be start_from, too)
//   moments.M.layers.K.weight, ….bias           the optimizer's moments, M from 0
//   callbacks.I.layers.K.weight, ….bias         weights that callback I keeps (early_stopping: the best)
//   __metadata__  format, fingerprint, engine, precision, path, settings, data, initial_weights
//   (fingerprint.h),
//                 state.… (loop_state.h) and callbacks.I.… : numbers as texts that go back exactly
namespace accelbench {

/// Whose checkpoint: the work and the accelerator, told with what a reader needs to say what differs.
struct CheckpointOwner {
  const Work& work;
  AcceleratorSpec accelerator;
  WorkParts parts;
};
CheckpointOwner checkpoint_owner(const Work& work, const AcceleratorSpec& accelerator);

/// The state of all that takes part. `state` and `callbacks` are only read.
Status write_checkpoint(const std::filesystem::path& file, const CheckpointOwner& owner, LoopState& state,
                        Executable& executable, const std::vector<std::unique_ptr<Callback>>& callbacks);

struct Checkpoint {
  std::filesystem::path file;
  LoopState state;
  TensorFile content;
};
/// Refuses what is no whole checkpoint, and one of another work, engine or precision with what differs.
/// `epochs` may differ, but for the cosine schedule, which hangs on it.
Result<Checkpoint> read_checkpoint(const std::filesystem::path& file, const CheckpointOwner& owner);
/// The accelerator on the path that the checkpoint was trained on: another would give other bits.
AcceleratorSpec resuming(AcceleratorSpec accelerator, const Checkpoint& checkpoint);
/// Gives the state back. An error leaves both in a state that must not be trained on.
Status take_up(const Checkpoint& checkpoint, const CheckpointOwner& owner, Executable& executable,
               const std::vector<std::unique_ptr<Callback>>& callbacks);

}  // namespace accelbench
