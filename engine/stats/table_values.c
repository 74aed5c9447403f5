// SPDX-License-Identifier: GPL-3.0-or-later
// values.csv.gz: what transforms that compare compared with, as value and count, for the
// newest week and the one before; a header alone where the model has no such transform.
// model.ini: the model as it was read. With them the week's points can be computed again
// from its own folder.

#include "tables_internal.h"

static void write_values(const struct ssi_tables *tables, struct ssi_output *output,
                         int32_t k, enum ssi_metric_id metric,
                         const struct ssi_distribution *d)
{
    char week[16];
    const struct ssi_inputs *inputs = tables->scores->inputs;
    ssi_calendar_week_name(inputs->calendar, inputs->week - k, week);
    for (size_t i = 0; i < d->count;) {
        size_t start = i;
        while (i < d->count && d->values[i] == d->values[start]) {
            i++;
        }
        ssi_output_format(output, "%s,%s", week, ssi_metric_info(metric)->name);
        ssi_cell_scaled(output, true, d->values[start], 6);
        ssi_cell_scaled(output, true, (int64_t)(i - start), 0);
        ssi_output_char(output, '\n');
    }
}

enum ssi_status ssi_write_values(const struct ssi_tables *tables,
                                 struct ssi_output *output, struct ssi_error *err)
{
    const struct ssi_model *model = tables->scores->inputs->model;
    (void)err;
    ssi_output_text(output, "week,metric,value,count\n");
    for (int32_t k = 0; k < 2; k++) {
        const struct ssi_distribution *of_week =
            ssi_scores_distributions(tables->scores, k);
        for (size_t i = 0; i < model->metric_count; i++) {
            if (model->metrics[i].transform->compares) {
                write_values(tables, output, k, model->metrics[i].id, &of_week[i]);
            }
        }
    }
    return SSI_OK;
}

enum ssi_status ssi_write_model(const struct ssi_tables *tables,
                                struct ssi_output *output, struct ssi_error *err)
{
    (void)err;
    ssi_output_str(output, tables->scores->inputs->model->text);
    return SSI_OK;
}
