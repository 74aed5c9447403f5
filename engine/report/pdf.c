// SPDX-License-Identifier: GPL-3.0-or-later
// The door to qpdf: joins the parts of a document that gnuplot drew and adds what gnuplot
// cannot: title, language, outline, links between pages, and the date of the run in place
// of the clock's. The page contents stay as they were drawn.
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>

#include "page_internal.h"
#include "pdf_internal.h"

enum { TITLE_MOST = 200 };

static enum ssi_status failed(qpdf_data pdf, struct ssi_error *err)
{
    char quoted[SSI_QUOTE_SIZE];
    qpdf_error problem = qpdf_has_error(pdf) ? qpdf_get_error(pdf) : NULL;
    const char *text = problem ? qpdf_get_error_full_text(pdf, problem) : "not a PDF";
    return ssi_error_set(err, SSI_EGNUPLOT, "what gnuplot drew cannot be joined: %s",
                         ssi_quote(ssi_str_z(text), quoted));
}

/** Puts a text string of clean characters; at most so many, so that no memory is asked
 * for. */
static void set_text(qpdf_data pdf, qpdf_oh dictionary, const char *key,
                     struct ssi_str text)
{
    char clean[TITLE_MOST * 4 + 1];
    size_t used = 0, at = 0;
    for (size_t n = 0; at < text.len && n < TITLE_MOST; n++) {
        used += ssi_char_put(clean + used, ssi_char_next(text, &at));
    }
    clean[used] = '\0';
    qpdf_oh_replace_key(pdf, dictionary, key, qpdf_oh_new_unicode_string(pdf, clean));
}

static void set_name(qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *name)
{
    qpdf_oh_replace_key(pdf, dictionary, key, qpdf_oh_new_name(pdf, name));
}

static void append_real(qpdf_data pdf, qpdf_oh array, double value)
{
    enum { DECIMALS = 2 };
    qpdf_oh_append_item(pdf, array, qpdf_oh_new_real_from_double(pdf, value, DECIMALS));
}

/** "the top of that page, zoom as it is" */
static qpdf_oh destination(qpdf_data pdf, unsigned page, double height)
{
    qpdf_oh array = qpdf_oh_new_array(pdf);
    qpdf_oh_append_item(pdf, array, qpdf_get_page_n(pdf, page));
    qpdf_oh_append_item(pdf, array, qpdf_oh_new_name(pdf, "/XYZ"));
    qpdf_oh_append_item(pdf, array, qpdf_oh_new_integer(pdf, 0));
    append_real(pdf, array, height);
    qpdf_oh_append_item(pdf, array, qpdf_oh_new_null(pdf));
    return array;
}

/* --- The outline -------------------------------------------------------------------- */

static qpdf_oh new_entry(qpdf_data pdf, const struct ssi_mark *mark, double height)
{
    qpdf_oh entry = qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf));
    set_text(pdf, entry, "/Title", mark->title);
    qpdf_oh_replace_key(pdf, entry, "/Dest", destination(pdf, mark->page, height));
    return entry;
}

/** Makes the children of parent from marks of one depth on; returns how many it took. */
static size_t add_entries(qpdf_data pdf, qpdf_oh parent, const struct ssi_mark *marks,
                          size_t count, unsigned depth, double height)
{
    size_t at = 0;
    long long children = 0;
    qpdf_oh before = 0;
    while (at < count && marks[at].depth >= depth) {
        qpdf_oh entry = new_entry(pdf, &marks[at], height);
        qpdf_oh_replace_key(pdf, entry, "/Parent", parent);
        if (children == 0) {
            qpdf_oh_replace_key(pdf, parent, "/First", entry);
        } else {
            qpdf_oh_replace_key(pdf, before, "/Next", entry);
            qpdf_oh_replace_key(pdf, entry, "/Prev", before);
        }
        at++;
        if (depth == 0) {
            at += add_entries(pdf, entry, marks + at, count - at, 1, height);
        }
        children++;
        before = entry;
    }
    if (children > 0) {
        qpdf_oh_replace_key(pdf, parent, "/Last", before);
        qpdf_oh_replace_key(pdf, parent, "/Count", /* below the top: closed */
                            qpdf_oh_new_integer(pdf, depth == 0 ? children : -children));
    }
    return at;
}

static void add_outline(qpdf_data pdf, const struct ssi_document *document)
{
    enum { WORTH_IT = 2 };
    qpdf_oh root = qpdf_get_root(pdf);
    if (document->mark_count < WORTH_IT) {
        return;
    }
    qpdf_oh outline = qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf));
    set_name(pdf, outline, "/Type", "/Outlines");
    (void)add_entries(pdf, outline, document->marks, document->mark_count, 0,
                      document->paper.height);
    qpdf_oh_replace_key(pdf, root, "/Outlines", outline);
    set_name(pdf, root, "/PageMode", "/UseOutlines");
}

/* --- Links -------------------------------------------------------------------------- */

static int by_target(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct ssi_mark *)a)->target;
    uintptr_t y = (uintptr_t)((const struct ssi_mark *)b)->target;
    return x != y ? (x < y ? -1 : 1) : 0;
}

static qpdf_oh new_link(qpdf_data pdf, const struct ssi_document *document,
                        const struct ssi_link *link, unsigned page)
{
    enum { CORNERS = 4 };
    const struct ssi_paper_size *paper = &document->paper;
    const struct ssi_rect *r = &link->place;
    double left = paper->left + paper->scale * r->x, top = paper->scale * r->y;
    const double corners[CORNERS] = {left, paper->height - top - paper->scale * r->h,
                                     left + paper->scale * r->w, paper->height - top};
    qpdf_oh annotation = qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf));
    qpdf_oh rectangle = qpdf_oh_new_array(pdf), border = qpdf_oh_new_array(pdf);
    for (size_t i = 0; i < CORNERS; i++) {
        append_real(pdf, rectangle, corners[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        qpdf_oh_append_item(pdf, border, qpdf_oh_new_integer(pdf, 0));
    }
    set_name(pdf, annotation, "/Type", "/Annot");
    set_name(pdf, annotation, "/Subtype", "/Link");
    qpdf_oh_replace_key(pdf, annotation, "/Rect", rectangle);
    qpdf_oh_replace_key(pdf, annotation, "/Border", border);
    qpdf_oh_replace_key(pdf, annotation, "/Dest", destination(pdf, page, paper->height));
    return annotation;
}

/** The links of one page, those at [first, end). */
static void add_page_links(qpdf_data pdf, const struct ssi_document *document,
                           const struct ssi_mark *targets, size_t first, size_t end)
{
    qpdf_oh list = qpdf_oh_new_array(pdf);
    bool any = false;
    for (size_t i = first; i < end; i++) {
        const struct ssi_link *link = &document->links.items[i];
        struct ssi_mark key = {.target = link->target};
        const struct ssi_mark *found =
            bsearch(&key, targets, document->mark_count, sizeof *targets, by_target);
        if (found && link->target) {
            qpdf_oh_append_item(pdf, list, new_link(pdf, document, link, found->page));
            any = true;
        }
    }
    if (any) {
        qpdf_oh page = qpdf_get_page_n(pdf, document->links.items[first].page);
        qpdf_oh_replace_key(pdf, page, "/Annots", list);
    }
}

static enum ssi_status add_links(qpdf_data pdf, const struct ssi_document *document,
                                 struct ssi_error *err)
{
    const struct ssi_links *links = &document->links;
    struct ssi_mark *targets = ssi_alloc(document->mark_count + 1, sizeof *targets);
    if (!targets) {
        return ssi_error_nomem(err);
    }
    if (document->mark_count > 0) {
        memcpy(targets, document->marks, document->mark_count * sizeof *targets);
        qsort(targets, document->mark_count, sizeof *targets, by_target);
    }
    for (size_t i = 0, end; i < links->count; i = end) {
        end = i + 1;
        while (end < links->count && links->items[end].page == links->items[i].page) {
            end++;
        }
        add_page_links(pdf, document, targets, i, end);
    }
    ssi_free(targets);
    return SSI_OK;
}

/* --- The document ------------------------------------------------------------------- */

static void add_facts(qpdf_data pdf, const struct ssi_document *document)
{
    char digits[SSI_PDF_DATE_SIZE] = "";
    qpdf_oh root = qpdf_get_root(pdf), view = qpdf_oh_new_dictionary(pdf);
    qpdf_oh facts = qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf));
    set_text(pdf, facts, "/Title", document->title);
    qpdf_oh_replace_key(pdf, facts, "/Creator", qpdf_oh_new_string(pdf, "ssi"));
    if (ssi_pdf_date(document->as_of, digits)) {
        qpdf_oh_replace_key(pdf, facts, "/CreationDate", qpdf_oh_new_string(pdf, digits));
    }
    qpdf_oh_replace_key(pdf, qpdf_get_trailer(pdf), "/Info", facts);
    qpdf_oh_replace_key(pdf, root, "/Lang", qpdf_oh_new_string(pdf, "en"));
    qpdf_oh_replace_key(pdf, view, "/DisplayDocTitle", qpdf_oh_new_bool(pdf, QPDF_TRUE));
    qpdf_oh_replace_key(pdf, root, "/ViewerPreferences", view);
}

static bool open_part(qpdf_data pdf, const char *path)
{
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(pdf, QPDF_FALSE);
    return qpdf_read(pdf, path, NULL) == QPDF_SUCCESS && qpdf_get_num_pages(pdf) > 0;
}

static bool append_pages(qpdf_data pdf, qpdf_data part)
{
    int pages = qpdf_get_num_pages(part);
    for (int i = 0; i < pages; i++) {
        qpdf_oh page = qpdf_get_page_n(part, (size_t)i);
        if (qpdf_add_page(pdf, part, page, QPDF_FALSE) != QPDF_SUCCESS) {
            return false;
        }
    }
    return true;
}

static enum ssi_status put(qpdf_data pdf, struct ssi_output *output,
                           struct ssi_error *err)
{
    if (qpdf_init_write_memory(pdf) != QPDF_SUCCESS) {
        return failed(pdf, err);
    }
    qpdf_set_object_stream_mode(pdf, qpdf_o_disable);
    qpdf_set_stream_data_mode(pdf, qpdf_s_preserve);
    qpdf_set_suppress_original_object_IDs(pdf, QPDF_TRUE);
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
    if (qpdf_write(pdf) != QPDF_SUCCESS) {
        return failed(pdf, err);
    }
    ssi_output_write(output, (const char *)qpdf_get_buffer(pdf),
                     qpdf_get_buffer_length(pdf));
    return SSI_OK;
}

/** The first part takes the pages of the others in. */
static enum ssi_status join(qpdf_data *parts, const char *const *paths, size_t count,
                            const struct ssi_document *document,
                            struct ssi_output *output, struct ssi_error *err)
{
    for (size_t i = 0; i < count; i++) {
        parts[i] = qpdf_init();
        if (!open_part(parts[i], paths[i])) {
            return failed(parts[i], err);
        }
        if (i > 0 && !append_pages(parts[0], parts[i])) {
            return failed(parts[0], err);
        }
    }
    if ((unsigned)qpdf_get_num_pages(parts[0]) != document->pages) {
        return ssi_error_set(err, SSI_EGNUPLOT, "gnuplot drew %d of %u pages",
                             qpdf_get_num_pages(parts[0]), document->pages);
    }
    add_facts(parts[0], document);
    add_outline(parts[0], document);
    SSI_TRY(add_links(parts[0], document, err));
    return put(parts[0], output, err);
}

enum ssi_status ssi_pdf_write(const char *const *paths, size_t count,
                              const struct ssi_document *document,
                              struct ssi_output *output, struct ssi_error *err)
{
    qpdf_data *parts = ssi_alloc(count, sizeof *parts);
    if (!parts) {
        return ssi_error_nomem(err);
    }
    enum ssi_status status = join(parts, paths, count, document, output, err);
    for (size_t i = 0; i < count; i++) {
        if (parts[i]) {
            qpdf_cleanup(&parts[i]);
        }
    }
    ssi_free((void *)parts);
    return status;
}
