// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cmath>

#include "core/experiment/check_parts.h"
#include "core/experiment/scalars.h"

namespace accelbench {
namespace {

bool makes_classes_only(Generator generator) {
  return generator == Generator::blobs || generator == Generator::circles ||
         generator == Generator::spirals || generator == Generator::xor_;
}

std::int64_t least_features(Generator generator) {
  switch (generator) {
    case Generator::friedman1:
      return 5;
    case Generator::circles:
    case Generator::spirals:
    case Generator::xor_:
      return 2;
    default:
      return 1;
  }
}

void check_generator(const SyntheticData& data, Findings& findings) {
  const std::string name(name_of(data.generator));
  if (makes_classes_only(data.generator) && !data.classes)
    findings.refuse("data.generator", name + " makes classes", "give data.classes", {"data.classes"});
  if (data.generator == Generator::friedman1 && (data.classes || data.targets != 1))
    findings.refuse("data.generator", "friedman1 makes one target", "use targets: 1 and no classes",
                    {"data.classes", "data.targets"});
  if (data.generator == Generator::xor_ && data.classes && *data.classes != 2)
    findings.refuse("data.classes", fmt::format("found {}, but xor makes 2 classes", *data.classes),
                    "use classes: 2");
  if (data.features < least_features(data.generator))
    findings.refuse("data.features",
                    fmt::format("found {}, but {} needs at least {}", data.features, name,
                                least_features(data.generator)),
                    fmt::format("use features: {}", least_features(data.generator)), {"data.generator"});
}

/// n_train = floor(n (1 - split)) in IEEE double, as Keras.
void check_split(const SyntheticData& data, double split, Findings& findings) {
  if (!(split > 0) || !(split < 1)) return;
  const double training = std::floor(static_cast<double>(data.samples) * (1.0 - split));
  const bool is_empty = training < 1 || training >= static_cast<double>(data.samples);
  if (is_empty)
    findings.refuse("data.validation_split",
                    fmt::format("{} of {} samples leaves one side empty", format_real(split), data.samples),
                    "use more samples or another share", {"data.samples"});
}

/// Whether the data hold classes, where that is known without reading them.
void check_loss(const Experiment& experiment, Findings& findings) {
  const Loss loss = experiment.training.loss;
  const std::string name(name_of(loss));
  const std::vector<std::string> rests_on = {"training.loss", "data"};
  if (const auto* data = std::get_if<SyntheticData>(&experiment.data.source)) {
    if (takes_logits(loss) && !data->classes)
      findings.refuse("training.loss", name + " needs classes, but the data have targets",
                      loss == Loss::binary_crossentropy ? "give data.classes: 2" : "give data.classes",
                      rests_on);
    if (!takes_logits(loss) && data->classes)
      findings.refuse("training.loss", name + " needs targets, but the data have classes",
                      "use categorical_crossentropy, or data.targets", rests_on);
    if (loss == Loss::binary_crossentropy && data->classes && *data->classes != 2)
      findings.refuse("data.classes",
                      fmt::format("found {}, but binary_crossentropy takes 2", *data->classes),
                      "use classes: 2, or categorical_crossentropy", {"training.loss"});
  }
  if (const auto* data = std::get_if<CsvData>(&experiment.data.source))
    if ((data->task == Task::classification) != takes_logits(loss))
      findings.refuse("training.loss", fmt::format("{} does not go with task: {}", name, name_of(data->task)),
                      takes_logits(loss) ? "use data.task: classification"
                                         : "use a crossentropy, or data.task: regression",
                      rests_on);
}

void check_csv(const CsvData& data, Findings& findings) {
  if (data.delimiter) {
    const char c = data.delimiter->empty() ? '\n' : (*data.delimiter)[0];
    const bool is_fine = data.delimiter->size() == 1 && c != '"' && c != '\n' && c != '\r' && c != '.' &&
                         !std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80;
    if (!is_fine)
      findings.refuse("data.delimiter",
                      "found " + shown(*data.delimiter) + ", expected one character between fields",
                      "use \",\", \";\" or \"\\t\"");
  }
  if (data.task == Task::classification && data.target.size() > 1)
    findings.refuse("data.target",
                    fmt::format("found {} columns, but a classification has one", data.target.size()),
                    "name one column", {"data.task"});
}

/// The keys of data.validation that its source needs, and no others.
void check_validation(const DataSpec& data, Findings& findings) {
  const ValidationFiles& files = *data.validation;
  const bool by_path = data.kind() == DataSource::csv || data.kind() == DataSource::npz;
  const bool by_arrays = data.kind() == DataSource::npy;
  const bool by_images = data.kind() == DataSource::idx;
  const auto check_key = [&](std::string_view key, const std::string& value, bool is_needed,
                             bool is_allowed) {
    const std::string path = join_path("data.validation", key);
    if (is_needed && value.empty())
      findings.refuse(path, "this key is required", fmt::format("add {}: …", key));
    if (!is_allowed && !value.empty())
      findings.refuse(path, fmt::format("source {} has no use for this key", name_of(data.kind())),
                      "remove it");
  };
  check_key("path", files.path, by_path, by_path);
  check_key("x", files.x, by_arrays, by_arrays || data.kind() == DataSource::npz);
  check_key("y", files.y, by_arrays, by_arrays || data.kind() == DataSource::npz);
  check_key("images", files.images, by_images, by_images);
  check_key("labels", files.labels, by_images, by_images);
}

}  // namespace

void check_data(const Experiment& experiment, Findings& findings) {
  const DataSpec& data = experiment.data;
  if (const auto* synthetic = std::get_if<SyntheticData>(&data.source)) {
    check_generator(*synthetic, findings);
    check_split(*synthetic, data.validation_split, findings);
    if (data.validation)
      findings.refuse("data.validation", "synthetic data have no separate validation set",
                      "use validation_split", {"data.source"});
  } else if (data.validation) {
    check_validation(data, findings);
  }
  if (const auto* csv = std::get_if<CsvData>(&data.source)) check_csv(*csv, findings);
  if (data.validation && data.validation_split > 0)
    findings.refuse("data.validation_split", "stands together with data.validation", "keep one of them",
                    {"data.validation"});
  check_loss(experiment, findings);
}

}  // namespace accelbench
