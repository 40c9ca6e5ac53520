// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy.h"

#include "core/data/npy_array.h"
#include "core/data/zip_archive.h"

namespace accelbench {
namespace {

Result<ArrayPair> open_files(const std::filesystem::path& x, const std::filesystem::path& y,
                             std::optional<Task> wanted) {
  auto first = open_bytes(x);
  if (!first) return tl::make_unexpected(first.error());
  auto second = open_bytes(y);
  if (!second) return tl::make_unexpected(second.error());
  return open_pair(std::move(*first), std::move(*second), wanted);
}

Result<ArrayPair> open_members(const std::filesystem::path& path, const NpzData& keys,
                               std::optional<Task> wanted) {
  const auto archive = ZipArchive::open(path);
  if (!archive) return tl::make_unexpected(archive.error());
  auto x = archive->open_member(keys.x + ".npy");
  if (!x) return tl::make_unexpected(x.error());
  auto y = archive->open_member(keys.y + ".npy");
  if (!y) return tl::make_unexpected(y.error());
  return open_pair(std::move(*x), std::move(*y), wanted);
}

}  // namespace

Result<Table> load_npy(const std::filesystem::path& x, const std::filesystem::path& y,
                       std::optional<Task> wanted, RowRange range) {
  auto pair = open_files(x, y, wanted);
  if (!pair) return tl::make_unexpected(pair.error());
  return load_pair(std::move(*pair), range);
}

Result<DataShape> npy_shape(const std::filesystem::path& x, const std::filesystem::path& y,
                            std::optional<Task> wanted) {
  auto pair = open_files(x, y, wanted);
  if (!pair) return tl::make_unexpected(pair.error());
  return pair_shape(std::move(*pair));
}

Result<Table> load_npz(const std::filesystem::path& path, const NpzData& keys, std::optional<Task> wanted) {
  auto pair = open_members(path, keys, wanted);
  if (!pair) return tl::make_unexpected(pair.error());
  return load_pair(std::move(*pair));
}

Result<DataShape> npz_shape(const std::filesystem::path& path, const NpzData& keys,
                            std::optional<Task> wanted) {
  auto pair = open_members(path, keys, wanted);
  if (!pair) return tl::make_unexpected(pair.error());
  return pair_shape(std::move(*pair));
}

}  // namespace accelbench
