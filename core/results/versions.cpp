// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/versions.h"

#include <fmt/format.h>
#include <hwy/highway.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "core/cpu/onednn.h"

namespace accelbench {
namespace {

/// "oneDNN 2.6.3" → "2.6.3".
std::string number_of(const std::string& named) { return named.substr(named.rfind(' ') + 1); }

}  // namespace

std::vector<LibraryVersion> library_versions() {
  return {
      {"oneDNN", number_of(cpu::library_version()), "Apache-2.0"},
      {"Highway", fmt::format("{}.{}.{}", HWY_MAJOR, HWY_MINOR, HWY_PATCH), "Apache-2.0 OR BSD-3-Clause"},
      {"SQLite", sqlite3_libversion(), "blessing"},
      {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING), "Apache-2.0"},
      {"zlib", zlibVersion(), "Zlib"},
      {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100),
       "MIT"},
      {"JSON for Modern C++",
       fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                   NLOHMANN_JSON_VERSION_PATCH),
       "MIT"},
  };
}

}  // namespace accelbench
