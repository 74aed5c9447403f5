// SPDX-License-Identifier: GPL-3.0-or-later
/** One function a table; tables.c lists them. */
#ifndef SSI_TABLES_INTERNAL_H
#define SSI_TABLES_INTERNAL_H

#include "ssi/stats.h"

typedef enum ssi_status ssi_table_writer(const struct ssi_tables *tables,
                                         struct ssi_output *output, struct ssi_error *err);

ssi_table_writer ssi_write_scores, ssi_write_history, ssi_write_groups,
    ssi_write_distributions, ssi_write_trends, ssi_write_contributions, ssi_write_sources,
    ssi_write_rejects, ssi_write_restatements, ssi_write_covered, ssi_write_values,
    ssi_write_model;

/** Cells with a comma before them: text, week name, milli-points or empty. */
void ssi_cell_text(const struct ssi_tables *tables, struct ssi_output *output,
                   struct ssi_str text);
void ssi_cell_week(const struct ssi_tables *tables, struct ssi_output *output, int32_t k);
void ssi_cell_pillars(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t member, int32_t k);
/** Overall and out_of, both empty without an overall. */
void ssi_cell_overall(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t member, int32_t k);
void ssi_cell_scaled(struct ssi_output *output, bool known, int64_t value, int decimals);

/** All groups of a week, for ranks. */
struct ssi_week_groups {
    struct ssi_groups kinds[SSI_GROUP_KINDS];
};
SSI_NODISCARD enum ssi_status ssi_week_groups_find(struct ssi_week_groups *groups,
                                                   const struct ssi_tables *tables, int32_t k,
                                                   struct ssi_error *err);
void ssi_week_groups_release(struct ssi_week_groups *groups);

/** A member's rank in its group of a kind; n = 0 without. */
struct ssi_rank ssi_member_rank(const struct ssi_tables *tables,
                                const struct ssi_groups *groups, size_t member);

/** Values of a measure of a group's members, sorted; measure 0 = overall, then pillars. */
enum { SSI_MEASURES = 1 + SSI_PILLARS };
const char *ssi_table_measure_name(int measure);
SSI_NODISCARD enum ssi_status ssi_group_values(const struct ssi_tables *tables,
                                               const struct ssi_groups *groups,
                                               const struct ssi_group *group, int measure,
                                               uint32_t **out_values, size_t *out_count,
                                               struct ssi_error *err);

/** Below this a shown group has n and mean only. */
enum { SSI_FEW = 10 };

#endif
