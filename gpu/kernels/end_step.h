// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/outputs.h"
#include "gpu/kernels/step_state.h"

namespace accelbench::cuda {

/// Tells the host: the number of what is told is written last, when the rest has arrived.
ACCELBENCH_HD inline void tell(StepState& now, Array<StepRecord> ring) {
  ++now.sequence;
  StepRecord& record = ring[now.sequence % ring.size()];
  record.sums = now.sums;
  record.not_finite = now.not_finite;
#ifdef __CUDA_ARCH__
  __threadfence_system();
#endif
  *const_cast<volatile std::uint64_t*>(&record.sequence) = now.sequence;
}

/// A step ends: its sums join those of the steps before it, counters move on, and the host is told. One
/// block.
struct EndStep {
  Array<const OutputPart> partial;
  Array<StepState> state;
  Array<StepRecord> ring;  ///< memory of the host
  std::uint64_t rows = 0;   ///< of the batch that this rank has
  std::uint64_t whole = 0;  ///< of the batch
  std::uint64_t outputs = 0;
  bool trains = true;
  bool alone = false;  ///< the sums are those of this step, to be added to those of other ranks

  struct Shared {
    OutputPart parts[block_threads];
  };
  Grid grid() const { return {1, block_threads}; }
  ACCELBENCH_HD std::uint32_t phases() const { return 1 + tree_phases + 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared& shared, std::uint32_t phase) const {
    OutputPart& mine = shared.parts[thread.number];
    if (phase == 0) {
      mine.clear();
      for (std::uint64_t i = thread.number; i < partial.size(); i += block_threads) mine.add(partial[i]);
    } else if (phase <= tree_phases) {
      add_up(shared.parts, thread.number, phase);
    } else if (thread.number == 0) {
      finish(shared.parts[0], state[0]);
    }
  }

 private:
  ACCELBENCH_HD void finish(const OutputPart& part, StepState& now) const {
    const auto samples = static_cast<std::int64_t>(rows);
    BatchSums& sums = now.sums;
    if (alone) sums = {};
    sums.samples += samples;
    sums.values += samples * static_cast<std::int64_t>(outputs);
    sums.loss += part.loss;
    sums.correct += part.correct;
    sums.absolute += part.absolute;
    sums.squared += part.squared;
    sums.target += part.target;
    sums.target_squared += part.target_squared;
    sums.penalty += now.penalty * static_cast<double>(samples);
    now.position += static_cast<std::int64_t>(whole);
    if (trains) ++now.number;
    tell(now, ring);
  }
};

/// Whether numbers are finite: a note in the state where one is not. The same note from several threads is
/// one.
struct LookForNotFinite {
  Array<const float> values;
  Array<StepState> state;

  using Shared = NothingShared;
  static constexpr std::uint64_t most_threads = 1 << 17;
  Grid grid() const { return grid_over(values.size() < most_threads ? values.size() : most_threads); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }
  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    bool found = false;
    for (std::uint64_t i = thread.index(); i < values.size(); i += thread.all())
      found = found || !(std::fabs(values[i]) <= 3.402823466e38F);
    if (found) state[0].not_finite = 1;
  }
};

/// Tells the host what the state holds, when everything before it is done.
struct TellState {
  Array<StepState> state;
  Array<StepRecord> ring;

  using Shared = NothingShared;
  Grid grid() const { return {1, 1}; }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }
  ACCELBENCH_HD void run(const Thread&, Shared&, std::uint32_t) const { tell(state[0], ring); }
};

}  // namespace accelbench::cuda
