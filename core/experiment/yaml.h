// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"

// Strict YAML in and out: one reader, one writer, one list of fields (schema.h) for both.
namespace accelbench {

/// "KEY=VALUE": KEY dotted, list items by index or id; VALUE one YAML flow value.
struct Override {
  std::string key;
  std::string value;
};
Result<Override> parse_override(std::string_view text);

struct ReadExperiment {
  Experiment experiment;
  std::vector<std::string> warnings;  ///< "file:line:column: warning: ..." (softmax with mse, for example)
};

/// All problems of a text, not only the first: `file:line:column: error: message; fix`. `file` names it in
/// messages.
tl::expected<ReadExperiment, std::vector<Error>> read_experiment(std::string_view text, std::string_view file,
                                                                 const std::vector<Override>& overrides = {});
tl::expected<ReadExperiment, std::vector<Error>> read_experiment_file(
    const std::filesystem::path& file, const std::vector<Override>& overrides = {});

/// Checks of values that the window edits (widths against loss, monitors that exist, ...). Each error's
/// `place` is the key path.
std::vector<Error> check(const Experiment& experiment);
/// What is allowed and yet likely a mistake, in the same form.
std::vector<Error> check_warnings(const Experiment& experiment);

/// Values that have no meaning beside the others (targets beside classes, constants of another optimizer, …)
/// back at their defaults: what a file written and read again holds. For an experiment without problems.
Experiment normalized(const Experiment& experiment);

/// Every value that matters, in the order of the schema; reading it gives an equal (normalized) experiment.
/// Comments of `original` (the text that was opened) are kept at their keys.
std::string write_experiment(const Experiment& experiment, std::string_view original = {});

}  // namespace accelbench
