// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/cpu/kernels.h"

namespace accelbench::cpu {

template <class T>
using ProductFunction = void (*)(const Product<T>&);

/// The product for this processor (see Kernels::product).
template <class T>
ProductFunction<T> product_function();

}  // namespace accelbench::cpu
