// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/run/checkpoint.h"
#include "core/run/training_loop.h"

// The folder in which a training keeps its checkpoints: RUN-epoch-000010.safetensors behind epoch 10, and
// RUN-epoch-000010-step-000123.safetensors where step 123 of the run was done before the next epoch was
// whole.
namespace accelbench {

/// One run's checkpoints: writes them and removes those that `keep` leaves out, of those that it wrote itself
/// and that were not asked for by hand. The folder is made with the first.
class CheckpointFolder {
 public:
  CheckpointFolder(std::filesystem::path folder, std::string run, std::int64_t keep)
      : folder_(std::move(folder)), run_(std::move(run)), keep_(keep) {}
  /// The name written.
  Result<std::filesystem::path> write(const CheckpointOwner& owner, LoopState& state, Executable& executable,
                                      const Callbacks& callbacks, CheckpointReason reason);

 private:
  std::filesystem::path folder_;
  std::string run_;
  std::int64_t keep_;
  std::deque<std::filesystem::path> written_;  ///< in turn
};

/// The checkpoints of a run in a folder by their names, the furthest first; empty where there are none.
std::vector<std::filesystem::path> checkpoints_in(const std::filesystem::path& folder, std::string_view run);

/// The furthest checkpoint of the folder that can be read and belongs to this training; those passed over are
/// told in `warnings`. Of a file: that file. Nothing where the folder holds none of this run; an error where
/// it holds such that are all refused.
Result<std::optional<Checkpoint>> find_checkpoint(const std::filesystem::path& file_or_folder,
                                                  std::string_view run, const CheckpointOwner& owner,
                                                  std::vector<std::string>& warnings);

/// Where the checkpoints of a training lie that is recorded in this results file: "seed.accelresults" → "seed.checkpoints".
std::filesystem::path checkpoints_beside(const std::filesystem::path& results);

/// Where the window keeps the last weights of such a training: "seed.accelresults" → "seed.weights".
std::filesystem::path weights_beside(const std::filesystem::path& results);

/// A run's id as part of a file name: letters, digits, - _ . @ as they are, everything else as _.
std::string file_name_of(std::string_view run);

}  // namespace accelbench
