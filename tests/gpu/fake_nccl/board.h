// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <string>

// Where the processes of the ranks meet: a file that all of them map.
namespace fake_nccl {

inline constexpr int most_ranks = 16;
inline constexpr std::size_t values_at_once = 1 << 16;

/// What a rank asks for: must be the same on all.
struct Asked {
  std::uint64_t number = 0;  ///< of this rank's operations
  std::uint64_t count = 0;
  std::int32_t kind = 0, type = 0, reduction = 0, reserved = 0;
  bool operator==(const Asked&) const = default;
};

struct Board {
  std::atomic<int> attached, arrived, failed;
  std::atomic<std::uint64_t> generation;
  std::array<char, 256> reason;  ///< of the failure; written before `failed`
  std::array<Asked, most_ranks> asked;
  std::array<std::array<float, values_at_once>, most_ranks> values;
};

/// A new one; the name of its file.
std::string make_board();
/// Null where it cannot be mapped.
Board* map_board(const char* file);
void unmap_board(Board* board);

/// Waits for all ranks; false where one has failed, or after 30 seconds.
bool meet(Board& board, int ranks);
/// The first failure stays.
void fail(Board& board, const std::string& reason);

}  // namespace fake_nccl
