// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/roots.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include "core/base/text_file.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

// Links in the part that exists are followed; an empty path where the system refuses (a loop of links, for
// example).
fs::path real_path(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? fs::path() : real;
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  if (folder.empty()) return false;
  const fs::path plain = folder.has_filename() ? folder : folder.parent_path();
  return std::mismatch(plain.begin(), plain.end(), path.begin(), path.end()).first == plain.end();
}

std::vector<fs::path> real_roots(const DataRoots& roots) {
  std::vector<fs::path> real = {real_path(roots.base_dir.empty() ? "." : roots.base_dir)};
  for (const auto& folder : roots.allowed) real.push_back(real_path(folder));
  return real;
}

std::string list_of(const std::vector<fs::path>& folders) {
  std::string text;
  for (const auto& folder : folders) text += (text.empty() ? "" : ", ") + in_quotes(folder.string(), 400);
  return text;
}

}  // namespace

Result<fs::path> resolve_path(const std::string& path, const DataRoots& roots, const std::string& key) {
  if (path.empty()) return bad_input(key, "no path found", "name a file");
  if (path.find('\0') != std::string::npos)
    return bad_input(key, "a zero byte found in the path " + in_quotes(path));
  const auto folders = real_roots(roots);
  const fs::path real = real_path(roots.base_dir / path);
  if (real.empty())
    return bad_input(key, "the path " + in_quotes(path, 400) + " cannot be followed to a file");
  const bool allowed =
      std::ranges::any_of(folders, [&](const fs::path& folder) { return lies_in(real, folder); });
  if (allowed) return real;
  return bad_input(key,
                   in_quotes(path, 400) + " leads to " + in_quotes(real.string(), 400) +
                       ", outside the folders that may be read (" + list_of(folders) + ")",
                   "copy the file beside the experiment, or allow its folder with --allow-path " +
                       in_quotes(real.parent_path().string(), 400));
}

}  // namespace accelbench
