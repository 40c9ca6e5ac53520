// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/versions.h"

#include <curl/curlver.h>
#include <fmt/format.h>
#include <hwy/highway.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <zlib.h>

#include <algorithm>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "core/cpu/onednn.h"

namespace accelbench {
namespace {

/// "oneDNN 2.6.3" → "2.6.3".
std::string number_of(const std::string& named) { return named.substr(named.rfind(' ') + 1); }

/// "1_74" → "1.74".
std::string number_of_boost() {
  std::string number = BOOST_LIB_VERSION;
  std::replace(number.begin(), number.end(), '_', '.');
  return number;
}

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
      {"yaml-cpp", "", "MIT"},  // it does not tell
      {"CLI11", "", "BSD-3-Clause"},
      {"libcurl", LIBCURL_VERSION, "curl"},
      {"tl-expected",
       fmt::format("{}.{}.{}", TL_EXPECTED_VERSION_MAJOR, TL_EXPECTED_VERSION_MINOR,
                   TL_EXPECTED_VERSION_PATCH),
       "CC0-1.0"},
      {"Boost", number_of_boost(), "BSL-1.0"},
  };
}

}  // namespace accelbench
