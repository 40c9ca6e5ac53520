// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/plugin_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <system_error>

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* one_build = "install the program and its plug-in from one build";

tl::unexpected<Error> without_plugin(const NvmlResult& nvml) {
  std::string reason = "this build has no CUDA engine: there was no nvcc when it was built";
  if (!nvml) reason += "; " + nvml.error().message;
  return unavailable(
      {}, std::move(reason),
      nvml ? "install the package accelbench-cuda, or build where nvcc of CUDA 12 or 13 is" : "");
}

fs::path find_plugin(const PluginPlaces& places) {
  std::error_code ignored;
  for (const fs::path& folder : places.folders)
    if (fs::is_regular_file(folder / cuda_plugin_name, ignored)) return folder / cuda_plugin_name;
  return {};
}

/// A driver without its management library is one, too, in some containers.
Status find_driver(const PluginPlaces& places, const NvmlResult& nvml) {
  if (nvml) return {};
  void* driver = dlopen(places.driver.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (driver == nullptr) return tl::make_unexpected(nvml.error());
  dlclose(driver);
  return {};
}

std::string plugin_load_error() {
  const char* text = dlerror();
  return text != nullptr ? text : "unknown error";
}

Result<const EnginePlugin*> open_plugin(const fs::path& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return unavailable(
        {}, fmt::format("the CUDA engine cannot be loaded: {}", plugin_load_error()),
        "if a library of CUDA's is missing: install it, or name its folder in LD_LIBRARY_PATH");
  const auto entry = reinterpret_cast<EnginePluginEntry*>(dlsym(library, engine_plugin_symbol));
  const EnginePlugin* plugin = entry != nullptr ? entry() : nullptr;
  if (plugin == nullptr)
    return unavailable(file.string(),
                       fmt::format("is no engine of Accelbench's: it has no {}", engine_plugin_symbol),
                       one_build);
  return plugin;
}

Status check_build(const EnginePlugin& plugin, const fs::path& file) {
  if (plugin.version != engine_plugin_version)
    return unavailable(file.string(),
                       fmt::format("is for version {} of the plug-in interface, this program has version {}",
                                   plugin.version, engine_plugin_version),
                       one_build);
  const std::string_view build = plugin.build != nullptr ? plugin.build : "";
  if (build != plugin_build_name())
    return unavailable(file.string(),
                       fmt::format("was built as '{}', this program as '{}'", build, plugin_build_name()),
                       one_build);
  return {};
}

/// The first driver of a CUDA version. Source: CUDA Toolkit Release Notes, "CUDA Toolkit and Minimum Required
/// Driver Version for CUDA Minor Version Compatibility".
std::string first_driver_of(int cuda) {
  switch (cuda) {
    case 11:
      return "450";
    case 12:
      return "525";
    case 13:
      return "580";
    default:
      return {};
  }
}

/// Within one major version of CUDA every driver runs every program.
Status check_driver(const EnginePlugin& plugin, const NvmlResult& nvml) {
  const int needed = plugin.runtime / 1000;
  if (!nvml || !(*nvml)->cuda_version() || *(*nvml)->cuda_version() / 1000 >= needed) return {};
  const std::string first = first_driver_of(needed);
  return unavailable(
      {}, fmt::format("driver {} is older than CUDA {} needs", driver_generation((*nvml)->driver()), needed),
      first.empty() ? "install a newer driver" : fmt::format("install driver {} or newer", first));
}

Status ask_score(const EnginePlugin& plugin) {
  std::array<char, 1024> reason{};
  if (plugin.score(reason.data(), reason.size()) > 0) return {};
  reason.back() = 0;
  return unavailable({}, reason.front() != 0 ? reason.data() : "the CUDA engine cannot be used here");
}

}  // namespace

PluginPlaces plugin_places() {
  PluginPlaces places;
  if (const char* named = std::getenv("ACCELBENCH_PLUGINS"); named != nullptr && named[0] == '/')
    places.folders.emplace_back(named);
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return places;
  places.folders.push_back(program.parent_path());
  for (const char* libraries : {ACCELBENCH_LIBRARIES, "lib"})
    places.folders.push_back(program.parent_path().parent_path() / libraries / "accelbench");
  return places;
}

Result<const EnginePlugin*> load_cuda_plugin(const PluginPlaces& places, const NvmlResult& nvml) {
  const fs::path file = find_plugin(places);
  if (file.empty()) return without_plugin(nvml);
  if (const Status driver = find_driver(places, nvml); !driver) return tl::make_unexpected(driver.error());
  setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 1);
  const auto plugin = open_plugin(file);
  if (!plugin) return plugin;
  for (const Status& good : {check_build(**plugin, file), check_driver(**plugin, nvml)})
    if (!good) return tl::make_unexpected(good.error());
  if (const Status good = ask_score(**plugin); !good) return tl::make_unexpected(good.error());
  return plugin;
}

std::string driver_generation(const std::string& driver) { return driver.substr(0, driver.find('.')); }

}  // namespace accelbench
