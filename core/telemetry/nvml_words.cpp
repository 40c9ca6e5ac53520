// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/telemetry/nvml_sampler.h"

namespace accelbench {
namespace {

struct CodeWord {
  std::uint64_t code;
  std::string_view word;
};

constexpr std::uint64_t idle_reason = 1;
constexpr std::array throttle_table = {
    CodeWord{0x002, "clocks set by hand"},
    CodeWord{0x004, "power limit"},
    CodeWord{0x008, "hardware slowdown"},
    CodeWord{0x010, "sync boost"},
    CodeWord{0x020, "heat"},
    CodeWord{0x040, "heat, hardware slowdown"},
    CodeWord{0x080, "power brake"},
    CodeWord{0x100, "clocks of the display"},
};

constexpr std::array xid_table = {
    CodeWord{8, "the GPU stopped processing"},
    CodeWord{13, "a kernel raised an exception"},
    CodeWord{31, "memory page fault: a kernel used an address that is not its own"},
    CodeWord{32, "corrupted commands"},
    CodeWord{43, "the GPU stopped processing"},
    CodeWord{45, "cleaned up after an earlier error"},
    CodeWord{48, "double bit error of the memory"},
    CodeWord{61, "breakpoint of the GPU's own processor"},
    CodeWord{62, "the GPU's own processor halted"},
    CodeWord{63, "a row of the memory was remapped"},
    CodeWord{64, "a row of the memory could not be remapped"},
    CodeWord{69, "a kernel raised an exception"},
    CodeWord{74, "NVLink error"},
    CodeWord{79, "the GPU has fallen off the bus"},
    CodeWord{92, "many single bit errors of the memory"},
    CodeWord{94, "contained error of the memory"},
    CodeWord{95, "uncontained error of the memory"},
    CodeWord{109, "a context switch took too long"},
    CodeWord{119, "the GPU's own processor does not answer"},
    CodeWord{120, "error of the GPU's own processor"},
    CodeWord{140, "unrecovered error of the memory"},
    CodeWord{154, "the GPU needs to be reset or restarted"},
};

}  // namespace

std::string throttle_words(std::uint64_t reasons) {
  std::string words;
  std::uint64_t left = reasons & ~idle_reason;
  const auto add = [&words](std::string_view word) {
    if (!words.empty()) words += ", ";
    words += word;
  };
  for (const CodeWord& row : throttle_table) {
    if ((left & row.code) != 0) add(row.word);
    left &= ~row.code;
  }
  if (left != 0) add(fmt::format("reason {:#x}", left));
  return words;
}

std::string xid_words(std::uint64_t xid) {
  const auto row = std::ranges::find(xid_table, xid, &CodeWord::code);
  return row == xid_table.end() ? fmt::format("Xid {}", xid) : fmt::format("Xid {} ({})", xid, row->word);
}

}  // namespace accelbench
