// SPDX-License-Identifier: GPL-3.0-or-later
// covered.csv.gz: which weeks a value was counted over, where that is not all of the window.
// One digit a week, the newest first: 1 counted, 0 not (a gap, not yet here, away).

#include "tables_internal.h"

static bool all_covered(const unsigned char *weeks, int32_t window)
{
    return memchr(weeks, 0, (size_t)window) == NULL;
}

static void write_row(const struct ssi_tables *tables, struct ssi_output *output, size_t m,
                      enum ssi_metric_id metric, const unsigned char *weeks)
{
    const struct ssi_inputs *inputs = tables->scores->inputs;
    ssi_output_cell(output, inputs->members[m].id, tables->csv);
    ssi_output_format(output, ",%s,", ssi_metric_info(metric)->name);
    for (int32_t k = 0; k < inputs->model->window; k++) {
        ssi_output_char(output, weeks[k] ? '1' : '0');
    }
    ssi_output_char(output, '\n');
}

static void write_member(const struct ssi_tables *tables, struct ssi_output *output, size_t m,
                         const struct ssi_explainer *explainer,
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

enum ssi_status ssi_write_covered(const struct ssi_tables *tables, struct ssi_output *output,
                                  struct ssi_error *err)
{
    const struct ssi_scores *scores = tables->scores;
    struct ssi_explainer *explainer = NULL;
    enum ssi_status status = SSI_OK;
    SSI_TRY(ssi_explainer_new(scores, &explainer, err));
    ssi_output_text(output, "member_id,metric,weeks\n");
    for (size_t m = 0; status == SSI_OK && m < scores->inputs->member_count; m++) {
        struct ssi_contributions now;
        status = ssi_explain(explainer, m, 0, &now, err);
        if (status == SSI_OK) {
            write_member(tables, output, m, explainer, &now);
        }
    }
    ssi_explainer_free(explainer);
    return status;
}
