// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/telemetry/nvml_functions.h"

// What NVIDIA's driver tells of its devices.
namespace accelbench {

struct NvmlDevice {
  nvml::Device handle = nullptr;
  std::string name;        ///< "NVIDIA H100 80GB HBM3"; empty where it is not told, as the next three
  std::string uuid;        ///< "GPU-2ab…"
  std::string pci;         ///< "0000:17:00.0"
  std::string capability;  ///< "9.0"
  std::optional<std::int64_t> memory_bytes;  ///< all that it has
};

/// The management library of the driver (libnvidia-ml.so.1), loaded when it is opened: programs that use it
/// run without it, too. Any thread may call.
class Nvml {
 public:
  /// `unavailable` says what is missing: the driver, its kernel module, the right to use it. `library`: as
  /// for dlopen.
  static Result<std::shared_ptr<const Nvml>> open(const std::filesystem::path& library = "libnvidia-ml.so.1");
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  /// "580.65.06"; empty where it is not told.
  const std::string& driver() const { return driver_; }
  /// The newest CUDA that the driver can run, 13000 for 13.0.
  std::optional<int> cuda_version() const { return cuda_version_; }
  /// All devices in the order of their places on the PCI bus. One that cannot be asked is left out.
  std::vector<NvmlDevice> devices() const;
  /// The device, or the part of one, of this UUID ("GPU-…", "MIG-…").
  Result<NvmlDevice> device(const std::string& uuid) const;

  /// Its code as it is; -1 where there is no such function.
  template <class... Parameters, class... Arguments>
  static int code_of(const nvml::Function<Parameters...>& function, Arguments... arguments) {
    return function.pointer == nullptr ? -1 : function.pointer(arguments...);
  }
  /// Calls a function of the library; the error says why it told nothing: "not supported by this device".
  template <class... Parameters, class... Arguments>
  Status call(const nvml::Function<Parameters...>& function, Arguments... arguments) const {
    if (function.pointer == nullptr) return tl::make_unexpected(lacks(function.name));
    const int code = function.pointer(arguments...);
    if (code == nvml::success) return {};
    return tl::make_unexpected(explain(code));
  }
  const nvml::Functions& functions() const { return functions_; }

 private:
  Nvml() = default;
  static Error lacks(const char* name);
  Error explain(int code) const;
  NvmlDevice describe(nvml::Device handle) const;

  nvml::Functions functions_;
  const char* (*error_string_)(int code) = nullptr;
  std::string driver_;
  std::optional<int> cuda_version_;
};

}  // namespace accelbench
