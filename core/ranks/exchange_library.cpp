// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/exchange_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "core/run/plugin_library.h"

namespace accelbench::ranks {
namespace {

namespace fs = std::filesystem;

constexpr const char* one_build_of_exchange = "install the program and its plug-in from one build";

Result<fs::path> plugin_file() {
  std::error_code ignored;
  for (const fs::path& folder : plugin_places().folders)
    if (fs::is_regular_file(folder / mpi_plugin_name, ignored)) return folder / mpi_plugin_name;
  return unavailable({}, "this build trains on one rank only: there was no Open MPI when it was built",
                     "install libopenmpi-dev and build again");
}

}  // namespace

Status find_exchange() {
  const auto file = plugin_file();
  return file ? Status() : tl::make_unexpected(file.error());
}

Result<const ExchangePlugin*> load_exchange() {
  const auto file = plugin_file();
  if (!file) return tl::make_unexpected(file.error());
  // Components of Open MPI look for its library among what everybody sees.
  void* library = dlopen(file->c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) {
    const char* text = dlerror();
    return unavailable(
        {}, fmt::format("the exchange cannot be loaded: {}", text != nullptr ? text : "unknown error"),
        "install openmpi-bin");
  }
  const auto entry = reinterpret_cast<ExchangePluginEntry*>(dlsym(library, exchange_plugin_symbol));
  const ExchangePlugin* plugin = entry != nullptr ? entry() : nullptr;
  if (plugin == nullptr || plugin->version != exchange_plugin_version || plugin->build != plugin_build_name())
    return unavailable(file->string(), "is of another build than this program", one_build_of_exchange);
  return plugin;
}

}  // namespace accelbench::ranks
