// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

// The libraries that this program runs with.
namespace accelbench {

struct LibraryVersion {
  std::string name;     ///< "SQLite"
  std::string version;  ///< of the library that is loaded; where it does not tell, of the one built against
  std::string licence;  ///< SPDX identifier
};
std::vector<LibraryVersion> library_versions();

}  // namespace accelbench
