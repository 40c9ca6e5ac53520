// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "gpu/products.h"
#include "gpu/resources.h"

// Which algorithm a product takes: timed once for each device, library and shape, then kept, so that reruns
// give the same bits and start without a search.
namespace accelbench::cuda {

/// An algorithm and what it took.
struct TunedProduct {
  cublasLtMatmulAlgo_t algorithm{};
  double microseconds = 0;
};

/// What was found on one device with one version of the library. The file holds several of these; one that is
/// missing, damaged or another format's counts as empty.
class TuningFile {
 public:
  /// `device`: name, multiprocessors, versions: what a choice is good for.
  TuningFile(std::filesystem::path file, std::string device);

  std::optional<TunedProduct> product(const std::string& key) const;
  std::optional<double> microseconds(const std::string& key) const;
  void keep(const std::string& key, const TunedProduct& product);
  void keep(const std::string& key, double microseconds);
  /// Writes what is new beside what others have written meanwhile.
  Status save() const;

  /// Where choices are kept: cuda_products.json in the user's data folder.
  static std::filesystem::path usual_file();

 private:
  struct Entry {
    std::string algorithm;  ///< hexadecimal; empty for what is no product
    double microseconds = 0;
    bool is_new = false;
  };

  std::filesystem::path file_;
  std::string device_;
  std::map<std::string, Entry> entries_;
};

/// Times products and kernels on buffers whose content does not matter yet.
class Tuner {
 public:
  /// `kept`: null where every start is to search anew (`determinism: fast`).
  Tuner(const ProductLibrary& library, TuningFile* kept, cudaStream_t stream, void* workspace);

  const ProductLibrary& library() const { return library_; }
  /// The fastest algorithm; empty where the library has none.
  std::optional<TunedProduct> tune(const ProductSpec& spec);
  /// The library's first suggestion, not timed: for batches that come once an epoch.
  std::optional<TunedProduct> suggest(const ProductSpec& spec) const;
  /// What something costs that is given to the stream.
  double microseconds(const std::string& key, const std::function<void()>& give);

 private:
  std::optional<TunedProduct> search(const ProductSpec& spec) const;
  double time(const std::function<void()>& give) const;

  const ProductLibrary& library_;
  TuningFile* kept_;
  cudaStream_t stream_;
  void* workspace_;
  Stopwatch watch_;
};

}  // namespace accelbench::cuda
