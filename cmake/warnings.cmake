# What every target of ours is compiled with; never imposed on those who link to it.
add_library(ssi_options INTERFACE)
target_compile_definitions(ssi_options INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(ssi_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
  -Wformat=2 -Wundef -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
  -Wwrite-strings -Wpointer-arith -Wcast-qual -Wswitch-enum -Wimplicit-fallthrough
  -ffp-contract=off -fno-common
  $<$<C_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond>)
if(SSI_SANITIZE)
  target_compile_options(ssi_options INTERFACE -fsanitize=${SSI_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ssi_options INTERFACE -fsanitize=${SSI_SANITIZE})
endif()

# ssi_stage(name SOURCES file... USES target... DOORS target...): the static library of one
# stage. USES are stages before it (public); DOORS are the libraries only this stage opens.
function(ssi_stage name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;DOORS" ${ARGN})
  add_library(ssi_${name} STATIC ${arg_SOURCES})
  target_include_directories(ssi_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
    PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(ssi_${name} PUBLIC ${arg_USES}
                        PRIVATE $<BUILD_INTERFACE:ssi_options> ${arg_DOORS})
endfunction()
