# One folder is one target: path = include = target.
#
#   regisseur_folder(DEPS core/money absl::strings [PCH grpc] [TEST_DEPS ...]
#                    [TEST_HEADERS fixture.h])
#
# In folder core/cost this makes the library regisseur_core_cost (alias
# regisseur::core_cost) of every .cc that is not a test, a fuzz target, a bench
# or main.cc, and one test program of every *_test.cc, registered with ctest.
# TEST_HEADERS are headers of this folder that nearly all of its tests read, as
# a heavy fixture; they are compiled once with the others.
# A DEPS entry that is a target, has :: or begins with / is meant as it stands; anything else
# is a folder of ours.
function(regisseur_resolve out)
  set(resolved)
  foreach(dep ${ARGN})
    if(dep MATCHES "::|^/" OR TARGET ${dep})
      list(APPEND resolved ${dep})
    else()
      string(REPLACE "/" "_" name ${dep})
      list(APPEND resolved regisseur_${name})
    endif()
  endforeach()
  set(${out} ${resolved} PARENT_SCOPE)
endfunction()

function(regisseur_folder)
  cmake_parse_arguments(ARG "" "PCH" "DEPS;TEST_DEPS;TEST_HEADERS" ${ARGN})
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" name ${path})
  string(REPLACE "-" "_" name ${name})
  if(NOT ARG_PCH)
    set(ARG_PCH base)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  file(GLOB headers CONFIGURE_DEPENDS *.h)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|_bench|/main)\\.cc$")
  regisseur_resolve(deps ${ARG_DEPS})
  regisseur_resolve(test_deps ${ARG_TEST_DEPS})

  set(target regisseur_${name})
  if(sources)
    add_library(${target} STATIC ${sources} ${headers})
    target_link_libraries(${target} PUBLIC regisseur_options ${deps})
    target_precompile_headers(${target} REUSE_FROM regisseur_pch_${ARG_PCH})
  else()
    add_library(${target} INTERFACE ${headers})
    target_link_libraries(${target} INTERFACE regisseur_options ${deps})
  endif()
  add_library(regisseur::${name} ALIAS ${target})

  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${target} ${test_deps}
                                               regisseur_test_main)
    target_compile_options(${name}_test PRIVATE ${REGISSEUR_TEST_OPTIONS})
    if(ARG_TEST_HEADERS)
      target_precompile_headers(
        ${name}_test PRIVATE ${regisseur_${ARG_PCH}_test_headers}
                             ${ARG_TEST_HEADERS})
    else()
      target_precompile_headers(${name}_test REUSE_FROM
                                regisseur_pch_${ARG_PCH}_test)
    endif()
    # Run where the testdata lies; tests/support gives each program a temporary
    # folder of its own.
    add_test(NAME ${path} COMMAND ${name}_test
             WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_tests_properties(${path} PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# regisseur_program(NAME DEPS ...): main.cc of this folder as bin/NAME.
function(regisseur_program program)
  cmake_parse_arguments(ARG "" "PCH" "DEPS" ${ARGN})
  regisseur_resolve(deps ${ARG_DEPS})
  add_executable(${program} main.cc)
  set_property(GLOBAL APPEND PROPERTY REGISSEUR_PROGRAMS ${program})
  target_link_libraries(${program} PRIVATE regisseur_options ${deps})
  if(ARG_PCH)
    target_precompile_headers(${program} REUSE_FROM regisseur_pch_${ARG_PCH})
  endif()
endfunction()
