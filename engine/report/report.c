// SPDX-License-Identifier: GPL-3.0-or-later
// The report of a week, from its tables to finished files: load, make the PDFs, the
// charts and the HTML in a folder aside, and put all of it into place at the end.
#include "ssi/report.h"

#include "workshop_internal.h"

static enum ssi_status make(struct ssi_workshop *shop, struct ssi_error *err)
{
    SSI_TRY(ssi_report_documents(shop, err));
    SSI_TRY(ssi_report_charts(shop, err));
    SSI_TRY(ssi_report_html(shop, err));
    SSI_TRY(ssi_report_files(shop, err));
    return ssi_workshop_publish(shop, err);
}

static enum ssi_status write_with(const char *week_dir,
                                  const struct ssi_report_options *options,
                                  struct ssi_report_data *data, struct ssi_error *err)
{
    struct ssi_workshop shop;
    SSI_TRY(ssi_workshop_open(&shop, week_dir, options, data, err));
    enum ssi_status status = ssi_glyphs_load(&data->glyphs, shop.work, &data->arena, err);
    if (status == SSI_OK) {
        status = make(&shop, err);
    }
    ssi_workshop_release(&shop);
    return status;
}

enum ssi_status ssi_report_write(const char *week_dir,
                                 const struct ssi_report_options *options,
                                 struct ssi_error *err)
{
    static const struct ssi_report_options defaults = {0};
    struct ssi_report_data data;
    SSI_TRY(ssi_report_data_load(&data, week_dir, err));
    enum ssi_status status =
        write_with(week_dir, options ? options : &defaults, &data, err);
    ssi_report_data_release(&data);
    return status;
}
