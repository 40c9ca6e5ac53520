// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "core/experiment/flat_settings.h"
#include "ui/session/comparison_board.h"
#include "ui/session/opened_results.h"

// What two experiments, rows or results do not have in common.
namespace accelbench {

/// One figure of a result. `number` is empty where it is a word.
struct ResultFigure {
  QString key;
  QString text;
  std::optional<double> number;
};

struct DifferenceSide {
  FlatSettings settings;
  std::vector<ResultFigure> results;
  std::filesystem::path weights;  ///< safetensors; empty: none were saved
};

/// A side by its name; made when it is chosen.
struct DifferenceSource {
  QString id;    ///< stays the same while the same thing is meant
  QString name;  ///< for people
  std::function<DifferenceSide()> make;
};

struct DifferenceLine {
  enum class Part { setting, result, weights };
  Part part = Part::setting;
  QString key;
  QString a, b;                 ///< as text
  std::optional<double> ratio;  ///< b by a, of numbers that have one
  bool differs = true;
};

/// Settings that differ, then results. `all`: also what is equal.
std::vector<DifferenceLine> differences_of(const DifferenceSide& a, const DifferenceSide& b, bool all);

/// Per layer the largest and the root of the mean square difference of weights and biases. Reads both files;
/// any thread. Layers of different shapes are told in words.
Result<std::vector<DifferenceLine>> weight_differences(const std::filesystem::path& a,
                                                       const std::filesystem::path& b);

/// The settings of the whole experiment.
DifferenceSide side_of(const Experiment& experiment);
/// One row: its own settings stand below `accelerator.`. Without a summary it was not run.
DifferenceSide side_of_row(const Experiment& experiment, const std::string& accelerator,
                           const RunSummary* summary);

/// The file as a whole, and each of its rows (at most 64). They keep `opened`.
std::vector<DifferenceSource> sources_of(const std::shared_ptr<const OpenedResults>& opened);
/// The rows of the training in sight; `file`: where it was recorded, for its checkpoints.
std::vector<DifferenceSource> sources_of(const Experiment& experiment, const RunBoard& board,
                                         const std::filesystem::path& file);
/// The rows of the comparison in sight.
std::vector<DifferenceSource> sources_of(const ComparisonBoard& board);

}  // namespace accelbench
