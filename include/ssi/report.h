// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The report stage: the published tables of one week become pages, pictures and files.
 *
 * It reads nothing but the tables, so a report can be made again later, elsewhere, or
 * with other templates, and cannot show anything the tables do not say.
 */
#ifndef SSI_REPORT_H
#define SSI_REPORT_H

#include <stdbool.h>

#include "ssi/digest.h"
#include "ssi/error.h"

struct ssi_report_options {
    /** Write members/<slug>-<hash>.pdf as well, one file a member. */
    bool per_member;
    /** Charts of single members are drawn when there are at most this many; 0 means 100.
     */
    unsigned member_charts;
    /** Keys the hashes in file names; NULL: names depend on the ids alone. */
    const struct ssi_digest_key *key;
    /** Letter instead of A4. */
    bool letter;
    /** A theme of reports/themes/ by name, e.g. linkedin; "dark": report.html always is;
     *  NULL or "default": none. */
    const char *theme;
    /** gnuplot processes at a time; 0: one a processor. */
    size_t threads;
    /** Seconds that a gnuplot process may take; 0: a minute and a quarter second a page.
     */
    unsigned seconds;
    /** A folder with style.gp and templates/; NULL: those built into the library. */
    const char *templates;
};

/**
 * Write the report into week_dir from the tables that stand there: scores.csv,
 * history.csv, groups.csv, trends.csv, distributions.csv, contributions.csv.gz,
 * sources.csv and manifest.json; and, where they are there, last_week.csv, idle.csv,
 * changes.csv, and model.ini with covered.csv.gz and values.csv.gz for next steps.
 *
 * Writes report.pdf (pages about everyone, idle members, a page a team, a page a member),
 * teams/<name>.pdf, members/<name>.pdf where asked for, charts/<name>.{tsv,gp,png},
 * report.html (with the members, or members/<name>.html where there are more than 100)
 * and files.csv. The same tables give the same bytes, whatever the clock and the threads.
 * What stood there before is replaced; each file appears whole or not at all. A character
 * that no installed font has is a square on pages and pictures; report.html holds all of
 * them.
 *
 * options  NULL means all defaults.
 * Returns SSI_OK; SSI_EIO when a table is missing or week_dir cannot be written;
 * SSI_EDATA when a table is malformed; SSI_EGNUPLOT when gnuplot is missing, fails,
 * complains, draws nothing or takes too long. After a failure week_dir may lack some or
 * all of these files; it holds no broken ones. Time is linear in the number of pages.
 * Runs options->threads gnuplot processes at a time, confined (no processes, no sockets,
 * limits), and fontconfig's fc-list before. Not for two callers on the same week_dir at
 * once.
 */
SSI_NODISCARD enum ssi_status ssi_report_write(const char *week_dir,
                                               const struct ssi_report_options *options,
                                               struct ssi_error *err);

#endif
