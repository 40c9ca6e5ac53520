// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/engine/json_fields.h"
#include "core/experiment/variant.h"

namespace accelbench {

/// {"name": …, "settings": {KEY: VALUE}}: a flow value that is JSON too (a number, true, a list of them) as
/// itself, any other as its text.
Json to_json(const Variant& variant);
/// The key `variant` of an object; without it the empty variant.
Variant variant_from(JsonFields& fields);

}  // namespace accelbench
