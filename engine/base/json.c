// SPDX-License-Identifier: GPL-3.0-or-later
// The door to jansson. struct ssi_json is jansson's value under our own name.

#include "ssi/json.h"

#include "ssi/memory.h"

#include <jansson.h>

static json_t *value_of(const struct ssi_json *value)
{
    // jansson's getters take const values but return mutable ones; nothing here changes
    // them.
    union {
        const struct ssi_json *ours;
        json_t *theirs;
    } view = {.ours = value};
    return view.theirs;
}

static struct ssi_json *ours(json_t *value)
{
    return (struct ssi_json *)(void *)value;
}

struct ssi_json *ssi_json_object(void)
{
    return ours(json_object());
}

struct ssi_json *ssi_json_array(void)
{
    return ours(json_array());
}

struct ssi_json *ssi_json_text(struct ssi_str text)
{
    if (ssi_str_is_utf8(text)) {
        return ours(json_stringn(text.ptr ? text.ptr : "", text.len));
    }
    struct ssi_arena arena = {0};
    char *clean = ssi_arena_alloc(&arena, text.len * 3 + 1);
    size_t at = 0;
    for (size_t i = 0; clean && i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < 0x80) {
            clean[at++] = text.ptr[i];
        } else {
            memcpy(clean + at, "\xEF\xBF\xBD", 3);
            at += 3;
        }
    }
    struct ssi_json *value = clean ? ours(json_stringn(clean, at)) : NULL;
    ssi_arena_release(&arena);
    return value;
}

struct ssi_json *ssi_json_integer(int64_t value)
{
    return ours(json_integer(value));
}

struct ssi_json *ssi_json_real(double value)
{
    return ours(json_real(value));
}

struct ssi_json *ssi_json_flag(bool value)
{
    return ours(json_boolean(value));
}

struct ssi_json *ssi_json_null(void)
{
    return ours(json_null());
}

void ssi_json_free(struct ssi_json *value)
{
    json_decref(value_of(value));
}

enum ssi_status ssi_json_set(struct ssi_json *object, const char *key,
                             struct ssi_json *value, struct ssi_error *err)
{
    if (!value || json_object_set_new(value_of(object), key, value_of(value)) != 0) {
        return ssi_error_nomem(err);
    }
    return SSI_OK;
}

enum ssi_status ssi_json_push(struct ssi_json *array, struct ssi_json *value,
                              struct ssi_error *err)
{
    if (!value || json_array_append_new(value_of(array), value_of(value)) != 0) {
        return ssi_error_nomem(err);
    }
    return SSI_OK;
}

static int sink(const char *bytes, size_t len, void *output)
{
    ssi_output_write(output, bytes, len);
    return 0;
}

enum ssi_status ssi_json_write(const struct ssi_json *value, struct ssi_output *output,
                               struct ssi_error *err)
{
    if (json_dump_callback(value_of(value), sink, output,
                           JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENCODE_ANY |
                               JSON_REAL_PRECISION(15)) != 0) {
        return ssi_error_nomem(err);
    }
    ssi_output_char(output, '\n');
    return SSI_OK;
}

enum ssi_status ssi_json_parse(struct ssi_str bytes, struct ssi_json **out_value,
                               struct ssi_error *err)
{
    json_error_t reason;
    json_t *value = json_loadb(bytes.ptr, bytes.len, JSON_REJECT_DUPLICATES, &reason);
    if (!value) {
        char text[SSI_QUOTE_SIZE];
        ssi_quote(ssi_str_z(reason.text), text);
        (void)ssi_error_set(err, SSI_EDATA, "not valid JSON: %s", text);
        ssi_error_at(err, NULL, (uint64_t)reason.line, (uint64_t)reason.column);
        return SSI_EDATA;
    }
    *out_value = ours(value);
    return SSI_OK;
}

const struct ssi_json *ssi_json_get(const struct ssi_json *object, const char *key)
{
    return ours(json_object_get(value_of(object), key));
}

size_t ssi_json_size(const struct ssi_json *array)
{
    return json_array_size(value_of(array));
}

const struct ssi_json *ssi_json_at(const struct ssi_json *array, size_t index)
{
    return ours(json_array_get(value_of(array), index));
}

struct ssi_str ssi_json_key(const struct ssi_json *object, size_t index)
{
    json_t *value = value_of(object);
    void *place = json_object_iter(value);
    while (place && index-- > 0) {
        place = json_object_iter_next(value, place);
    }
    return ssi_str_z(place ? json_object_iter_key(place) : NULL);
}

struct ssi_str ssi_json_as_text(const struct ssi_json *value)
{
    const json_t *text = value_of(value);
    return json_is_string(text)
               ? ssi_str_of(json_string_value(text), json_string_length(text))
               : ssi_str_of("", 0);
}

struct ssi_str ssi_json_get_text(const struct ssi_json *object, const char *key)
{
    return ssi_json_as_text(ssi_json_get(object, key));
}

int64_t ssi_json_get_integer(const struct ssi_json *object, const char *key)
{
    return json_integer_value(value_of(ssi_json_get(object, key)));
}

bool ssi_json_get_flag(const struct ssi_json *object, const char *key)
{
    return json_is_true(value_of(ssi_json_get(object, key)));
}
