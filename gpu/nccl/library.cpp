// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/nccl/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <mutex>
#include <optional>

namespace accelbench::cuda::nccl {
namespace {

constexpr const char* how_to_install =
    "pip install nvidia-nccl-cu13 and set ACCELBENCH_NCCL to its libnccl.so.2, or apt install libnccl2 from "
    "NVIDIA's "
    "repository";

/// Finds functions of a loaded library; remembers the first that is missing.
class Symbols {
 public:
  explicit Symbols(void* library) : library_(library) {}

  template <class Function>
  void find(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(dlsym(library_, name));
    if (function == nullptr && missing_ == nullptr) missing_ = name;
  }
  const char* missing() const { return missing_; }

 private:
  void* library_;
  const char* missing_ = nullptr;
};

const char* find_all(void* library, Functions& call) {
  Symbols symbols(library);
  symbols.find(call.get_version, "ncclGetVersion");
  symbols.find(call.get_unique_id, "ncclGetUniqueId");
  symbols.find(call.init_rank, "ncclCommInitRankConfig");
  symbols.find(call.get_async_error, "ncclCommGetAsyncError");
  symbols.find(call.all_reduce, "ncclAllReduce");
  symbols.find(call.finalize, "ncclCommFinalize");
  symbols.find(call.destroy, "ncclCommDestroy");
  symbols.find(call.abort, "ncclCommAbort");
  symbols.find(call.error_string, "ncclGetErrorString");
  symbols.find(call.last_error, "ncclGetLastError");
  return symbols.missing();
}

/// Before the rest is looked for: what is too old lacks some of it.
int version_of(void* library) {
  Functions call;
  Symbols(library).find(call.get_version, "ncclGetVersion");
  int version = 0;
  if (call.get_version == nullptr || call.get_version(&version) != Answer::success) return 0;
  return version;
}

Result<Library> load_from(const char* file) {
  void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* text = dlerror();
    return unavailable("NCCL", fmt::format("cannot be loaded: {}", text != nullptr ? text : file),
                       how_to_install);
  }
  Library loaded;
  loaded.version = version_of(library);
  if (loaded.version < oldest_version)
    return unavailable("NCCL",
                       fmt::format("{} is version {}, needed is {} or later", file,
                                   version_text(loaded.version), version_text(oldest_version)),
                       how_to_install);
  if (const char* missing = find_all(library, loaded.call))
    return unavailable("NCCL", fmt::format("{} has no {}", file, missing), how_to_install);
  return loaded;
}

}  // namespace

std::string version_text(int version) {
  if (version < 10000) return fmt::format("{}.{}.{}", version / 1000, version % 1000 / 100, version % 100);
  return fmt::format("{}.{}.{}", version / 10000, version % 10000 / 100, version % 100);
}

std::string Library::name() const { return "NCCL " + version_text(version); }

Result<const Library*> load() {
  static std::once_flag once;
  static std::optional<Result<Library>> loaded;
  std::call_once(once, [] {
    const char* named = std::getenv("ACCELBENCH_NCCL");
    loaded.emplace(load_from(named != nullptr && *named != '\0' ? named : "libnccl.so.2"));
  });
  if (!*loaded) return tl::make_unexpected(loaded->error());
  return &**loaded;
}

void prefer_equal_reruns(bool fast) {
  if (!fast) setenv("NCCL_NVLS_ENABLE", "0", 0);
}

}  // namespace accelbench::cuda::nccl
