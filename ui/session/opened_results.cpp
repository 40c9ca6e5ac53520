// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/opened_results.h"

#include "core/experiment/yaml.h"

namespace accelbench {

Result<OpenedResults> read_opened_results(const std::filesystem::path& file) {
  auto judged = judged_results(file);
  if (!judged) return tl::unexpected(judged.error());
  OpenedResults opened;
  opened.judged = std::move(*judged);
  auto experiment = read_experiment(opened.judged->results.experiment_text, file.filename().string());
  if (!experiment) return tl::unexpected(experiment.error().front());
  opened.experiment = std::move(experiment->experiment);
  TrainingRequest request;
  request.experiment = opened.experiment;
  auto rows = rows_of(request);
  if (!rows) return tl::unexpected(rows.error());
  opened.rows = std::move(*rows);
  return opened;
}

}  // namespace accelbench
