# Headers that many files read, compiled once. A test is compiled for a short
# build, not for speed: gtest's headers and -O0 make a third of the time of it.
set(REGISSEUR_TEST_OPTIONS -O0)

function(regisseur_precompiled name)
  cmake_parse_arguments(ARG "" "" "DEPS;OPTIONS;HEADERS" ${ARGN})
  add_library(${name} STATIC ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
  target_link_libraries(${name} PUBLIC regisseur_options ${ARG_DEPS})
  target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

set(regisseur_base_test_headers
    <gmock/gmock.h> <gtest/gtest.h> <fstream> <functional> <map> <optional>
    <thread> <absl/status/statusor.h> <absl/strings/str_cat.h>
    <absl/time/time.h>)
set(regisseur_grpc_test_headers ${regisseur_base_test_headers}
                                <grpcpp/grpcpp.h>)
# For everything else: a second less for each file.
regisseur_precompiled(
  regisseur_pch_base DEPS absl::statusor absl::strings absl::time absl::span
  HEADERS <algorithm> <cstdint> <functional> <map> <memory> <optional> <set>
          <string> <utility> <variant> <vector> <absl/status/statusor.h>
          <absl/strings/str_cat.h> <absl/strings/string_view.h>
          <absl/time/time.h> <absl/types/span.h>)
# For those who speak gRPC (wire, api, sdk, cli).
regisseur_precompiled(regisseur_pch_grpc DEPS gRPC::grpc++
                      HEADERS <grpcpp/grpcpp.h>)
regisseur_precompiled(
  regisseur_pch_base_test DEPS GTest::gmock absl::statusor
  OPTIONS ${REGISSEUR_TEST_OPTIONS} HEADERS ${regisseur_base_test_headers})
regisseur_precompiled(
  regisseur_pch_grpc_test DEPS GTest::gmock gRPC::grpc++ absl::statusor
  OPTIONS ${REGISSEUR_TEST_OPTIONS} HEADERS ${regisseur_grpc_test_headers})
