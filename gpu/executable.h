// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/engine/exchange.h"

namespace accelbench::cuda {

/// The device a work is trained on, as far as choices depend on it.
struct TrainingDevice {
  int number = 0;    ///< of the runtime
  std::string name;  ///< "cuda:0"
  std::string
      fingerprint;  ///< name, multiprocessors, driver, library: what a choice of algorithms is good for
};

struct ExecutionRequest {
  Precision precision = Precision::float32;
  bool searches_anew = false;  ///< `determinism: fast`: algorithms by this start's times, not by those kept
  std::filesystem::path kept_choices;  ///< file
};

/// One of the ranks that train a work together.
struct RankRequest {
  Exchange& host;      ///< between their processes
  std::string device;  ///< UUID of this one's
};

/// Reserves memory, chooses algorithms, captures the graphs. Memory that cannot be had is refused with the
/// bytes needed and free; any other failure of the device is an error with its name.
Result<std::unique_ptr<Executable>> make_executable(const Work& work, const TrainingDevice& device,
                                                    const ExecutionRequest& request);
/// The same for a rank; all ranks at once. What any of them cannot do is an error on all. Its executable
/// throws ExchangeError.
Result<std::unique_ptr<Executable>> make_rank_executable(const Work& work, const TrainingDevice& device,
                                                         const ExecutionRequest& request,
                                                         const RankRequest& rank);

}  // namespace accelbench::cuda
