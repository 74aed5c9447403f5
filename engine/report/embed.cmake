# cmake -D OUT=templates.c -D STYLE=style.gp -D FOLDER=templates -P embed.cmake: the templates as
# bytes in a C file, so that the program needs no data files to draw a report.
file(GLOB paths ${FOLDER}/*.gp)
list(SORT paths)
list(PREPEND paths ${STYLE})
set(arrays "")
set(rows "")
foreach(path IN LISTS paths)
  get_filename_component(name ${path} NAME)
  get_filename_component(stem ${path} NAME_WE)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "static const unsigned char file_${stem}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${name}\", file_${stem}, sizeof file_${stem}},\n")
endforeach()
file(WRITE ${OUT} "// Made by embed.cmake from reports/; do not edit.
#include \"templates_internal.h\"

${arrays}
const struct ssi_template ssi_templates[] = {
${rows}};
const size_t ssi_template_count = sizeof ssi_templates / sizeof ssi_templates[0];
")
