// SPDX-License-Identifier: GPL-3.0-or-later
// Our declarations of NCCL against its own header and library. Needs no device.
#include <gtest/gtest.h>
#include <nccl.h>

#include <cstddef>
#include <type_traits>

#include "gpu/nccl/library.h"

namespace accelbench::cuda::nccl {
namespace {

constexpr bool same(Answer ours, ncclResult_t theirs) {
  return static_cast<int>(ours) == static_cast<int>(theirs);
}
static_assert(same(Answer::success, ncclSuccess));
static_assert(same(Answer::unhandled_cuda_error, ncclUnhandledCudaError));
static_assert(same(Answer::system_error, ncclSystemError));
static_assert(same(Answer::internal_error, ncclInternalError));
static_assert(same(Answer::invalid_argument, ncclInvalidArgument));
static_assert(same(Answer::invalid_usage, ncclInvalidUsage));
static_assert(same(Answer::remote_error, ncclRemoteError));
static_assert(same(Answer::in_progress, ncclInProgress));
static_assert(sizeof(Answer) == sizeof(ncclResult_t));
static_assert(static_cast<int>(DataType::float32) == ncclFloat32 &&
              sizeof(DataType) == sizeof(ncclDataType_t));
static_assert(static_cast<int>(Reduction::sum) == ncclSum && sizeof(Reduction) == sizeof(ncclRedOp_t));
static_assert(sizeof(UniqueId) == sizeof(ncclUniqueId) && alignof(UniqueId) == alignof(ncclUniqueId));

// Members that 2.18 has stand where they stood; later headers add behind them.
static_assert(offsetof(Config, size) == offsetof(ncclConfig_t, size));
static_assert(offsetof(Config, magic) == offsetof(ncclConfig_t, magic));
static_assert(offsetof(Config, version) == offsetof(ncclConfig_t, version));
static_assert(offsetof(Config, blocking) == offsetof(ncclConfig_t, blocking));
static_assert(offsetof(Config, cga_cluster_size) == offsetof(ncclConfig_t, cgaClusterSize));
static_assert(offsetof(Config, min_ctas) == offsetof(ncclConfig_t, minCTAs));
static_assert(offsetof(Config, max_ctas) == offsetof(ncclConfig_t, maxCTAs));
static_assert(offsetof(Config, net_name) == offsetof(ncclConfig_t, netName));
static_assert(offsetof(Config, split_share) == offsetof(ncclConfig_t, splitShare));
static_assert(sizeof(Config) <= sizeof(ncclConfig_t) + alignof(ncclConfig_t));

/// Our type that stands for theirs at the same place of a call.
template <class Ours, class Theirs>
constexpr bool passes_as =
    sizeof(Ours) == sizeof(Theirs) && alignof(Ours) == alignof(Theirs) &&
    std::is_pointer_v<Ours> == std::is_pointer_v<Theirs>&& std::is_class_v<Ours> == std::is_class_v<Theirs>;
template <class Ours, class Theirs>
struct Matches : std::false_type {};
template <class OurAnswer, class... Ours, class TheirAnswer, class... Theirs>
struct Matches<OurAnswer (*)(Ours...), TheirAnswer (*)(Theirs...)> {
  static constexpr bool compare() {
    if constexpr (sizeof...(Ours) != sizeof...(Theirs))
      return false;
    else
      return passes_as<OurAnswer, TheirAnswer> && (passes_as<Ours, Theirs> && ...);
  }
  static constexpr bool value = compare();
};
static_assert(Matches<decltype(Functions::get_version), decltype(&ncclGetVersion)>::value);
static_assert(Matches<decltype(Functions::get_unique_id), decltype(&ncclGetUniqueId)>::value);
static_assert(Matches<decltype(Functions::init_rank), decltype(&ncclCommInitRankConfig)>::value);
static_assert(Matches<decltype(Functions::get_async_error), decltype(&ncclCommGetAsyncError)>::value);
static_assert(Matches<decltype(Functions::all_reduce), decltype(&ncclAllReduce)>::value);
static_assert(Matches<decltype(Functions::finalize), decltype(&ncclCommFinalize)>::value);
static_assert(Matches<decltype(Functions::destroy), decltype(&ncclCommDestroy)>::value);
static_assert(Matches<decltype(Functions::abort), decltype(&ncclCommAbort)>::value);
static_assert(Matches<decltype(Functions::error_string), decltype(&ncclGetErrorString)>::value);
static_assert(Matches<decltype(Functions::last_error), decltype(&ncclGetLastError)>::value);

TEST(RealNccl, InitialisesItsConfigurationAsWeDo) {
  const ncclConfig_t theirs = NCCL_CONFIG_INITIALIZER;
  const Config ours;
  EXPECT_EQ(ours.magic, theirs.magic);
  EXPECT_EQ(ours.blocking, theirs.blocking);
  EXPECT_EQ(ours.cga_cluster_size, theirs.cgaClusterSize);
  EXPECT_EQ(ours.net_name, theirs.netName);
  EXPECT_EQ(ours.split_share, theirs.splitShare);
}

TEST(RealNccl, HasAllThatIsUsed) {
  setenv("ACCELBENCH_NCCL", ACCELBENCH_REAL_NCCL, 1);
  const auto library = load();
  ASSERT_TRUE(library) << to_string(library.error());
  EXPECT_EQ((*library)->version, NCCL_VERSION_CODE);
  EXPECT_STREQ((*library)->call.error_string(Answer::success), "no error");
  // Linked and loaded are one library: a name is that of the function it says.
  EXPECT_EQ(reinterpret_cast<void*>((*library)->call.all_reduce), reinterpret_cast<void*>(&ncclAllReduce));
  EXPECT_EQ(reinterpret_cast<void*>((*library)->call.abort), reinterpret_cast<void*>(&ncclCommAbort));
}

TEST(NcclVersion, IsReadInBothForms) {
  EXPECT_EQ(version_text(22809), "2.28.9");
  EXPECT_EQ(version_text(21403), "2.14.3");
  EXPECT_EQ(version_text(2708), "2.7.8");  // before 2.9 the code was shorter
}

}  // namespace
}  // namespace accelbench::cuda::nccl
