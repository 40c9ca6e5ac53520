#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything about the CUDA engine that needs a GPU, in one command and under 25 minutes:
#
#   tests/gpu/check.sh [--quick] [REPORT_FOLDER]
#
# The GPU's machine needs a driver, cuBLASLt 13 and python3; with torch and jax in it the peers are measured as well.
# Programs come from build/gpu-check/bin. Where that is missing they are built, which needs nvcc, cmake, a C++20
# compiler and the libraries of packaging/packages.sh, but no Qt. For a machine that has none of these:
#
#   tests/gpu/check.sh --prepare          on a machine that can build: makes build/gpu-check/bin (about 30 MB)
#
# and bring that folder along with this repository. Nothing here changes a setting of the card.
set -u
cd "$(dirname "$0")/../.." || exit 1
bin=build/gpu-check/bin
quick=
report=build/gpu-check/report

say() { printf 'check: %s\n' "$*"; }

prepare() {
  cmake --preset core-only -B build/gpu-check/build -DACCELBENCH_CUDA=ON -DACCELBENCH_CUDA_ARCHITECTURES="80;90" &&
    cmake --build build/gpu-check/build --target accelbench-cli accelbench_cuda test_gpu_device bench_cuda || return 1
  mkdir -p "$bin/lib"
  cp build/gpu-check/build/{app/cli/accelbench-cli,plugins/accelbench-cuda.so,tests/gpu/test_gpu_device,tests/gpu/bench_cuda} \
    "$bin" || return 1
  # Several devices need Open MPI, and are left out without it.
  if cmake --build build/gpu-check/build --target accelbench_mpi 2>/dev/null; then
    cp build/gpu-check/build/plugins/accelbench-mpi.so "$bin"
  fi
  strip "$bin"/* 2>/dev/null
  # The distribution's libraries travel along; the C library, the driver and NVIDIA's come from where the GPU is.
  ldd "$bin"/accelbench-cli "$bin"/accelbench-cuda.so "$bin"/test_gpu_device | awk '/=> \// {print $3}' | sort -u |
    grep -v -E '/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*|libcu[^/]*|libnv[^/]*)\.so' | xargs -I{} cp -Lu {} "$bin/lib/"
}

for word in "$@"; do
  case $word in
    --prepare) prepare; exit ;;
    --quick) quick=yes ;;
    *) report=$word ;;
  esac
done

[ -x "$bin/bench_cuda" ] || prepare || { say "cannot build; see the head of this script"; exit 1; }
mkdir -p "$report"
export LD_LIBRARY_PATH="$PWD/$bin/lib:${LD_LIBRARY_PATH:-}:/usr/local/cuda/lib64"
export XDG_DATA_HOME="$PWD/$report/data" ACCELBENCH_PLUGINS="$PWD/$bin"
# PyTorch brings cuBLASLt along: where the toolkit has none, its copy will do.
if ! ldconfig -p | grep -q libcublasLt.so.13 && [ ! -e /usr/local/cuda/lib64/libcublasLt.so.13 ]; then
  found=$(python3 -c 'import nvidia, pathlib
print(next(pathlib.Path(list(nvidia.__path__)[0]).rglob("libcublasLt.so.13")).parent)' 2>/dev/null)
  [ -n "$found" ] && export LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$found"
fi
# The same of NCCL, for a communicator of one among the tests and for several devices.
if [ -z "${ACCELBENCH_NCCL:-}" ] && ! ldconfig -p | grep -q libnccl.so.2; then
  found=$(python3 -c 'import nvidia, pathlib
print(next(pathlib.Path(list(nvidia.__path__)[0]).rglob("libnccl.so.2")))' 2>/dev/null)
  [ -n "$found" ] && export ACCELBENCH_NCCL="$found"
fi
seconds=1.0; [ -n "$quick" ] && seconds=0.3
failed=0

date -u +%Y-%m-%dT%H:%MZ > "$report/device.txt"
nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.sm,power.limit,temperature.gpu --format=csv \
  >> "$report/device.txt" 2>&1 || say "no nvidia-smi"
"$bin/accelbench-cli" devices >> "$report/device.txt" 2>&1

say "tests"
timeout 600 "$bin/test_gpu_device" > "$report/tests.txt" 2>&1 || { failed=1; say "tests failed"; }
tail -4 "$report/tests.txt"

say "compute-sanitizer"
if command -v compute-sanitizer >/dev/null; then
  timeout 300 compute-sanitizer --tool memcheck --error-exitcode 9 "$bin/test_gpu_device" --gtest_filter='CudaTraining.*' \
    > "$report/sanitizer.txt" 2>&1 || { failed=1; say "the sanitizer found something, or could not run"; }
else
  echo "skipped: there is no compute-sanitizer on this machine" > "$report/sanitizer.txt"
fi
tail -2 "$report/sanitizer.txt"

say "selftest"
timeout 300 "$bin/accelbench-cli" selftest cuda:0 > "$report/selftest.txt" 2>&1 || { failed=1; say "the selftest failed"; }

devices=$(nvidia-smi -L 2>/dev/null | grep -c '^GPU')
if [ "$devices" -lt 2 ]; then
  echo "skipped: $devices GPU; a communicator of one is among the tests" > "$report/ranks.txt"
elif [ ! -e "$bin/accelbench-mpi.so" ] || ! command -v mpirun > /dev/null; then
  echo "skipped: $devices GPUs, but no Open MPI (openmpi-bin) here or where this was built (libopenmpi-dev)" > "$report/ranks.txt"
else
  say "ranks on 1 to $devices devices"
  timeout 600 python3 tests/gpu/device/ranks.py "$bin/accelbench-cli" "$devices" > "$report/ranks.txt" 2>&1 ||
    { failed=1; say "several devices failed"; }
fi
cat "$report/ranks.txt"

say "steps of this engine"
timeout 480 "$bin/bench_cuda" tests/gpu/shapes.json "$seconds" > "$report/bench.jsonl" 2> "$report/bench.err" || failed=1
if [ -z "$quick" ]; then
  say "steps of the peers"
  timeout 600 python3 tests/gpu/device/peers.py tests/gpu/shapes.json "$seconds" > "$report/peers.jsonl" 2> "$report/peers.err"
fi
python3 tests/gpu/device/report.py "$report" && cat "$report/report.md"
exit $failed
