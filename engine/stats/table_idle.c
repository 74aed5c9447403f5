// SPDX-License-Identifier: GPL-3.0-or-later
// idle.csv: who did nothing for four weeks and more, and since when: whom to train, or
// whose seat to reclaim. Empty while there are fewer weeks of data than that.

#include "tables_internal.h"

#include "ssi/partial.h"

int32_t ssi_newest_action(const struct ssi_inputs *inputs, size_t member,
                          struct ssi_days_place *place)
{
    const struct ssi_input_member *who = &inputs->members[member];
    const struct ssi_days_record *days = SSI_RECORDS(inputs->partial, DAYS);
    size_t count = SSI_RECORD_COUNT(inputs->partial, DAYS);
    int32_t newest = INT32_MIN;
    for (uint32_t b = 0; b < who->block_count; b++) {
        uint32_t block = inputs->blocks[who->blocks + b];
        size_t i =
            ssi_partial_next_of(inputs->partial, SSI_SECTION_DAYS, block, place->at);
        place->at = i;
        place->back =
            ssi_partial_give_back(inputs->partial, SSI_SECTION_DAYS, place->back, i);
        for (; i < count && days[i].member == block && days[i].week <= inputs->week;
             i++) {
            newest = days[i].week > newest ? days[i].week : newest;
        }
    }
    return newest;
}

/** The week of the last own action; empty where the exports hold none. */
static void write_row(const struct ssi_tables *tables, struct ssi_output *output,
                      size_t m, int32_t newest)
{
    const struct ssi_inputs *inputs = tables->scores->inputs;
    ssi_output_cell(output, ssi_member_id(inputs, m), tables->csv);
    if (newest == INT32_MIN) {
        ssi_output_text(output, ",,");
    } else {
        char week[SSI_WEEK_NAME_SIZE]; /* it may lie before the weeks that are scored */
        ssi_calendar_week_name(inputs->calendar, newest, week);
        ssi_output_format(output, ",%s", week);
        ssi_cell_scaled(output, true, inputs->week - newest, 0);
    }
    ssi_output_char(output, '\n');
}

enum ssi_status ssi_write_idle(const struct ssi_tables *tables, struct ssi_output *output,
                               struct ssi_error *err)
{
    const struct ssi_inputs *inputs = tables->scores->inputs;
    bool known = inputs->first_event_week <= inputs->week - (SSI_IDLE_WEEKS - 1);
    (void)err;
    ssi_output_text(output, "member_id,last_week,weeks\n");
    struct ssi_days_place place = {0};
    for (size_t m = 0; known && m < inputs->member_count; m++) {
        int32_t newest = ssi_newest_action(inputs, m, &place);
        if (ssi_in_population(tables->scores, m, 0) &&
            (newest == INT32_MIN || newest <= inputs->week - SSI_IDLE_WEEKS)) {
            write_row(tables, output, m, newest);
        }
    }
    return SSI_OK;
}
