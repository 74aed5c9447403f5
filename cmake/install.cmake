# What is installed, and the packages: program, libraries with headers and a CMake package,
# data, documents. Everything finds the rest by relative paths, so the tree may be moved.
include(CMakePackageConfigHelpers)

set(ssi_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ssi)
set_target_properties(ssi_all PROPERTIES EXPORT_NAME ssi)
install(TARGETS ssi_cli)
install(TARGETS ssi_all ssi_bench ssi_report ssi_stats ssi_model ssi_aggregate ssi_ingest
        ssi_generate ssi_base
        EXPORT ssiTargets)
install(EXPORT ssiTargets NAMESPACE ssi:: DESTINATION ${ssi_package_dir})
install(DIRECTORY include/ssi DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

configure_package_config_file(cmake/ssiConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/ssiConfig.cmake
                              INSTALL_DESTINATION ${ssi_package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/ssiConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
# A static library is linked together with what it uses: its users need our finders, too.
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ssiConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/ssiConfigVersion.cmake
              cmake/FindCsv.cmake cmake/FindUnistring.cmake
        DESTINATION ${ssi_package_dir})

install(DIRECTORY datasets/formats datasets/models datasets/configs datasets/words
        DESTINATION ${CMAKE_INSTALL_DATADIR}/ssi)
install(DIRECTORY reports DESTINATION ${CMAKE_INSTALL_DATADIR}/ssi)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

# cpack --preset release, or: cpack -G DEB in a build folder
set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_CONTACT "The ssi authors <ssi@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "gnuplot-nox | gnuplot, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-dejavu-core, fonts-noto-core, fonts-noto-cjk")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
include(CPack)
