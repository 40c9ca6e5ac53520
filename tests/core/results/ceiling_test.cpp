// SPDX-License-Identifier: GPL-3.0-or-later
// The share of the machine's ceiling in the table of results.
#include <gtest/gtest.h>

#include "core/results/exports.h"
#include "tests/core/results/sample.h"

namespace accelbench {
namespace {

TEST(ReportTable, TellsTheShareOfTheCeilingWhereItIsKnown) {
  RunSummary known = sample::summary("known"), unknown = sample::summary("unknown");
  known.achieved_flop_per_s = 88e9;
  known.gemm_ceiling_flop_per_s = 110e9;
  unknown.achieved_flop_per_s = 1.5e9;
  const std::string table = report_table({known, unknown}, "");
  EXPECT_NE(table.find("       FLOP/s"), std::string::npos) << table;
  EXPECT_NE(table.find("  88.0 G (80 %)  "), std::string::npos) << table;
  EXPECT_NE(table.find("         1.50 G  "), std::string::npos) << table;
  EXPECT_NE(table.find("\nFLOP/s: in brackets the share"), std::string::npos) << table;
  EXPECT_EQ(report_table({unknown}, "").find("FLOP/s"), std::string::npos);
}

}  // namespace
}  // namespace accelbench
