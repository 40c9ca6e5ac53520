// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/event_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/engine/event_json.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

bool is_regular(const std::string& name) {
  struct stat found {};
  return ::stat(name.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

Status check_output(const fs::path& file, bool force) {
  struct stat found {};
  if (::lstat(file.c_str(), &found) == 0) {
    if (S_ISDIR(found.st_mode)) return bad_input(file.string(), "this is a folder", "name a file");
    if (!force && !S_ISCHR(found.st_mode) && !S_ISFIFO(found.st_mode))
      return bad_input(file.string(), "the file exists", "choose another name or use --force");
    return {};
  }
  const fs::path folder = folder_of(file);
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return bad_input(file.string(), "cannot write into '" + folder.string() + "': " + reason(errno),
                   errno == ENOENT ? "create the folder first" : "choose a folder that you may write to");
}

Result<std::unique_ptr<EventFile>> EventFile::create(const std::string& name, bool force) {
  if (name == "-") return std::unique_ptr<EventFile>(new EventFile("standard output", stdout));
  if (auto usable = check_output(name, force); !usable) return tl::make_unexpected(usable.error());
  const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0)
    return bad_input(name, "cannot write: " + reason(errno), "choose a folder that you may write to");
  return std::unique_ptr<EventFile>(new EventFile(name, ::fdopen(descriptor, "w")));
}

void EventFile::on_event(const Event& event) {
  if (!first_error_) write(to_json_line(event) + "\n");
}

// Flushed line by line: whoever reads them reads them live.
void EventFile::write(const std::string& line) {
  const bool whole = std::fwrite(line.data(), 1, line.size(), file_.get()) == line.size();
  if (whole && std::fflush(file_.get()) == 0) return;
  first_error_ = Error{ErrorKind::failed, name_, "cannot write the events: " + reason(errno),
                       errno == ENOSPC ? "free some space or choose another disk" : ""};
}

Status EventFile::close() {
  if (first_error_) return tl::make_unexpected(*first_error_);
  return {};
}

void EventFile::discard() {
  const bool ours = file_.get() != stdout && is_regular(name_);
  file_.reset();
  if (ours) ::unlink(name_.c_str());
}

}  // namespace accelbench
