// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What this machine has and how busy it is. A reading that was not measured is empty, never 0.
namespace accelbench {

/// A device that an accelerator can name, or the reason why it cannot be used.
struct Device {
  std::string id;    ///< "cpu", "cuda:0"; "cuda" where there is none to number
  std::string name;  ///< "AMD EPYC 9654", "NVIDIA H100"
  std::string engine;
  std::optional<std::int64_t> memory_bytes;
  std::vector<std::string> precisions;
  std::int64_t cores = 0;  ///< logical processors that this process may use; 0 where it has no meaning
  bool usable = false;
  std::string reason;  ///< why not usable; empty otherwise
  // Of a GPU; empty where they have no meaning or are not told.
  std::string uuid = {};        ///< "GPU-2ab…", which an experiment may name it by
  std::string pci = {};         ///< its place: "0000:17:00.0"
  std::string capability = {};  ///< compute capability: "9.0"
  std::string driver = {};      ///< "580.65.06"
  std::string runtime = {};     ///< "CUDA 13.0"
  bool operator==(const Device&) const = default;
};

/// One reading of one device.
struct DeviceReading {
  std::string device;                 ///< "cpu" (this process), "cpu/0" (a core of the machine), "cuda:0"
  std::optional<double> utilization;  ///< 0 … 1
  std::string utilization_kind;       ///< what it measures: "process CPU time of the threads asked for", "core busy"
  std::optional<std::int64_t> memory_bytes;
  std::optional<double> power_w;
  std::optional<double> temperature_c;
  std::optional<double> clock_mhz;
  std::optional<std::int64_t> others_memory_bytes = {};  ///< of its memory, held by other processes
  std::optional<std::string> throttled = {};  ///< what holds its clock down: "power limit"; empty text: nothing
  bool operator==(const DeviceReading&) const = default;
};

/// The machine a result was measured on.
struct Machine {
  std::string cpu;
  std::int64_t cores = 0;  ///< logical processors that this process may use
  std::int64_t memory_bytes = 0;
  std::string system;    ///< "Debian GNU/Linux 12, Linux 6.1"
  std::string program;   ///< "Accelbench 0.1.0, GCC 12.2.0, RelWithDebInfo"
  std::string governor;  ///< frequency governor; empty where not readable
  bool operator==(const Machine&) const = default;
};

Machine this_machine();

}  // namespace accelbench
