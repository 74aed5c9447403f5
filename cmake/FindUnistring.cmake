# GNU libunistring has no package file: make the target unistring::unistring.
find_path(UNISTRING_INCLUDE_DIR unicase.h)
find_library(UNISTRING_LIBRARY unistring)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Unistring REQUIRED_VARS UNISTRING_LIBRARY
                                  UNISTRING_INCLUDE_DIR)
if(Unistring_FOUND AND NOT TARGET unistring::unistring)
  add_library(unistring::unistring UNKNOWN IMPORTED)
  set_target_properties(unistring::unistring PROPERTIES
                        IMPORTED_LOCATION ${UNISTRING_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${UNISTRING_INCLUDE_DIR})
endif()
