// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The workshop: a folder of our own inside week_dir where everything is made and checked
 * before it takes its place. `work` is where gnuplot draws documents; `new` holds
 * finished files under their final names.
 */
#ifndef SSI_REPORT_WORKSHOP_INTERNAL_H
#define SSI_REPORT_WORKSHOP_INTERNAL_H

#include "data_internal.h"
#include "ssi/report.h"
#include "text_internal.h"

/** A finished file, for files.csv. */
struct ssi_report_file {
    const char *audience; /**< operator, everyone, team, member */
    struct ssi_str team, member_id;
    const char *path; /**< below week_dir */
};

struct ssi_workshop {
    const struct ssi_report_data *data;
    const struct ssi_report_options *options;
    struct ssi_arena arena;
    const char *week_dir, *root, *work, *fresh;
    char gnuplot[4096];
    size_t threads;
    struct ssi_str *templates; /**< texts, in the order of ssi_templates */
    struct ssi_report_file *files;
    size_t file_count, file_cap;
};

SSI_NODISCARD enum ssi_status ssi_workshop_open(struct ssi_workshop *shop,
                                                const char *week_dir,
                                                const struct ssi_report_options *options,
                                                const struct ssi_report_data *data,
                                                struct ssi_error *err);
/** Moves what is in `new` into week_dir, replacing what stood there. */
SSI_NODISCARD enum ssi_status ssi_workshop_publish(struct ssi_workshop *shop,
                                                   struct ssi_error *err);
/** Removes the folder with all that is left in it. */
void ssi_workshop_release(struct ssi_workshop *shop);

/** A new file below `work` or `new` (folder is one of the two). */
SSI_NODISCARD enum ssi_status ssi_workshop_file(struct ssi_workshop *shop,
                                                const char *folder, const char *name,
                                                struct ssi_output **out_output,
                                                struct ssi_error *err);
/** The text of a template by name without ".gp". */
struct ssi_str ssi_workshop_template(const struct ssi_workshop *shop, const char *name);

/** Remember a file for files.csv; path is copied. */
SSI_NODISCARD enum ssi_status ssi_workshop_note(struct ssi_workshop *shop,
                                                const char *audience, struct ssi_str team,
                                                struct ssi_str member_id,
                                                const char *path, struct ssi_error *err);

/** The parts of a report. */
SSI_NODISCARD enum ssi_status ssi_report_documents(struct ssi_workshop *shop,
                                                   struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_report_charts(struct ssi_workshop *shop,
                                                struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_report_html(struct ssi_workshop *shop,
                                              struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_report_files(struct ssi_workshop *shop,
                                               struct ssi_error *err);

#endif
