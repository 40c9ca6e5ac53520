// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/chunk_size.h"
#include "core/run/training_loop.h"

// Inside of run_training_loop: training_loop.cpp trains and measures, training_loop_control.cpp does what is
// asked meanwhile.
namespace accelbench {

class TrainingLoop {
 public:
  TrainingLoop(const LoopPlan& plan, Executable& executable, Callbacks callbacks, EventStream& events,
               std::stop_token stop, const LoopSurroundings& surroundings)
      : plan_(plan),
        executable_(executable),
        callbacks_(std::move(callbacks)),
        events_(events),
        stop_(std::move(stop)),
        surroundings_(surroundings),
        follower_(surroundings.follower != nullptr ? *surroundings.follower : nobody_),
        chunk_(plan.events_every),
        control_{&executable, plan.learning_rate, false, {}, {}, 0} {
    if (surroundings.resume) resume(*surroundings.resume);
    for (const auto& callback : callbacks_)
      if (target_ == nullptr) target_ = callback->target();
    target_told_ = target_ == nullptr || target_->reached;
  }

  LoopResult run();

 private:
  /// Shorter evaluations are not phases of their own: they come by thousands.
  static constexpr double told_evaluation_s = 0.05;

  struct Chunk {
    std::int64_t steps = 0;
    std::int64_t elapsed_ns = 0;
    std::int64_t samples = 0;
    double loss = not_measured;  ///< of a step that ran alone
  };
  enum class EpochEnd { whole, stopped, diverged };

  void resume(const LoopState& state);
  void train();
  void begin_epoch();
  EpochEnd train_epoch();
  EpochEnd run_chunks();
  Chunk run_chunk(std::int64_t epoch, std::int64_t done_in_epoch, std::int64_t step, BatchSums& sums);
  void count(const Chunk& chunk);
  EpochRecord describe() const;
  bool evaluate(EpochRecord& record);
  bool see_validation_set(BatchSums& sums);
  void end_epoch(const EpochRecord& record);
  void run_callbacks(const EpochRecord& record);
  void tell_target();
  void tell_messages();
  void diverge(std::int64_t steps, const char* what);
  void measure(const Executable::Snapshot& beginning);
  void measure_pass();
  void finish_training();
  void finish_result();
  void enter(Phase phase);
  void leave(Phase phase, double seconds);

  bool attend();
  void obey_all();
  void obey(const RunCommand& command);
  void use_learning_rate(double learning_rate);
  void pause();
  void write_checkpoint(CheckpointReason reason);
  void hold(bool begin);

  const LoopPlan& plan_;
  Executable& executable_;
  Callbacks callbacks_;
  EventStream& events_;
  std::stop_token stop_;
  const LoopSurroundings& surroundings_;
  RunFollower nobody_{nullptr};
  RunFollower& follower_;
  ChunkSize chunk_;
  ChunkSize evaluation_chunk_{0};
  TrainingControl control_;  ///< of the learning rate and the stop, the truth is here
  LoopState now_;            ///< and of everything else that goes on
  LoopResult result_;
  StepClock training_;
  StepClock window_;
  double last_evaluation_s_ = told_evaluation_s;
  bool pausing_ = false;
  bool pauses_after_epoch_ = false;
  bool measuring_ = false;
  int holds_ = 0;
  const TargetReached* target_ = nullptr;  ///< the first one, which the results show
  bool target_told_ = false;
  std::int64_t kept_step_ = -1;  ///< of the last checkpoint
};

}  // namespace accelbench
