// SPDX-License-Identifier: GPL-3.0-or-later
// distributions.csv: histograms of groups large enough to be shown; bins of count 0 have
// no row.

#include "tables_internal.h"

static void write_bins(const struct ssi_tables *tables, struct ssi_output *output,
                       const struct ssi_groups *groups, const struct ssi_group *group,
                       int measure, const struct ssi_value_counts *values)
{
    uint32_t width = measure == 0 ? 5 : 1;
    uint32_t bins = measure == 0 ? 20 : 25;
    size_t at = 0;
    for (uint32_t bin = 0; bin < bins; bin++) {
        size_t count = 0;
        bool last = bin + 1 == bins; // the last bin is closed at its upper end too
        while (at < values->distinct &&
               (last || values->items[at].value < (bin + 1) * width * 1000)) {
            count += values->items[at++].count;
        }
        if (count == 0) {
            continue;
        }
        ssi_output_text(output, ssi_group_kind_name(groups->kind));
        ssi_cell_text(tables, output, group->name);
        ssi_cell_week(tables, output, groups->k);
        ssi_output_format(output, ",%s,%u,%u,%zu\n", ssi_table_measure_name(measure),
                          (unsigned)(bin * width), (unsigned)((bin + 1) * width), count);
    }
}

enum ssi_status ssi_write_distributions(const struct ssi_tables *tables,
                                        struct ssi_output *output, struct ssi_error *err)
{
    struct ssi_week_groups groups;
    enum ssi_status status = ssi_week_groups_find(&groups, tables, 0, err);
    SSI_TRY(status);
    ssi_output_text(output, "kind,group,week,measure,low,high,count\n");
    for (int kind = 0; kind < SSI_GROUP_KINDS; kind++) {
        const struct ssi_groups *list = &groups.kinds[kind];
        for (size_t i = 0; i < list->count; i++) {
            const struct ssi_group *group = &list->items[i];
            struct ssi_group_values values;
            if (status != SSI_OK || !group->spread) {
                continue;
            }
            status = ssi_group_values_find(&values, tables, list, group, err);
            for (int measure = 0; status == SSI_OK && measure < SSI_MEASURES; measure++) {
                write_bins(tables, output, list, group, measure,
                           &values.measures[measure]);
            }
            if (status == SSI_OK) {
                ssi_group_values_release(&values);
            }
        }
    }
    ssi_week_groups_release(&groups);
    return status;
}
