// SPDX-License-Identifier: GPL-3.0-or-later
// covered.csv.gz: which weeks a value was counted over, where that is not all of the
// window. One digit a week, the newest first: 1 counted, 0 not (a gap, not yet here,
// away).

#include "tables_internal.h"

static bool all_covered(const unsigned char *weeks, int32_t window)
{
    return memchr(weeks, 0, (size_t)window) == NULL;
}

static void write_row(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t m, enum ssi_metric_id metric, const unsigned char *weeks)
{
    const struct ssi_inputs *inputs = tables->scores->inputs;
    ssi_output_cell(output, ssi_member_id(inputs, m), tables->csv);
    ssi_output_format(output, ",%s,", ssi_metric_info(metric)->name);
    for (int32_t k = 0; k < inputs->model->window; k++) {
        ssi_output_char(output, weeks[k] ? '1' : '0');
    }
    ssi_output_char(output, '\n');
}

static void write_rows(const struct ssi_tables *tables, struct ssi_output *output,
                       size_t m, const struct ssi_explainer *explainer,
                       const struct ssi_contributions *now)
{
    const struct ssi_model *model = tables->scores->inputs->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        const unsigned char *weeks = ssi_explain_weeks(explainer, i);
        if (now->metrics[i].stands && ssi_metric_steps(model->metrics[i].id) &&
            !all_covered(weeks, model->window)) {
            write_row(tables, output, m, model->metrics[i].id, weeks);
        }
    }
}

static enum ssi_status write_member(const struct ssi_tables *tables, void *context,
                                    size_t worker, size_t m, struct ssi_output *piece,
                                    struct ssi_error *err)
{
    struct ssi_explainer *const *explainers = context;
    struct ssi_contributions now;
    SSI_TRY(ssi_explain(explainers[worker], m, 0, &now, err));
    write_rows(tables, piece, m, explainers[worker], &now);
    return SSI_OK;
}

enum ssi_status ssi_write_covered(const struct ssi_tables *tables,
                                  struct ssi_output *output, struct ssi_error *err)
{
    struct ssi_explainer **explainers = NULL;
    SSI_TRY(ssi_explainers_new(tables, &explainers, err));
    ssi_output_text(output, "member_id,metric,weeks\n");
    enum ssi_status status =
        ssi_write_members(tables, write_member, explainers, output, err);
    ssi_explainers_free(tables, explainers);
    return status;
}
