// SPDX-License-Identifier: GPL-3.0-or-later
// files.csv: whom each file is for, to send them by a mail merge. Read by spreadsheets,
// so its cells are written for them.
#include "workshop_internal.h"

static void put_row(struct ssi_output *out, const struct ssi_report_file *file)
{
    ssi_output_text(out, file->audience);
    const struct ssi_str cells[] = {file->team, file->member_id, ssi_str_z(file->path)};
    for (size_t i = 0; i < SSI_COUNT(cells); i++) {
        ssi_output_char(out, ',');
        ssi_output_cell(out, cells[i], SSI_CSV_SPREADSHEET);
    }
    ssi_output_char(out, '\n');
}

enum ssi_status ssi_report_files(struct ssi_workshop *shop, struct ssi_error *err)
{
    struct ssi_output *out;
    SSI_TRY(ssi_workshop_file(shop, shop->fresh, "files.csv", &out, err));
    ssi_output_text(out, "audience,team,member_id,file\n");
    for (size_t i = 0; i < shop->file_count; i++) {
        put_row(out, &shop->files[i]);
    }
    return ssi_output_close(out, err);
}
