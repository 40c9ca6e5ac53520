// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/shared_work.h"

#include <fmt/format.h>

#include "core/base/sha256.h"
#include "core/data/home_rows.h"
#include "core/engine/gather_parts.h"
#include "core/ranks/agreement.h"

namespace accelbench::ranks {
namespace {

/// Arrays of so many values are read by ranges: their fingerprint goes by the same blocks (fingerprint.h).
constexpr std::int64_t most_values_of_all = std::int64_t{1} << 24;

/// What this rank has read, before the ranks have spoken of it.
struct ReadRows {
  Status status;
  std::string what;  ///< must be the same on all ranks
  std::optional<HomeTables> home;
  std::optional<Work> whole;
};

ReadRows failed_with(Error error) { return {tl::make_unexpected(std::move(error)), {}, {}, {}}; }

ReadRows read_home_rows(const ChildWork& prepared, const Exchange& exchange) {
  const Experiment& experiment = prepared.experiment;
  auto home = load_home_rows(experiment.data, prepared.roots, wanted_task(experiment), exchange.rank(),
                             exchange.size());
  if (!home) return failed_with(home.error());
  const Table& table = home->train;
  const std::string what =
      fmt::format("{} and {} rows, {} features, {} targets, {} classes", home->train_rows,
                  home->validation_rows, table.features, table.targets, table.classes);
  return {{}, sha256_hex(what), std::move(*home), {}};
}

ReadRows read_all_rows(const ChildWork& prepared) {
  auto work = prepared.make(prepared.experiment, prepared.roots);
  if (!work) return failed_with(work.error());
  std::string what = work->fingerprint;
  return {{}, std::move(what), {}, std::move(*work)};
}

ReadRows read_rows(const ChildWork& prepared, const Exchange& exchange) {
  if (prepared.from_bundle) return read_all_rows(prepared);
  const Experiment& experiment = prepared.experiment;
  const auto shape = data_shape(experiment.data, prepared.roots, wanted_task(experiment));
  if (!shape) return failed_with(shape.error());
  const bool many = shape->samples * shape->features > most_values_of_all;
  return many ? read_home_rows(prepared, exchange) : read_all_rows(prepared);
}

}  // namespace

bool shares_rows(const AcceleratorSpec& accelerator, const Work& outline) {
  if (accelerator.shard_data) return *accelerator.shard_data;
  const DataSource kind = outline.experiment.data.kind();
  const bool by_rows = kind != DataSource::npz && kind != DataSource::idx;
  const std::int64_t rows = outline.data.train.samples + outline.data.validation.samples;
  return accelerator.engine == EngineKind::cpu && by_rows &&
         rows * outline.features() * 4 > shared_from_bytes;
}

Result<Work> make_rank_work(const ChildWork& prepared, Exchange& exchange, bool& ended) {
  if (!prepared.accelerator.shard_data.value_or(false))
    return prepared.make(prepared.experiment, prepared.roots);
  ReadRows read = read_rows(prepared, exchange);
  if (const Status all = agree(exchange, {read.status, read.what}); !all) {
    ended = true;
    return tl::make_unexpected(all.error());
  }
  if (read.whole) {
    read.whole->data = keep_home_rows(read.whole->data, exchange.rank(), exchange.size());
    return std::move(*read.whole);
  }
  const GatherParts gather = [&](std::span<const std::byte> own) { return gather_parts(exchange, own); };
  Dataset data = into_dataset(std::move(*read.home), prepared.experiment.data.standardize, gather);
  return work_with_shared_data(prepared.experiment, std::move(data), prepared.roots, gather);
}

}  // namespace accelbench::ranks
