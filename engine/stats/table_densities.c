// SPDX-License-Identifier: GPL-3.0-or-later
// densities.csv: how dense a group stands at which points, and how many stand below: of
// groups large enough to show their quartiles, from their published cells.

#include "tables_internal.h"

#include "ssi/num.h"

enum { BINS_MOST = 25, STEPS = 2 /* rows a bin */ };

struct curve {
    uint64_t counts[BINS_MOST];
    struct ssi_bins bins;
    int64_t bandwidth;
    double most;
};

/** The histogram as distributions.csv has it. */
static void fill(struct curve *curve, int measure, const struct ssi_value_counts *values)
{
    uint32_t width = measure == 0 ? 5 : 1;
    curve->bins = (struct ssi_bins){.counts = curve->counts,
                                    .count = measure == 0 ? 20 : BINS_MOST,
                                    .width = width,
                                    .n = values->n};
    for (size_t i = 0; i < values->distinct; i++) {
        size_t bin = values->items[i].value / (width * 1000);
        bin = bin < curve->bins.count ? bin : curve->bins.count - 1;
        curve->counts[bin] += values->items[i].count;
    }
}

static bool quartiles_shown(const struct ssi_tables *tables,
                            const struct ssi_groups *groups,
                            const struct ssi_group *group, size_t n)
{
    int64_t threshold = ssi_threshold(&tables->thresholds, groups->kind);
    return group->spread && n > 1 && ssi_quantile_shown(n, 25, threshold) &&
           ssi_quantile_shown(n, 75, threshold);
}

static void write_curve(const struct ssi_tables *tables, struct ssi_output *output,
                        const struct ssi_groups *groups, const struct ssi_group *group,
                        int measure, const struct curve *curve)
{
    uint64_t below = 0;
    size_t rows = curve->bins.count * STEPS + 1;
    double step = curve->bins.width / STEPS;
    for (size_t i = 0; i < rows && (double)i * step <= curve->most; i++) {
        double x = (double)i * step;
        bool edge = i % STEPS == 0;
        ssi_output_text(output, ssi_group_kind_name(groups->kind));
        ssi_cell_text(tables, output, group->name);
        ssi_cell_week(tables, output, groups->k);
        ssi_output_format(output, ",%s", ssi_table_measure_name(measure));
        ssi_cell_scaled(output, true, curve->bandwidth, 3);
        ssi_cell_scaled(output, true, ssi_round_scaled(x, 1), 1);
        double density =
            ssi_density(&curve->bins, (double)curve->bandwidth / 1000, curve->most, x);
        ssi_cell_scaled(output, true, ssi_round_scaled(density, 6), 6);
        ssi_cell_scaled(output, edge, (int64_t)below, 0);
        below += edge && i < rows - 1 ? curve->counts[i / STEPS] : 0;
        ssi_output_char(output, '\n');
    }
}

static enum ssi_status write_group(const struct ssi_tables *tables,
                                   struct ssi_output *output,
                                   const struct ssi_groups *groups,
                                   const struct ssi_group *group, struct ssi_error *err)
{
    enum { Q25 = 2, Q75 = 4 };
    struct ssi_group_values values;
    SSI_TRY(ssi_group_values_find(&values, tables, groups, group, err));
    enum ssi_status status = SSI_OK;
    for (int measure = 0; status == SSI_OK && measure < SSI_MEASURES; measure++) {
        const struct ssi_value_counts *counts = &values.measures[measure];
        struct ssi_summary summary;
        struct curve curve = {
            .most = measure == 0 ? (double)ssi_score_out_of(tables->scores, 0) : 25};
        if (!quartiles_shown(tables, groups, group, counts->n)) {
            continue;
        }
        status = ssi_summarise(counts, &summary, err);
        fill(&curve, measure, counts);
        curve.bandwidth = ssi_density_bandwidth(
            counts->n, summary.sd, summary.quantiles[Q75] - summary.quantiles[Q25],
            curve.bins.width);
        if (status == SSI_OK && curve.bandwidth > 0) {
            write_curve(tables, output, groups, group, measure, &curve);
        }
    }
    ssi_group_values_release(&values);
    return status;
}

enum ssi_status ssi_write_densities(const struct ssi_tables *tables,
                                    struct ssi_output *output, struct ssi_error *err)
{
    struct ssi_week_groups groups;
    SSI_TRY(ssi_week_groups_find(&groups, tables, 0, err));
    ssi_output_text(output, "kind,group,week,measure,bandwidth,points,density,below\n");
    enum ssi_status status = SSI_OK;
    for (int kind = 0; kind < SSI_GROUP_KINDS; kind++) {
        const struct ssi_groups *list = &groups.kinds[kind];
        for (size_t i = 0; status == SSI_OK && i < list->count; i++) {
            if (list->items[i].spread) {
                status = write_group(tables, output, list, &list->items[i], err);
            }
        }
    }
    ssi_week_groups_release(&groups);
    return status;
}
