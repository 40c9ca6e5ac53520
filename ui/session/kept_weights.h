// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <filesystem>
#include <functional>
#include <string>

#include "ui/session/training_controller.h"

// The last weights of every training of the window, beside its results file, so that they can be saved and
// evaluated without having asked beforehand. They are cleaned with the results.
namespace accelbench {

/// Of all rows of a training together; beyond this nothing is kept.
inline constexpr std::int64_t most_kept_bytes = std::int64_t{512} << 20;

/// What the weights of all rows come to in files; `features` is the width of the data where the experiment
/// does not tell it itself, 0 where it is not known.
std::int64_t bytes_of_weights(const TrainingRows& rows, std::int64_t features);

/// Lets a job that is recorded keep its weights; says why not where they would be too many, else nothing.
QString keep_weights(TrainingJob& job, const TrainingRows& rows, std::int64_t features);

/// Where the weights of a run ("cpu", "cpu@2") lie, or would lie.
std::filesystem::path kept_weights_file(const std::filesystem::path& results, const std::string& run);

/// Copies a file on a thread of the pool, whole or not at all; `done` is called on the window's thread unless
/// `receiver` is gone by then.
void copy_weights(const QString& from, const QString& to, QObject* receiver,
                  const std::function<void(const Status&)>& done);

/// Makes the folder for a job's weights; without it the job keeps none.
Status prepare_weights_folder(TrainingJob& job);
/// Removes a folder in which no run left anything.
void tidy_weights_folder(const TrainingJob& job);

}  // namespace accelbench
