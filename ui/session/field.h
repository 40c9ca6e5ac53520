// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <functional>
#include <utility>

#include "core/experiment/experiment.h"

namespace accelbench {

/// One value of an experiment that can be shown and edited: its key path (as in the file and in problems) and
/// the way to it. Made from a generic lambda, so that one expression reads and writes:
///   Field<std::int64_t>("training.epochs", [](auto& e) -> auto& { return e.training.epochs; })
template <class T>
struct Field {
  template <class Access>
  Field(QString key_path, Access access)
      : key(std::move(key_path)),
        read([access](const Experiment& experiment) -> const T& { return access(experiment); }),
        write([access](Experiment& experiment) -> T& { return access(experiment); }) {}

  QString key;
  std::function<const T&(const Experiment&)> read;
  std::function<T&(Experiment&)> write;
};

}  // namespace accelbench
