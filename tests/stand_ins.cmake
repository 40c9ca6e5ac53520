# SPDX-License-Identifier: GPL-3.0-or-later
# What a machine with an NVIDIA GPU has, for machines that have none: a management library of the driver, and a plug-in
# that trains on the processor. tests/CMakeLists.txt includes this.
function(accelbench_stand_in name folder output)
  cmake_parse_arguments(STAND_IN "" "" "SOURCES;DEFINITIONS;LIBRARIES" ${ARGN})
  add_library(${name} MODULE ${STAND_IN_SOURCES})
  target_link_libraries(${name} PRIVATE accelbench_options ${STAND_IN_LIBRARIES})
  target_compile_definitions(${name} PRIVATE ACCELBENCH_VERSION="${PROJECT_VERSION}" ${STAND_IN_DEFINITIONS})
  set_target_properties(${name} PROPERTIES PREFIX "" OUTPUT_NAME ${output} SUFFIX ""
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/stand-ins/${folder})
endfunction()

set(nvml core/telemetry/fake_nvml/fake_nvml.cpp)
accelbench_stand_in(fake_nvml driver libnvidia-ml.so.1 SOURCES ${nvml})
accelbench_stand_in(fake_old_nvml old-driver libnvidia-ml.so.1 SOURCES ${nvml} DEFINITIONS FAKE_NVML_OLD)

set(plugins core/run/stand_in_plugin)
accelbench_stand_in(stand_in_plugin plugins/fit accelbench-cuda.so SOURCES ${plugins}/plugin.cpp
  LIBRARIES accelbench_core_cpu)
accelbench_stand_in(unfit_version plugins/other_version accelbench-cuda.so SOURCES ${plugins}/unfit_plugin.cpp
  DEFINITIONS UNFIT_VERSION)
accelbench_stand_in(unfit_build plugins/other_build accelbench-cuda.so SOURCES ${plugins}/unfit_plugin.cpp
  DEFINITIONS UNFIT_BUILD)
accelbench_stand_in(unfit_symbol plugins/no_symbol accelbench-cuda.so SOURCES ${plugins}/unfit_plugin.cpp
  DEFINITIONS UNFIT_WITHOUT_SYMBOL)

set(stand_ins ${CMAKE_BINARY_DIR}/tests/stand-ins)
target_compile_definitions(test_core_telemetry PRIVATE ACCELBENCH_FAKE_NVML="${stand_ins}/driver/libnvidia-ml.so.1"
  ACCELBENCH_FAKE_OLD_NVML="${stand_ins}/old-driver/libnvidia-ml.so.1")
add_dependencies(test_core_telemetry fake_nvml fake_old_nvml)
target_compile_definitions(test_core_run PRIVATE ACCELBENCH_FAKE_DRIVER="${stand_ins}/driver"
  ACCELBENCH_STAND_IN_PLUGINS="${stand_ins}/plugins")
add_dependencies(test_core_run fake_nvml stand_in_plugin unfit_version unfit_build unfit_symbol)
