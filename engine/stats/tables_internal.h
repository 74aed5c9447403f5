// SPDX-License-Identifier: GPL-3.0-or-later
/** One function a table; tables.c lists them. */
#ifndef SSI_TABLES_INTERNAL_H
#define SSI_TABLES_INTERNAL_H

#include "ssi/stats.h"

typedef enum ssi_status ssi_table_writer(const struct ssi_tables *tables,
                                         struct ssi_output *output,
                                         struct ssi_error *err);

ssi_table_writer ssi_write_scores, ssi_write_history, ssi_write_groups,
    ssi_write_distributions, ssi_write_trends, ssi_write_changes, ssi_write_contributions,
    ssi_write_sources, ssi_write_rejects, ssi_write_restatements, ssi_write_covered,
    ssi_write_values, ssi_write_model, ssi_write_idle, ssi_write_last_week,
    ssi_write_network, ssi_write_densities;

/**
 * What a table says of one member, into a piece of it. Several threads call it at once,
 * each with its number, below tables->threads.
 */
typedef enum ssi_status ssi_member_writer(const struct ssi_tables *tables, void *context,
                                          size_t worker, size_t member,
                                          struct ssi_output *piece,
                                          struct ssi_error *err);

/** All members in order, on tables->threads threads. */
SSI_NODISCARD enum ssi_status ssi_write_members(const struct ssi_tables *tables,
                                                ssi_member_writer *write, void *context,
                                                struct ssi_output *output,
                                                struct ssi_error *err);

/** The contributions of one member, as a writer with explainers by worker has them. */
SSI_NODISCARD enum ssi_status ssi_explainers_new(const struct ssi_tables *tables,
                                                 struct ssi_explainer ***out_explainers,
                                                 struct ssi_error *err);
void ssi_explainers_free(const struct ssi_tables *tables,
                         struct ssi_explainer **explainers);

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
                                                   const struct ssi_tables *tables,
                                                   int32_t k, struct ssi_error *err);
void ssi_week_groups_release(struct ssi_week_groups *groups);

/** A member's rank in its group of a kind; n = 0 without. */
struct ssi_rank ssi_member_rank(const struct ssi_tables *tables,
                                const struct ssi_groups *groups, size_t member);

/** Measure 0 = overall, then pillars. */
enum { SSI_MEASURES = 1 + SSI_PILLARS };
const char *ssi_table_measure_name(int measure);

/** Values of each measure, of a group's members that have it. */
struct ssi_group_values {
    struct ssi_value_counts measures[SSI_MEASURES];
};
/** O(members of the group). After an error there is nothing to release. */
SSI_NODISCARD enum ssi_status ssi_group_values_find(struct ssi_group_values *values,
                                                    const struct ssi_tables *tables,
                                                    const struct ssi_groups *groups,
                                                    const struct ssi_group *group,
                                                    struct ssi_error *err);
void ssi_group_values_release(struct ssi_group_values *values);

#endif
