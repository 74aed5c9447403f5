# cmake -D OUT=templates.c -D FOLDER=reports -P embed.cmake: style.gp, the templates and the
# themes as bytes in a C file, so that the program needs no data files to draw a report.
file(GLOB paths ${FOLDER}/templates/*.gp)
list(SORT paths)
file(GLOB themes ${FOLDER}/themes/*.gp)
list(SORT themes)
set(arrays "")
set(rows "")
foreach(path IN LISTS paths themes)
  file(RELATIVE_PATH name ${FOLDER} ${path})
  string(MAKE_C_IDENTIFIER ${name} stem)
  string(REGEX REPLACE "^templates/" "" name ${name})
  string(REGEX REPLACE "^themes/" "theme-" name ${name})
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "static const unsigned char ${stem}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${name}\", ${stem}, sizeof ${stem}},\n")
endforeach()
file(READ ${FOLDER}/style.gp hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUT} "// Made by embed.cmake from reports/; do not edit.
#include \"templates_internal.h\"

static const unsigned char style_gp[] = {${bytes}};
${arrays}
const struct ssi_template ssi_templates[] = {
    {\"style.gp\", style_gp, sizeof style_gp},
${rows}};
const size_t ssi_template_count = sizeof ssi_templates / sizeof ssi_templates[0];
")
