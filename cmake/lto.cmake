# Link-time optimisation where the compiler can. The archives keep ordinary code beside it
# (fat objects), so that installed libraries link with other compilers, too.
option(SSI_LTO "Optimise across files when linking, where supported" OFF)
if(SSI_LTO)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT ssi_has_lto LANGUAGES C)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ${ssi_has_lto})
  if(ssi_has_lto AND CMAKE_C_COMPILER_ID STREQUAL GNU)
    add_compile_options(-ffat-lto-objects)
  endif()
endif()
