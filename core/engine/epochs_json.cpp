// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/epochs_json.h"

#include <algorithm>
#include <functional>

namespace accelbench {
namespace {

/// One column of the records: a bare value for one record, an array for several.
template <class Get>
Json column(const EpochsEvent& event, Get get) {
  if (event.records.size() == 1) return get(event.records.front());
  Json values = Json::array();
  for (const EpochRecord& record : event.records) values.push_back(get(record));
  return values;
}

template <class Member>
Json number_column(const EpochsEvent& event, Member member) {
  return column(event,
                [member](const EpochRecord& record) { return number_or_null(std::invoke(member, record)); });
}

Json metrics_json(const EpochsEvent& event) {
  Json metrics = Json::object();
  for (const Metric metric : event.metrics) {
    const auto slot = static_cast<std::size_t>(metric);
    metrics[std::string(name_of(metric))] =
        number_column(event, [slot](const EpochRecord& record) { return record.metrics[slot]; });
    if (event.validation)
      metrics["val_" + std::string(name_of(metric))] =
          number_column(event, [slot](const EpochRecord& record) { return record.val_metrics[slot]; });
  }
  return metrics;
}

/// Reads columns into records: the first column decides how many there are.
class ColumnReader {
 public:
  ColumnReader(JsonFields& fields, std::vector<EpochRecord>& records, bool several)
      : fields_(fields), records_(records), several_(several) {}

  template <class Set>
  void numbers(std::string_view key, Set set) {
    fill(key, several_ ? fields_.numbers(key) : std::vector<double>{fields_.number_or_nan(key)}, set);
  }
  template <class Set>
  void integers(std::string_view key, Set set) {
    fill(key, several_ ? fields_.integers(key) : std::vector<std::int64_t>{fields_.integer(key)}, set);
  }

 private:
  template <class T, class Set>
  void fill(std::string_view key, const std::vector<T>& values, Set set) {
    if (records_.empty()) records_.resize(values.size());
    if (values.size() != records_.size() || values.empty())
      return fields_.refuse(key, fmt::format("{} values, expected {}", values.size(), records_.size()));
    for (std::size_t i = 0; i < values.size(); ++i) set(records_[i], values[i]);
  }

  JsonFields& fields_;
  std::vector<EpochRecord>& records_;
  bool several_;
};

/// Sets one member; null, that is NaN, leaves a member that must be a number at 0.
auto setter(double EpochRecord::*member) {
  return [member](EpochRecord& record, double value) { record.*member = value; };
}
auto setter_or_zero(double EpochRecord::*member) {
  return [member](EpochRecord& record, double value) { record.*member = std::isnan(value) ? 0 : value; };
}

void read_metric(JsonFields& line, const std::string& key, bool several, EpochsEvent& event) {
  const bool validation = key.starts_with("val_");
  const auto metric = value_named<Metric>(validation ? key.substr(4) : key);
  if (!metric) return;  // a metric of a later version: let through
  const auto slot = static_cast<std::size_t>(*metric);
  JsonFields fields(line.object("metrics"), "metrics", line.error());
  ColumnReader reader(fields, event.records, several);
  if (validation) {
    event.validation = true;
    reader.numbers(key, [slot](EpochRecord& record, double value) { record.val_metrics[slot] = value; });
  } else {
    if (std::find(event.metrics.begin(), event.metrics.end(), *metric) == event.metrics.end())
      event.metrics.push_back(*metric);
    reader.numbers(key, [slot](EpochRecord& record, double value) { record.metrics[slot] = value; });
  }
}

}  // namespace

void add_epochs(const EpochsEvent& event, Json& line) {
  line["epoch"] = column(event, [](const EpochRecord& record) { return Json(record.epoch); });
  line["step"] = column(event, [](const EpochRecord& record) { return Json(record.step); });
  if (event.records.size() != 1) line["at_s"] = number_column(event, &EpochRecord::t_s);
  line["loss"] = number_column(event, &EpochRecord::loss);
  line["val_loss"] = number_column(event, &EpochRecord::val_loss);
  line["metrics"] = metrics_json(event);
  line["learning_rate"] = number_column(event, &EpochRecord::learning_rate);
  line["samples_per_second"] = number_column(event, &EpochRecord::samples_per_second);
  line["elapsed_s"] = number_column(event, &EpochRecord::elapsed_s);
}

EpochsEvent epochs_from(JsonFields& line, bool several, double t_s) {
  EpochsEvent event;
  ColumnReader reader(line, event.records, several);
  reader.integers("epoch", [](EpochRecord& record, std::int64_t value) { record.epoch = value; });
  reader.integers("step", [](EpochRecord& record, std::int64_t value) { record.step = value; });
  reader.numbers("loss", setter(&EpochRecord::loss));
  reader.numbers("val_loss", setter(&EpochRecord::val_loss));
  reader.numbers("learning_rate", setter(&EpochRecord::learning_rate));
  reader.numbers("samples_per_second", setter(&EpochRecord::samples_per_second));
  reader.numbers("elapsed_s", setter_or_zero(&EpochRecord::elapsed_s));
  for (EpochRecord& record : event.records) record.t_s = t_s;
  if (several && line.has("at_s")) reader.numbers("at_s", setter_or_zero(&EpochRecord::t_s));
  for (const auto& item : line.object("metrics").items()) read_metric(line, item.key(), several, event);
  event.validation =
      event.validation || std::any_of(event.records.begin(), event.records.end(),
                                      [](const auto& record) { return !std::isnan(record.val_loss); });
  return event;
}

}  // namespace accelbench
