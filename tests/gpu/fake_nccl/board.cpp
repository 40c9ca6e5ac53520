// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gpu/fake_nccl/board.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace fake_nccl {

std::string make_board() {
  std::string file = (std::filesystem::temp_directory_path() / "fake_nccl_XXXXXX").string();
  const int descriptor = ::mkstemp(file.data());
  if (descriptor < 0 || ::ftruncate(descriptor, sizeof(Board)) != 0) return {};
  ::close(descriptor);
  return file;
}

Board* map_board(const char* file) {
  const int descriptor = ::open(file, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  void* memory = ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  return memory == MAP_FAILED ? nullptr : static_cast<Board*>(memory);  // zeros are its beginning
}

void unmap_board(Board* board) { ::munmap(board, sizeof(Board)); }

bool meet(Board& board, int ranks) {
  const std::uint64_t now = board.generation;
  if (board.arrived.fetch_add(1) + 1 == ranks) {
    board.arrived = 0;
    board.generation = now + 1;
    return board.failed == 0;
  }
  const auto begin = std::chrono::steady_clock::now();
  while (board.generation == now) {
    if (board.failed != 0 || std::chrono::steady_clock::now() - begin > std::chrono::seconds(30))
      return false;
    std::this_thread::yield();
  }
  return true;
}

void fail(Board& board, const std::string& reason) {
  int good = 0;
  if (!board.failed.compare_exchange_strong(good, 1)) return;
  std::copy_n(reason.begin(), std::min(reason.size(), board.reason.size() - 1), board.reason.begin());
  board.failed = 2;
}

}  // namespace fake_nccl
