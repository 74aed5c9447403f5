// SPDX-License-Identifier: GPL-3.0-or-later
/** Text for pages: numbers as they are shown, clean names, widths, file names. */
#ifndef SSI_REPORT_TEXT_INTERNAL_H
#define SSI_REPORT_TEXT_INTERNAL_H

#include <stdint.h>

#include "ssi/digest.h"
#include "ssi/output.h"

struct ssi_glyphs;

enum { SSI_SHOW_SIZE = 48, SSI_LINE_SIZE = 640 };

/** Milli-points with one decimal, "–" when not known. Returns buf. */
const char *ssi_show_points(char buf[SSI_SHOW_SIZE], int64_t milli);
/** The same with a sign; "no change" when it rounds to nothing. Returns buf. */
const char *ssi_show_change(char buf[SSI_SHOW_SIZE], int64_t milli);
/** "12,345"; "–" when not known. Returns buf. */
const char *ssi_show_count(char buf[SSI_SHOW_SIZE], int64_t count);
/** "18 November 2026", "18 Nov 2026", "18 Nov". Each returns buf. */
const char *ssi_show_date(char buf[SSI_SHOW_SIZE], int64_t day);
const char *ssi_show_date_short(char buf[SSI_SHOW_SIZE], int64_t day);
const char *ssi_show_day(char buf[SSI_SHOW_SIZE], int64_t day);
/** An ISO time "2026-11-18T22:59:58Z" as "18 Nov 2026 22:59 UTC"; "" for others. */
const char *ssi_show_time(char buf[SSI_SHOW_SIZE], struct ssi_str iso);
/** "people_searches" as "People searches". */
const char *ssi_show_metric(char buf[SSI_SHOW_SIZE], struct ssi_str name);
/** Millionths as "3" or "0.25"; "–" when not known. Returns buf. */
const char *ssi_show_amount(char buf[SSI_SHOW_SIZE], int64_t millionths);
/** "1st", "2nd", "11th", ... */
const char *ssi_show_ordinal(char buf[SSI_SHOW_SIZE], int64_t n);

/** sign of a change as shown: -1, 0 (rounds to nothing or not known), 1. */
int ssi_change_sign(int64_t milli);

/**
 * Decode one character; invalid UTF-8, control and bidirectional control characters come
 * out as U+FFFD. *at moves behind it; at least one byte must be left.
 */
uint32_t ssi_char_next(struct ssi_str text, size_t *at);

/** Bytes of the character c written to buf (at most 4). */
size_t ssi_char_put(char buf[4], uint32_t c);

/** Estimated width of text in points on paper. */
double ssi_text_width(struct ssi_str text, double size_pts, bool bold);

/** How many bytes of text, in whole characters, fit into width_pts. */
size_t ssi_text_cut(struct ssi_str text, double width_pts, double size_pts, bool bold);

/** text, or as much of it as fits into width_pts with an ellipsis behind, into buf. */
struct ssi_str ssi_text_fit(struct ssi_str text, double width_pts, double size_pts,
                            bool bold, char *buf, size_t size);

/**
 * The next line of *rest that fits into width_pts, up to a blank where it holds one; at
 * least one character. *rest moves behind it.
 */
struct ssi_str ssi_text_line(struct ssi_str *rest, double width_pts, double size_pts,
                             bool bold);

/** How many such lines text takes. */
size_t ssi_text_lines(struct ssi_str text, double width_pts, double size_pts, bool bold);

/**
 * One gnuplot string constant: single quotes, ' as U+2019, control characters as U+FFFD,
 * what no font has as a square (glyphs NULL: fonts have all), at most 400 characters. The
 * only way text from data reaches a script.
 */
void ssi_gnuplot_quote(struct ssi_output *output, struct ssi_str text,
                       const struct ssi_glyphs *glyphs);

/** Text for HTML content and attribute values. */
void ssi_html_escape(struct ssi_output *output, struct ssi_str text);

/**
 * "<slug>-<hash>": at most 24 ASCII letters and digits of name, then 16 hexadecimal
 * digits of a hash of id. Depends on nothing else, so it is the same every week.
 */
enum { SSI_FILE_NAME_SIZE = 48 };
void ssi_file_name(char buf[SSI_FILE_NAME_SIZE], struct ssi_str name, struct ssi_str id,
                   const struct ssi_digest_key *key);

#endif
