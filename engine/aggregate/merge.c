// SPDX-License-Identifier: GPL-3.0-or-later
// Adds partials up: text tables first, which gives each input its new indices, then every
// section by a k-way merge. Renumbering keeps order, because all tables are sorted.

#include "section_internal.h"

#include <stdlib.h>

#include "ssi/file.h"
#include "ssi/memory.h"

struct maps {
    uint32_t *strings, *members, *formats, *sources;
};

/** Where the result goes: to memory, or section by section to a file. */
struct merging {
    const struct ssi_merge_input *inputs;
    size_t count;
    bool shared_sources;
    struct maps *maps;
    size_t *next; /* by input: the record at hand */
    size_t *heap; /* inputs, smallest record first */
    size_t heap_count;
    struct ssi_str *texts; /* by input: the text at hand, while text tables are merged */
    unsigned char *heads;  /* by input: the record at hand, renumbered */
    size_t head_size;
    unsigned char *group; /* records that may still change places or add up */
    size_t group_count, group_cap;
    size_t placed; /* records that went out */
    struct ssi_image image;
    struct ssi_partial_writer *writer; /* NULL: all goes to the image */
    struct ssi_error *err;
};

static enum ssi_status put(struct merging *m, enum ssi_section section, const void *bytes,
                           size_t len)
{
    return m->writer ? ssi_writer_put(m->writer, section, bytes, len, m->err)
                     : ssi_image_add_bytes(&m->image, section, bytes, len, m->err);
}

/** The pages of a section are not needed any more, where they are a file's. */
static void forget_section(const struct merging *m, enum ssi_section section)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct ssi_partial *partial = m->inputs[i].partial;
        if (partial->mapped) {
            ssi_file_forget(partial->sections[section].items,
                            partial->sections[section].count *
                                ssi_section_infos[section].record_size);
        }
    }
}

static uint32_t *strings_of(struct maps *maps)
{
    return maps->strings;
}

static uint32_t *members_of(struct maps *maps)
{
    return maps->members;
}

static const unsigned char *head(const struct merging *m, size_t input)
{
    return m->heads + input * m->head_size;
}

static bool is_text(enum ssi_section section)
{
    return section == SSI_SECTION_STRING_ENDS || section == SSI_SECTION_MEMBER_ENDS;
}

/** Input i's text or record at hand, the latter renumbered. */
static void load_head(struct merging *m, enum ssi_section section, size_t i)
{
    const struct ssi_section_info *info = &ssi_section_infos[section];
    if (is_text(section)) {
        m->texts[i] =
            section == SSI_SECTION_STRING_ENDS
                ? ssi_partial_string(m->inputs[i].partial, (uint32_t)m->next[i])
                : ssi_partial_member(m->inputs[i].partial, (uint32_t)m->next[i]);
        return;
    }
    const unsigned char *items = m->inputs[i].partial->sections[section].items;
    const struct ssi_merge_input *input = &m->inputs[i];
    const struct ssi_index_maps maps = {
        m->maps[i].strings, m->maps[i].members,
        input->formats ? input->formats : m->maps[i].formats,
        input->sources ? input->sources : m->maps[i].sources};
    memcpy(m->heads + i * m->head_size, items + m->next[i] * info->record_size,
           info->record_size);
    info->remap(m->heads + i * m->head_size, &maps);
}

static bool heap_less(const struct merging *m, enum ssi_section section, size_t a,
                      size_t b)
{
    int order = is_text(section)
                    ? ssi_str_cmp(m->texts[a], m->texts[b])
                    : ssi_section_infos[section].compare_group(head(m, a), head(m, b));
    return order < 0 || (order == 0 && a < b);
}

static void sift_down(struct merging *m, enum ssi_section section, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < m->heap_count;
             child++) {
            if (heap_less(m, section, m->heap[child], m->heap[least])) {
                least = child;
            }
        }
        if (least == at) {
            return;
        }
        size_t swap = m->heap[at];
        m->heap[at] = m->heap[least];
        m->heap[least] = swap;
        at = least;
    }
}

static void start_heap(struct merging *m, enum ssi_section section)
{
    m->heap_count = 0;
    memset(m->next, 0, m->count * sizeof *m->next);
    for (size_t i = 0; i < m->count; i++) {
        if (m->inputs[i].partial->sections[section].count > 0) {
            load_head(m, section, i);
            m->heap[m->heap_count++] = i;
        }
    }
    for (size_t at = m->heap_count; at-- > 0;) {
        sift_down(m, section, at);
    }
}

/** Gives back the pages of a mapped input, a window behind the record at hand. */
static void forget_window(const struct merging *m, enum ssi_section section, size_t input)
{
    size_t size = ssi_section_infos[section].record_size;
    size_t done = (m->next[input] + 1) * size;
    if (m->inputs[input].partial->mapped && done % SSI_MAPPED_WINDOW < size &&
        done >= SSI_MAPPED_WINDOW) {
        const unsigned char *items = m->inputs[input].partial->sections[section].items;
        ssi_file_forget(items + done / SSI_MAPPED_WINDOW * SSI_MAPPED_WINDOW -
                            SSI_MAPPED_WINDOW,
                        SSI_MAPPED_WINDOW);
    }
}

/** Move the smallest input on to its next record, or out of the heap. */
static void advance(struct merging *m, enum ssi_section section)
{
    size_t input = m->heap[0];
    forget_window(m, section, input);
    if (++m->next[input] < m->inputs[input].partial->sections[section].count) {
        load_head(m, section, input);
    } else {
        m->heap[0] = m->heap[--m->heap_count];
    }
    sift_down(m, section, 0);
}

/** The pages of texts that were passed: a window behind the one at hand. */
static void forget_texts(const struct merging *m, enum ssi_section ends, size_t input)
{
    enum { TEXTS = 1 << 16 };
    const struct ssi_partial *partial = m->inputs[input].partial;
    size_t next = m->next[input];
    if (partial->mapped && next >= TEXTS && next % TEXTS == 0) {
        const uint64_t *items = partial->sections[ends].items;
        const char *bytes = partial->sections[ends + 1].items;
        uint64_t from = items[next - TEXTS];
        ssi_file_forget(bytes + from, (size_t)(items[next - 1] - from));
        ssi_file_forget(items + next - TEXTS, TEXTS * sizeof *items);
    }
}

/** The smallest text once more, or the next one; gives it its rank in the input at the
 * top. */
static enum ssi_status take_text(struct merging *m, enum ssi_section ends, bool lengths,
                                 uint32_t *map, struct ssi_str *last, uint64_t *end)
{
    size_t input = m->heap[0];
    struct ssi_str text = m->texts[input];
    if (m->placed == 0 || !ssi_str_eq(*last, text)) {
        *last = text;
        *end += text.len;
        m->placed++;
        SSI_TRY(lengths ? put(m, ends, end, sizeof *end)
                        : put(m, (enum ssi_section)(ends + 1), text.ptr, text.len));
    }
    map[m->next[input]] = (uint32_t)(m->placed - 1);
    advance(m, ends);
    forget_texts(m, ends, input);
    return SSI_OK;
}

/** A text table: first where each text ends, which numbers them, then their bytes. */
static enum ssi_status merge_texts(struct merging *m, enum ssi_section ends,
                                   uint32_t *(*map_of)(struct maps *))
{
    for (int pass = 0; pass < 2; pass++) {
        struct ssi_str last = {NULL, 0};
        uint64_t end = 0;
        m->placed = 0;
        start_heap(m, ends);
        while (m->heap_count > 0) {
            SSI_TRY(
                take_text(m, ends, pass == 0, map_of(&m->maps[m->heap[0]]), &last, &end));
        }
    }
    forget_section(m, ends);
    forget_section(m, (enum ssi_section)(ends + 1));
    return SSI_OK;
}

/** Formats and sources: the index that input i's record got. */
static void note_index(struct merging *m, enum ssi_section section, size_t i,
                       size_t index)
{
    if (section == SSI_SECTION_FORMATS) {
        m->maps[i].formats[m->next[i]] = (uint32_t)index;
    } else if (section == SSI_SECTION_SOURCES) {
        m->maps[i].sources[m->next[i]] = (uint32_t)index;
    }
}

static enum ssi_status check_same(struct merging *m, enum ssi_section section,
                                  size_t input, const unsigned char *kept)
{
    if (section == SSI_SECTION_FORMATS) {
        const struct ssi_format_record *a = (const void *)kept;
        const struct ssi_format_record *b = (const void *)head(m, input);
        if (a->digest_high != b->digest_high || a->digest_low != b->digest_low) {
            const struct ssi_format_record *own =
                m->inputs[input].partial->sections[section].items;
            struct ssi_str name =
                ssi_partial_string(m->inputs[input].partial, own[m->next[input]].name);
            return ssi_error_set(
                m->err, SSI_EDATA,
                "the partials map the format '%.*s' differently; ingest all "
                "files with the same config",
                (int)name.len, name.ptr);
        }
    }
    if (section == SSI_SECTION_SOURCES && !m->shared_sources) {
        const struct ssi_source_record *own =
            m->inputs[input].partial->sections[section].items;
        struct ssi_str label =
            ssi_partial_string(m->inputs[input].partial, own[m->next[input]].label);
        char name[SSI_QUOTE_SIZE];
        return ssi_error_set(m->err, SSI_EDATA,
                             "the file %s is in two of the partials; leave one out",
                             ssi_quote(label, name));
    }
    return SSI_OK;
}

/** The group goes out in order, records of one key added up. */
static enum ssi_status put_group(struct merging *m, enum ssi_section section)
{
    const struct ssi_section_info *info = &ssi_section_infos[section];
    size_t size = info->record_size;
    size_t kept = 0;
    if (m->group_count > 1) {
        qsort(m->group, m->group_count, size, info->compare);
    }
    for (size_t i = 1; i < m->group_count; i++) {
        unsigned char *last = m->group + kept * size;
        unsigned char *record = m->group + i * size;
        if (info->compare(last, record) == 0) {
            info->combine(last, record);
        } else if (++kept < i) {
            memcpy(last + size, record, size);
        }
    }
    size_t count = m->group_count ? kept + 1 : 0;
    m->group_count = 0;
    m->placed += count;
    return count ? put(m, section, m->group, count * size) : SSI_OK;
}

/** Adds the smallest record to the group, or first lets the group before it go. */
static enum ssi_status take_head(struct merging *m, enum ssi_section section)
{
    const struct ssi_section_info *info = &ssi_section_infos[section];
    size_t input = m->heap[0];
    if (m->group_count > 0 && info->compare_group(m->group, head(m, input)) != 0) {
        SSI_TRY(put_group(m, section));
    }
    unsigned char *last =
        m->group + (m->group_count ? m->group_count - 1 : 0) * info->record_size;
    if (m->group_count > 0 && info->compare(last, head(m, input)) == 0) {
        SSI_TRY(check_same(m, section, input, last));
        info->combine(last, head(m, input));
    } else {
        SSI_TRY(SSI_GROW(m->group, m->group_cap, (m->group_count + 1) * info->record_size,
                         m->err));
        memcpy(m->group + m->group_count++ * info->record_size, head(m, input),
               info->record_size);
    }
    note_index(m, section, input, m->placed + m->group_count - 1);
    return SSI_OK;
}

static enum ssi_status merge_section(struct merging *m, enum ssi_section section)
{
    m->placed = 0;
    start_heap(m, section);
    while (m->heap_count > 0) {
        SSI_TRY(take_head(m, section));
        advance(m, section);
    }
    SSI_TRY(put_group(m, section));
    forget_section(m, section);
    return SSI_OK;
}

static enum ssi_status check_calendars(struct merging *m)
{
    const struct ssi_partial *first = m->inputs[0].partial;
    for (size_t i = 0; i < m->count; i++) {
        const struct ssi_partial *input = m->inputs[i].partial;
        if (input->calendar_digest != first->calendar_digest ||
            strcmp(input->zone, first->zone) != 0 ||
            strcmp(input->weekday_time, first->weekday_time) != 0) {
            return ssi_error_set(
                m->err, SSI_EDATA,
                "the partials have different calendars (%s %s and %s %s)",
                first->weekday_time, first->zone, input->weekday_time, input->zone);
        }
        bool keyed = input->key_print.high || input->key_print.low;
        bool known = m->image.key_print.high || m->image.key_print.low;
        if (keyed && known && ssi_digest_cmp(input->key_print, m->image.key_print) != 0) {
            return ssi_error_set(
                m->err, SSI_EDATA,
                "the partials were made with different ssi.key files; ingest "
                "all files with the same --key");
        }
        if (keyed) {
            m->image.key_print = input->key_print;
        }
    }
    memcpy(m->image.zone, first->zone, sizeof m->image.zone);
    memcpy(m->image.weekday_time, first->weekday_time, sizeof m->image.weekday_time);
    m->image.calendar_digest = first->calendar_digest;
    return SSI_OK;
}

static enum ssi_status allocate(struct merging *m)
{
    m->maps = ssi_alloc(m->count, sizeof *m->maps);
    m->next = ssi_alloc(m->count, sizeof *m->next);
    m->heap = ssi_alloc(m->count, sizeof *m->heap);
    for (int s = 0; s < SSI_SECTION_COUNT; s++) {
        size_t size = ssi_section_infos[s].record_size;
        m->head_size = size > m->head_size ? size : m->head_size;
    }
    m->heads = ssi_alloc(m->count, m->head_size);
    m->texts = ssi_alloc(m->count, sizeof *m->texts);
    if (!m->maps || !m->next || !m->heap || !m->heads || !m->texts) {
        return ssi_error_nomem(m->err);
    }
    for (size_t i = 0; i < m->count; i++) {
        const struct ssi_section_view *sections = m->inputs[i].partial->sections;
        struct maps *maps = &m->maps[i];
        maps->strings =
            ssi_alloc(sections[SSI_SECTION_STRING_ENDS].count, sizeof(uint32_t));
        maps->members =
            ssi_alloc(sections[SSI_SECTION_MEMBER_ENDS].count, sizeof(uint32_t));
        maps->formats = ssi_alloc(sections[SSI_SECTION_FORMATS].count, sizeof(uint32_t));
        maps->sources = ssi_alloc(sections[SSI_SECTION_SOURCES].count, sizeof(uint32_t));
        if (!maps->strings || !maps->members || !maps->formats || !maps->sources) {
            return ssi_error_nomem(m->err);
        }
    }
    return SSI_OK;
}

static void merging_release(struct merging *m)
{
    for (size_t i = 0; m->maps && i < m->count; i++) {
        ssi_free(m->maps[i].strings);
        ssi_free(m->maps[i].members);
        ssi_free(m->maps[i].formats);
        ssi_free(m->maps[i].sources);
    }
    ssi_free(m->maps);
    ssi_free(m->next);
    ssi_free(m->heap);
    ssi_free(m->heads);
    ssi_free(m->texts);
    ssi_free(m->group);
    ssi_image_release(&m->image);
}

static enum ssi_status merge_all(struct merging *m)
{
    SSI_TRY(allocate(m));
    SSI_TRY(check_calendars(m));
    SSI_TRY(merge_texts(m, SSI_SECTION_STRING_ENDS, strings_of));
    SSI_TRY(merge_texts(m, SSI_SECTION_MEMBER_ENDS, members_of));
    for (int s = SSI_SECTION_FORMATS; s < SSI_SECTION_COUNT; s++) {
        SSI_TRY(merge_section(m, (enum ssi_section)s));
    }
    return SSI_OK;
}

enum ssi_status ssi_merge_to_memory(const struct ssi_merge_input *inputs, size_t count,
                                    bool shared_sources, struct ssi_partial *out_partial,
                                    struct ssi_error *err)
{
    struct merging m = {
        .inputs = inputs, .count = count, .shared_sources = shared_sources, .err = err};
    enum ssi_status status = merge_all(&m);
    if (status == SSI_OK) {
        status = ssi_image_finish(&m.image, out_partial, err);
    }
    merging_release(&m);
    return status;
}

static struct ssi_merge_input *as_inputs(const struct ssi_partial *const *partials,
                                         size_t count)
{
    struct ssi_merge_input *inputs = ssi_alloc(count, sizeof *inputs);
    for (size_t i = 0; inputs && i < count; i++) {
        inputs[i].partial = partials[i];
    }
    return inputs;
}

enum ssi_status ssi_partial_merge_any(const struct ssi_partial *const *inputs,
                                      size_t count, bool shared_sources,
                                      struct ssi_partial *out_partial,
                                      struct ssi_error *err)
{
    struct ssi_merge_input *wrapped = as_inputs(inputs, count);
    enum ssi_status status =
        wrapped ? ssi_merge_to_memory(wrapped, count, shared_sources, out_partial, err)
                : ssi_error_nomem(err);
    ssi_free(wrapped);
    return status;
}

enum ssi_status ssi_partial_merge(const struct ssi_partial *const *inputs, size_t count,
                                  struct ssi_partial *out_partial, struct ssi_error *err)
{
    if (count == 0) {
        return ssi_error_set(err, SSI_EUSAGE, "nothing to merge");
    }
    return ssi_partial_merge_any(inputs, count, false, out_partial, err);
}

enum ssi_status ssi_merge_to_file(const struct ssi_merge_input *inputs, size_t count,
                                  const char *path, struct ssi_error *err)
{
    struct merging m = {.inputs = inputs, .count = count, .err = err};
    SSI_TRY(ssi_writer_open(path, NULL, &m.writer, err));
    enum ssi_status status = merge_all(&m);
    if (status == SSI_OK) {
        status = ssi_writer_close(m.writer, &m.image, err);
    } else {
        ssi_writer_abandon(m.writer);
    }
    merging_release(&m);
    return status;
}

enum ssi_status ssi_partial_merge_file(const struct ssi_partial *const *inputs,
                                       size_t count, const char *path,
                                       struct ssi_error *err)
{
    if (count == 0) {
        return ssi_error_set(err, SSI_EUSAGE, "nothing to merge");
    }
    struct ssi_merge_input *wrapped = as_inputs(inputs, count);
    enum ssi_status status =
        wrapped ? ssi_merge_to_file(wrapped, count, path, err) : ssi_error_nomem(err);
    ssi_free(wrapped);
    return status;
}
