// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/agreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "core/engine/plugin.h"
#include "core/run/single_run.h"

namespace accelbench::ranks {
namespace {

/// As it goes over the network: texts that are too long are cut.
struct Report {
  std::int32_t good = 0;
  std::int32_t unavailable = 0;
  std::array<char, 128> build{};
  std::array<char, 72> fingerprint{};
  std::array<char, 816> reason{};
};

void put(std::span<char> to, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), to.size() - 1), to.begin());
}

std::string_view text_of(std::span<const char> from) {
  return {from.data(), static_cast<std::size_t>(std::find(from.begin(), from.end(), '\0') - from.begin())};
}

Report report_of(const Stand& stand) {
  Report report;
  report.good = stand.status ? 1 : 0;
  put(report.build, plugin_build_name());
  put(report.fingerprint, stand.fingerprint);
  if (stand.status) return report;
  report.unavailable = stand.status.error().kind == ErrorKind::unavailable ? 1 : 0;
  put(report.reason, reason_of(stand.status.error()));
  return report;
}

Status compare(const Report& own, const Report& other, const std::string& name) {
  if (other.good == 0) {
    const std::string reason = fmt::format("{}: {}", name, text_of(other.reason));
    return other.unavailable != 0 ? Status(unavailable({}, reason)) : Status(failed({}, reason));
  }
  if (own.build != other.build)
    return unavailable(
        {}, fmt::format("{} has {}, the first rank {}", name, text_of(other.build), text_of(own.build)),
        "install the same build of Accelbench on all hosts");
  if (own.fingerprint != other.fingerprint)
    return failed({},
                  fmt::format("{} has the work {:.12}, the first rank {:.12}: their files differ", name,
                              text_of(other.fingerprint), text_of(own.fingerprint)),
                  "give all hosts the same data");
  return {};
}

}  // namespace

Status agree(Exchange& exchange, const Stand& stand) {
  std::vector<Report> reports(static_cast<std::size_t>(exchange.size()));
  const auto own = static_cast<std::size_t>(exchange.rank());
  reports[own] = report_of(stand);
  exchange.all_gather(std::as_writable_bytes(std::span(reports)));
  if (!stand.status) return stand.status;
  for (std::size_t rank = 0; rank < reports.size(); ++rank) {
    const int number = static_cast<int>(rank);
    const std::string name = fmt::format("rank {} on host {}", number, exchange.host_of(number));
    if (Status same = compare(reports.front(), reports[rank], name); !same) return same;
  }
  return {};
}

}  // namespace accelbench::ranks
