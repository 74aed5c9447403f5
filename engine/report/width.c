// SPDX-License-Identifier: GPL-3.0-or-later
// How wide text will be on paper: the advance widths of DejaVu Sans for ASCII, estimates
// by script for the rest, which fallback fonts draw. Good to a few percent, on the wide
// side.
#include "text_internal.h"

enum { FIRST = 32, LAST = 126 };

/** Small sizes are drawn up to this much wider: each advance is rounded to whole pixels.
 */
static const double HINTED = 1.03;

/** Advance widths in thousandths of the size, from the fonts' hmtx tables. */
static const uint16_t regular[LAST - FIRST + 1] = {
    318,  401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636,  636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603,  787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500,  613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635,  635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838};
static const uint16_t bold_widths[LAST - FIRST + 1] = {
    348,  456, 521, 838, 696, 1002, 872, 306,  457, 457, 523, 838, 380, 415,  380, 365,
    696,  696, 696, 696, 696, 696,  696, 696,  696, 696, 400, 400, 838, 838,  838, 580,
    1000, 774, 762, 734, 830, 683,  683, 821,  837, 372, 372, 775, 637, 995,  837, 850,
    733,  850, 770, 720, 682, 812,  774, 1103, 771, 724, 725, 457, 365, 457,  838, 500,
    500,  675, 716, 593, 716, 678,  435, 716,  712, 343, 343, 665, 343, 1042, 712, 687,
    716,  716, 493, 595, 478, 712,  652, 924,  645, 652, 582, 712, 365, 712,  838};

static bool is_combining(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x0591 && c <= 0x05BD) ||
           (c >= 0x064B && c <= 0x065F) || (c >= 0x200B && c <= 0x200F) || c == 0x061C ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F);
}

static double other_width(uint32_t c, bool bold)
{
    if (is_combining(c)) {
        return 0;
    }
    if (c == 0x2013 || c == 0x2018 || c == 0x2019 || c == 0x00B7) {
        return 0.5;
    }
    if (c >= 0x0600 && c <= 0x08FF) {
        return 0.62;
    }
    if (c >= 0x1100) {
        return c >= 0x1E00 && c <= 0x1FFF  ? 0.72
               : c >= 0x2000 && c < 0x2190 ? 0.85
                                           : 1.25;
    }
    return bold ? 0.82 : 0.75;
}

static double char_width(uint32_t c, bool bold)
{
    if (c >= FIRST && c <= LAST) {
        return (bold ? bold_widths : regular)[c - FIRST] / 1000.0 * HINTED;
    }
    return other_width(c, bold) * HINTED;
}

double ssi_text_width(struct ssi_str text, double size_pts, bool bold)
{
    double width = 0;
    for (size_t at = 0; at < text.len;) {
        width += char_width(ssi_char_next(text, &at), bold);
    }
    return width * size_pts;
}

size_t ssi_text_cut(struct ssi_str text, double width_pts, double size_pts, bool bold)
{
    double left = width_pts / size_pts;
    for (size_t at = 0; at < text.len;) {
        size_t before = at;
        left -= char_width(ssi_char_next(text, &at), bold);
        if (left < 0) {
            return before;
        }
    }
    return text.len;
}

struct ssi_str ssi_text_fit(struct ssi_str text, double width_pts, double size_pts,
                            bool bold, char *buf, size_t size)
{
    static const char ellipsis[] = "…";
    if (ssi_text_width(text, size_pts, bold) <= width_pts) {
        return text;
    }
    size_t cut = ssi_text_cut(text, width_pts - size_pts, size_pts, bold), used = 0;
    for (size_t at = 0; at < cut && used + 4 + sizeof ellipsis <= size;) {
        used += ssi_char_put(buf + used, ssi_char_next(text, &at));
    }
    while (used > 0 && buf[used - 1] == ' ') {
        used--;
    }
    memcpy(buf + used, ellipsis, sizeof ellipsis);
    return ssi_str_of(buf, used + sizeof ellipsis - 1);
}

struct ssi_str ssi_text_line(struct ssi_str *rest, double width_pts, double size_pts,
                             bool bold)
{
    struct ssi_str text = *rest;
    size_t cut = ssi_text_cut(text, width_pts, size_pts, bold);
    if (cut == 0 && text.len > 0) {
        (void)ssi_char_next(text, &cut);
    }
    size_t blank = cut;
    while (cut < text.len && blank > 0 && text.ptr[blank] != ' ') {
        blank--;
    }
    cut = blank > 0 ? blank : cut;
    *rest = ssi_str_trim(ssi_str_of(text.ptr + cut, text.len - cut));
    return ssi_str_trim(ssi_str_of(text.ptr, cut));
}

size_t ssi_text_lines(struct ssi_str text, double width_pts, double size_pts, bool bold)
{
    size_t lines = 0;
    while (text.len > 0) {
        (void)ssi_text_line(&text, width_pts, size_pts, bold);
        lines++;
    }
    return lines;
}
