// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>

#include "core/run/event_stream.h"
#include "core/run/single_run.h"

namespace accelbench::ranks {

/// What the first rank tells becomes what this run tells: its processor is a rank like the others, and its
/// clock may be that of another host.
class RankSink final : public EventSink {
 public:
  RankSink(const SingleRun& run, EventStream& events, std::string first_host)
      : run_(run), events_(events), first_host_(std::move(first_host)) {}
  void on_event(const Event& event) override;
  /// "rank 0 (host)" for "cpu", "rank 0 (host) cuda:0" for "cuda:0", other names as they are.
  std::string device_name(const std::string& device) const;

 private:
  std::int64_t at_ns(double t_s);

  const SingleRun& run_;
  EventStream& events_;
  std::string first_host_;
  std::optional<double> late_s_;  ///< what its clock is behind ours
};

}  // namespace accelbench::ranks
