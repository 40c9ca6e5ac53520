// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/reading_stop.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <thread>

#include "core/base/input_file.h"
#include "temporary_folder.h"

namespace accelbench {
namespace {

Result<std::size_t> read_four_bytes(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  std::array<std::byte, 4> bytes{};
  return file ? file->read(bytes) : tl::make_unexpected(file.error());
}

TEST(ReadingStop, EndsWhatThisThreadReadsWhileItLives) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "four";
  std::ofstream(path) << "1234";
  std::stop_source stop;
  {
    const ReadingStop stoppable(stop.get_token());
    EXPECT_EQ(read_four_bytes(path).value(), 4U);
    stop.request_stop();
    const auto refused = read_four_bytes(path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::interrupted);
    EXPECT_EQ(refused.error().place, path.string());
    std::jthread([&path] { EXPECT_EQ(read_four_bytes(path).value(), 4U); });  // is not this thread
    const ReadingStop inner{std::stop_token()};
    EXPECT_EQ(read_four_bytes(path).value(), 4U);
  }
  EXPECT_EQ(read_four_bytes(path).value(), 4U);
}

}  // namespace
}  // namespace accelbench
