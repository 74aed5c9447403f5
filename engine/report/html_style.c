// SPDX-License-Identifier: GPL-3.0-or-later
// The head of every HTML file: its style, in light and dark, and the colours of a theme.
// No script and no request: everything stands in the file.
#include "html_internal.h"

#define SSI_LIGHT                                                                        \
    "--ink:#1f2933;--grey:#56626d;--grid:#e3e8ec;--panel:#f3f6f8;--track:#e6ebef;"       \
    "--paper:#fff;--main:#12486b;--band:#dbe6ee;--bars:#8fb2ca;--up:#0067a3;"            \
    "--down:#b84a00;--p1:#d55e00;--p2:#b05a9a;--p3:#008f68;--p4:#0072b2"
#define SSI_DARK                                                                         \
    "--ink:#e8edf1;--grey:#a9b4bd;--grid:#333d46;--panel:#20282f;--track:#2c363e;"       \
    "--paper:#151b20;--main:#7fc0ea;--band:#233b4b;--bars:#4d7e9f;--up:#6cbcf0;"         \
    "--down:#f0955a;--p1:#f0803c;--p2:#cf86bd;--p3:#35b892;--p4:#4aa3da"

static const char colour_text[] =
    ":root{" SSI_LIGHT "}\n"
    "@media(prefers-color-scheme:dark){:root{" SSI_DARK "}}\n";
static const char dark_text[] = ":root{" SSI_DARK "}\n";
static const char linkedin_text[] =
    ":root{--p1:#e55800;--p2:#827be9;--p3:#087889;--p4:#0091ca;--main:#0a66c2}\n"
    "@media(prefers-color-scheme:dark){:root{--p3:#2fa3b5;--main:#71b7fb}}\n";

static const char head_text[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<title>";

static const char style_text[] =
    "body{font:16px/1.5 'DejaVu Sans',system-ui,sans-serif;color:var(--ink);"
    "background:var(--paper);margin:0 auto;max-width:64rem;padding:1.5rem}\n"
    "h1{font-size:2rem;line-height:1.2;margin:.2rem 0}h2{margin:2.5rem 0 .5rem;"
    "font-size:1.35rem}h3{margin:2rem 0 .25rem;font-size:1.1rem}\n"
    "p{margin:.25rem 0}.note,figcaption,.facts dt,.facts dd+dd,summary,th"
    "{color:var(--grey)}figcaption b{color:var(--ink)}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}\n"
    "th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid var(--grid)}\n"
    "th{font-weight:normal}.n{text-align:right;white-space:nowrap}\n"
    ".up{color:var(--up)}.down{color:var(--down)}.none{color:var(--grey)}\n"
    ".warn{background:#8a1c1c;color:#fff;padding:.2rem .6rem;font-weight:bold}\n"
    ".bad{color:var(--down);font-weight:bold}\n"
    ".facts,.figures{display:grid;gap:1rem;grid-template-columns:"
    "repeat(auto-fit,minmax(9rem,1fr))}\n"
    ".figures{gap:1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),"
    "1fr));align-items:start}\n"
    ".facts{margin:1.5rem 0}.facts dl{background:var(--panel);margin:0;padding:.8rem "
    "1rem;"
    "font-size:.9rem}.facts dd{margin:0}.facts .v{font-size:1.6rem;font-weight:bold;"
    "color:var(--ink)}\n"
    "figure{margin:1rem 0;font-size:.9rem;min-width:0}summary{cursor:pointer}"
    "figure svg{width:100%;height:auto;display:block;margin:.4rem 0}\n"
    "svg.in{vertical-align:middle}svg text{font-size:13px;fill:var(--ink)}"
    "svg .tick{fill:var(--grey)}svg .strong{font-weight:bold}svg .end{text-anchor:end}"
    "svg .mid{text-anchor:middle}\n"
    ".grid{stroke:var(--grid)}.axis{stroke:var(--grey)}.smooth{stroke:var(--grey);"
    "stroke-width:2;stroke-linecap:round}.own{fill:none;stroke:var(--main);"
    "stroke-width:3}.dash{fill:none;stroke:var(--grey);stroke-width:2;"
    "stroke-dasharray:5 4}.median{stroke:var(--ink);stroke-width:2;stroke-dasharray:5 "
    "4}\n"
    ".over{paint-order:stroke;stroke:var(--paper);stroke-width:4px}"
    ".band{fill:var(--band);stroke:var(--band);stroke-width:.6}.bar{fill:var(--bars)}."
    "track{fill:var(--track)}"
    ".score{fill:var(--main)}.mark{fill:var(--ink)}.empty{fill:none;stroke:var(--grey)}"
    ".p1{fill:var(--p1)}.p2{fill:var(--p2)}.p3{fill:var(--p3)}.p4{fill:var(--p4)}"
    ".s1{stroke:var(--p1)}.s2{stroke:var(--p2)}.s3{stroke:var(--p3)}"
    ".s4{stroke:var(--p4)}.ring{fill:none;stroke-width:24}"
    ".hole{fill:none;stroke:var(--paper);stroke-width:14}.rest{stroke:var(--track)}"
    ".dot{fill:none;stroke:var(--grey);stroke-width:2.4;stroke-dasharray:1.5 3.5}"
    ".thin{fill:none;stroke:var(--grey);stroke-width:1}"
    ".you{stroke:var(--main);stroke-width:3}.gain{fill:var(--up)}"
    ".loss{fill:var(--down)}.hollow{fill:var(--paper)}a{color:var(--main)}"
    "h1,h3,dd,p{overflow-wrap:anywhere}td bdi{display:inline-block;max-width:16rem;"
    "overflow-wrap:anywhere}.narrow svg{max-width:16rem;margin:.4rem auto}"
    "svg .big{font-size:34px;font-weight:bold}\n"
    "@media(max-width:40rem){body{padding:1rem}figure svg text{font-size:15px}"
    "td:first-child{min-width:8rem}td bdi{max-width:10rem}}\n"
    "@media print{details{display:none}}\n"
    "</style>\n</head>\n<body>\n<main>\n";

void ssi_html_begin(struct ssi_output *out, struct ssi_str title, const char *theme)
{
    bool dark = theme && strcmp(theme, "dark") == 0;
    ssi_output_text(out, head_text);
    ssi_html_escape(out, title);
    ssi_output_text(out, "</title>\n<style>\n");
    ssi_output_text(out, dark ? dark_text : colour_text);
    if (theme && strcmp(theme, "linkedin") == 0) {
        ssi_output_text(out, linkedin_text);
    }
    ssi_output_text(out, style_text);
}

void ssi_html_end(struct ssi_output *out)
{
    ssi_output_text(out, "</main>\n</body>\n</html>\n");
}
