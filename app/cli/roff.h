// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

namespace accelbench {

/// A manual page in the making.
class Roff {
 public:
  /// "accelbench-cli", 1, "which accelerator should train my model?"
  Roff(std::string_view name, int section, std::string_view purpose);

  Roff& section(std::string_view title);
  Roff& subsection(std::string_view title);
  Roff& paragraph(std::string_view text);
  /// A term in bold, what stands behind it in italics, and its explanation.
  Roff& item(std::string_view term, std::string_view value, std::string_view text);
  /// As it stands.
  Roff& example(std::string_view text);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace accelbench
