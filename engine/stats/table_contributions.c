// SPDX-License-Identifier: GPL-3.0-or-later
// contributions.csv.gz: every metric that stands for a member this week or the week
// before, with its points; they add up to the pillar exactly.

#include "tables_internal.h"

static void write_metric(const struct ssi_tables *tables, struct ssi_output *output,
                         size_t m, enum ssi_pillar pillar,
                         const struct ssi_model_metric *metric,
                         const struct ssi_contribution *now,
                         const struct ssi_contribution *before)
{
    ssi_output_cell(output, ssi_member_id(tables->scores->inputs, m), tables->csv);
    ssi_output_format(output, ",%s,%s", ssi_pillar_name(pillar),
                      ssi_metric_info(metric->id)->name);
    ssi_cell_scaled(output, now->stands, now->x, 6);
    ssi_cell_scaled(output, now->stands, now->share, 6);
    ssi_output_char(output, ',');
    ssi_output_str(output, metric->weight_text);
    ssi_cell_scaled(output, now->stands, now->points, 3);
    ssi_cell_scaled(output, before->stands, before->x, 6);
    ssi_cell_scaled(output, before->stands, before->points, 3);
    ssi_output_char(output, '\n');
}

static void write_cap(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t m, enum ssi_pillar pillar, int32_t now, int32_t before)
{
    if (now == 0 && before == 0) {
        return;
    }
    ssi_output_cell(output, ssi_member_id(tables->scores->inputs, m), tables->csv);
    ssi_output_format(output, ",%s,cap,,,", ssi_pillar_name(pillar));
    ssi_cell_scaled(output, now != 0, now, 3);
    ssi_output_char(output, ',');
    ssi_cell_scaled(output, before != 0, before, 3);
    ssi_output_char(output, '\n');
}

static void write_rows(const struct ssi_tables *tables, struct ssi_output *output,
                       size_t m, const struct ssi_contributions *now,
                       const struct ssi_contributions *before)
{
    const struct ssi_model *model = tables->scores->inputs->model;
    for (int p = 0; p < SSI_PILLARS; p++) {
        enum ssi_pillar pillar = (enum ssi_pillar)p;
        for (size_t i = 0; i < model->metric_count; i++) {
            if (model->metrics[i].pillar == pillar &&
                (now->metrics[i].stands || before->metrics[i].stands)) {
                write_metric(tables, output, m, pillar, &model->metrics[i],
                             &now->metrics[i], &before->metrics[i]);
            }
        }
        write_cap(tables, output, m, pillar, now->cap[p], before->cap[p]);
    }
}

static enum ssi_status write_member(const struct ssi_tables *tables, void *context,
                                    size_t worker, size_t m, struct ssi_output *piece,
                                    struct ssi_error *err)
{
    struct ssi_explainer *const *explainers = context;
    struct ssi_contributions now;
    struct ssi_contributions before;
    if (!ssi_in_population(tables->scores, m, 0)) {
        return SSI_OK;
    }
    SSI_TRY(ssi_explain(explainers[worker], m, 0, &now, err));
    SSI_TRY(ssi_explain(explainers[worker], m, 1, &before, err));
    write_rows(tables, piece, m, &now, &before);
    return SSI_OK;
}

enum ssi_status ssi_write_contributions(const struct ssi_tables *tables,
                                        struct ssi_output *output, struct ssi_error *err)
{
    struct ssi_explainer **explainers = NULL;
    SSI_TRY(ssi_explainers_new(tables, &explainers, err));
    ssi_output_text(output, "member_id,pillar,metric,value,normalised,weight,points,"
                            "previous_value,previous_points\n");
    enum ssi_status status =
        ssi_write_members(tables, write_member, explainers, output, err);
    ssi_explainers_free(tables, explainers);
    return status;
}
