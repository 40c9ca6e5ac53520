// SPDX-License-Identifier: GPL-3.0-or-later
// What accelbench-mpi.so shows: nothing but this.
#include <array>
#include <string_view>

#include "core/mpi/mpi_exchange.h"

namespace {

/// The first line of what the library tells of itself, up to the first comma.
const char* library() {
  static const std::string text = [] {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> all{};
    int length = 0;
    MPI_Get_library_version(all.data(), &length);
    const std::string_view told(all.data());
    return std::string(told.substr(0, told.find_first_of(",\n")));
  }();
  return text.c_str();
}

accelbench::Exchange* make(const accelbench::ExchangePatience& patience) {
  return new accelbench::mpi::MpiExchange(patience);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const accelbench::ExchangePlugin*
accelbench_exchange_plugin() {
  static const accelbench::ExchangePlugin plugin{accelbench::exchange_plugin_version,
                                                 accelbench::plugin_build_name().data(), library, make};
  return &plugin;
}
