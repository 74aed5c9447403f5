# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading side of the independent recomputation: INI files, calendar, CSV files, typed rows.

Nothing here knows a metric. A file becomes a Source with its account and a list of rows;
every row of an event file keeps its state: used, ignored_mapping, ignored_orphan, duplicate.
"""
import configparser
import gzip
import hashlib
import os
import re
from bisect import bisect_right
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

HERE = os.path.dirname(os.path.abspath(__file__))
DATASETS = os.path.normpath(os.path.join(HERE, "..", "..", "datasets"))
DAY = 86400
EPOCH = date(1970, 1, 1).toordinal()
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

ACTIVITIES = """people_search advanced_search profile_view inbound_view lead_save account_save
account_view message_send inmail_send inmail_accept inmail_decline connection_request
connection_accept connection_made post share question_answer engagement_give engagement_receive
endorsement_receive recommendation_receive follower_gain group_join company_follow
ignore""".split()
# definition 2
MIRROR = {"engagement_give": "engagement_receive", "profile_view": "inbound_view",
          "connection_made": "connection_made"}
LEVELS = """profile_completeness profile_length keyword_match rich_media connections
decision_maker_connections internal_connections relevant_connections
ssi_brand ssi_people ssi_insights ssi_relationships""".split()
# Columns whose cells may be empty even where the column itself is required.
MAY_BE_EMPTY = {"counterpart_id", "count", "text", "topic", "team", "industry"}


class DataError(Exception):
    """Something that makes the run end: one line for stderr."""


# ------------------------------------------------------------------------------ INI

def read_ini(path):
    ini = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=True,
                                    comment_prefixes=(";", "#"), empty_lines_in_values=False,
                                    default_section="\0none")
    ini.optionxform = str
    with open(path, encoding="utf-8") as file:
        ini.read_file(file)
    return {name: dict(ini[name]) for name in ini.sections()}


def words_list(text):
    """A comma-separated list; a line end of a continuation line separates, too."""
    parts = re.split(r"[,\n]", text or "")
    return [part.strip() for part in parts if part.strip()]


def is_yes(text):
    return text.strip().lower() in ("yes", "true", "1", "on", "y")


# ------------------------------------------------------------------------------ time

def to_utc(local, zone):
    """UTC second of a local time: ambiguous = the earlier, missing = the first after the gap."""
    if zone is timezone.utc:
        return (local.toordinal() - EPOCH) * DAY + \
            local.hour * 3600 + local.minute * 60 + local.second
    late = int(local.replace(tzinfo=zone, fold=0).timestamp())
    if datetime.fromtimestamp(late, zone).replace(tzinfo=None) == local:
        return late
    early = int(local.replace(tzinfo=zone, fold=1).timestamp())
    before = datetime.fromtimestamp(early, zone).utcoffset()
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


def get_zone(name):
    return timezone.utc if name in ("UTC", "Etc/UTC", "Z") else ZoneInfo(name)


ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?"
                 r"(?:(Z)|([+-])(\d\d):(\d\d))?)?", re.ASCII)
US = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d)", re.ASCII)


def parse_iso(text, zone):
    found = ISO.fullmatch(text)
    if not found:
        raise ValueError("bad time")
    year, month, day, hour, minute, second, utc, sign, off_h, off_m = found.groups()
    local = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0),
                     int(second or 0))
    if utc:
        return to_utc(local, timezone.utc)
    if sign:
        if int(off_h) > 23 or int(off_m) > 59:
            raise ValueError("bad offset")
        offset = int(off_h) * 3600 + int(off_m) * 60
        return to_utc(local, timezone.utc) - (offset if sign == "+" else -offset)
    return to_utc(local, zone)


def parse_us(text, zone):
    found = US.fullmatch(text)
    if not found:
        raise ValueError("bad time")
    month, day, year, hour, minute, second = map(int, found.groups())
    return to_utc(datetime(year, month, day, hour, minute, second), zone)


TIME_FORMS = {"ISO": parse_iso, "MM-DD-YYYY HH:MM:SS": parse_us}


def iso_utc(second):
    days, rest = divmod(second, DAY)
    return "%sT%02d:%02d:%02dZ" % (date.fromordinal(days + EPOCH).isoformat(), rest // 3600,
                                   rest // 60 % 60, rest % 60)


class Calendar:
    """Design 2: weeks and days as a table of instants, one for each local day boundary."""

    def __init__(self, section):
        self.zone = get_zone(section.get("zone", "UTC").strip())
        self.weekday = WEEKDAYS.index(section.get("weekday", "Thursday").strip().lower())
        hour, minute = section.get("time", "00:00").strip().split(":")[:2]
        self.time = (int(hour), int(minute))
        self.starts = []

    def build(self, low, high):
        """Boundaries from before `low` to after `high` (UTC seconds)."""
        first = max(low // DAY + EPOCH - 14, 8)
        last = min(high // DAY + EPOCH + 21, date.max.toordinal() - 8)
        while date.fromordinal(first).weekday() != self.weekday:
            first -= 1
        self.starts = []
        for ordinal in range(first, last + 1):
            day = date.fromordinal(ordinal)
            local = datetime(day.year, day.month, day.day, *self.time)
            self.starts.append(to_utc(local, self.zone))

    def day_index(self, second):
        index = bisect_right(self.starts, second) - 1
        if index < 0 or index + 8 >= len(self.starts):
            raise DataError("a time outside the calendar's table")
        return index

    def week(self, second):
        return self.day_index(second) // 7

    def begin(self, week):
        return self.starts[7 * week]

    def cutoff(self, week):
        return self.starts[7 * week + 7]

    def name(self, week):
        last = self.cutoff(week) - 1
        return datetime.fromtimestamp(last, self.zone).date().isoformat()


# ------------------------------------------------------------------------------ formats

class Column:
    def __init__(self, field, section):
        self.field = field
        self.names = [name.lower() for name in words_list(section.get("names", field))]
        self.type = section.get("type", "text")
        self.form = section.get("form", "ISO")
        self.required = is_yes(section.get("required", "no"))
        self.line_breaks = is_yes(section.get("line_breaks", "no"))
        self.alias = is_yes(section.get("alias", "no"))
        self.choices = words_list(section.get("choices", ""))


class Format:
    def __init__(self, name, head, columns, activities, calendar):
        self.name = name
        self.kind = head.get("kind", "events")
        self.closed = is_yes(head.get("closed", "no"))
        zone = head.get("zone", "calendar")
        self.zone = calendar.zone if zone == "calendar" else get_zone(zone)
        self.levels = is_yes(head.get("levels", "no"))
        self.provides = words_list(head.get("provides", ""))
        self.columns = [Column(field, section) for field, section in columns]
        self.activities = {}
        if activities is None:
            if self.kind in ("events", "outcomes"):
                self.activities = {code: (code, False) for code in ACTIVITIES}
        else:
            for key, value in activities.items():
                self.activities[key] = self._activity(value)
        self.weeks = set()          # weeks that hold a valid row (definition 7)

    def _activity(self, value):
        parts = value.split()
        mirror = parts[1:] == ["mirror"]
        if parts[0] not in ACTIVITIES or (len(parts) > 1 and not mirror) or \
                (mirror and parts[0] not in MIRROR):
            raise DataError("format %s: bad activity: %s" % (self.name, value))
        return parts[0], mirror

    def match(self, header):
        """{index: Column} of the recognised columns, or None when a required one is missing."""
        by_name = {name: column for column in self.columns for name in column.names}
        if self.levels:
            for level in LEVELS:
                by_name.setdefault(level, Column(level, {"type": "level"}))
        found = {index: by_name[name] for index, name in enumerate(header) if name in by_name}
        fields = [column.field for column in found.values()]
        if any(column.required and column.field not in fields for column in self.columns):
            return None
        return found


def load_formats(config, calendar):
    """The bundled formats, then those of the config ([format NAME ...])."""
    formats = {}
    folder = os.path.join(DATASETS, "formats")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".ini"):
            ini = read_ini(os.path.join(folder, name))
            head = ini["format"]
            columns = [(key.split()[1], ini[key]) for key in ini if key.startswith("column ")]
            formats[head["name"]] = Format(head["name"], head, columns, ini.get("activities"),
                                           calendar)
    for key in config:
        parts = key.split()
        if len(parts) == 2 and parts[0] == "format":
            own = "format %s " % parts[1]
            columns = [(other.split()[3], config[other]) for other in config
                       if other.startswith(own + "column ")]
            formats[parts[1]] = Format(parts[1], config[key], columns,
                                       config.get(own + "activities"), calendar)
    return formats


# ------------------------------------------------------------------------------ CSV

FIELD = re.compile(r'[ \t]*"((?:[^"]|"")*)"[ \t]*(,|\Z)|([^",]*)(,|\Z)')


def split_record(text):
    """Fields of one record, outer blanks trimmed outside quotes; None when it is damaged."""
    if '"' not in text:
        return [field.strip(" \t") for field in text.split(",")]
    fields, at = [], 0
    while True:
        found = FIELD.match(text, at)
        if not found:
            return None
        quoted, end_quoted, plain, end_plain = found.groups()
        fields.append(plain.strip(" \t") if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if not (end_plain if quoted is None else end_quoted):
            return fields if at == len(text) else None


def read_records(lines, at, may_break):
    """Yields the fields of each record from line `at`, None for a damaged line."""
    while at < len(lines):
        record = lines[at]
        at += 1
        if record in ("", "\r"):
            continue
        if record.count('"') % 2 == 0:
            yield split_record(record.removesuffix("\r"))
            continue
        end, quotes = at, 1
        while end < len(lines) and quotes % 2:
            quotes += lines[end].count('"')
            end += 1
        fields = None
        if quotes % 2 == 0:
            fields = split_record("\n".join(lines[at - 1:end]).removesuffix("\r"))
        if fields and all(index in may_break for index, field in enumerate(fields)
                          if "\n" in field):
            yield fields
            at = end
        else:
            yield None          # the line alone is lost; reading goes on with the next


# ------------------------------------------------------------------------------ cells

SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?[eE]\+\d+", re.ASCII)
URL = re.compile(r"https?://|([a-z0-9-]+\.)*linkedin\.com/", re.IGNORECASE | re.ASCII)
NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
FLAGS = {"yes": True, "true": True, "1": True, "y": True,
         "no": False, "false": False, "0": False, "n": False}


def parse_id(text):
    if "+" in text and SCIENTIFIC.fullmatch(text):
        raise ValueError("rewritten by a spreadsheet")
    if "/" in text and URL.match(text):
        text = re.sub(r"^https?://", "", text.translate(LOWER))
        text = text.split("?")[0].rstrip("/")
    if len(text.encode("utf-8")) > 255:
        raise ValueError("id too long")
    return text


def parse_number(text):
    if not NUMBER.fullmatch(text):
        raise ValueError("bad number")
    return Fraction(text)


def parse_count(text):
    if not (text.isascii() and text.isdigit()):
        raise ValueError("bad count")
    return int(text)


def remembering(convert):
    """The same function, with one object for each distinct text."""
    done = {}

    def lookup(text):
        if text not in done:
            done[text] = convert(text)
        return done[text]
    return lookup


def converter(column, zone):
    """The function from a non-empty cell's text to its value."""
    if column.type == "id":
        return parse_id if column.field == "event_id" else remembering(parse_id)
    if column.type == "time":
        form = TIME_FORMS[column.form]
        return lambda text: form(text, zone)
    if column.type == "count":
        return parse_count
    if column.type in ("number", "level"):
        return parse_number
    if column.type == "flag":
        def flag(text):
            if text.lower() not in FLAGS:
                raise ValueError("bad flag")
            return FLAGS[text.lower()]
        return flag
    if column.type == "choice":
        def choice(text):
            if text.lower() not in column.choices:
                raise ValueError("unknown choice")
            return text.lower()
        return choice
    return remembering(str)


# ------------------------------------------------------------------------------ files

class Source:
    """One file and its account."""

    def __init__(self, path, digest, form):
        name = os.path.basename(path)
        self.file = name[:-3] if name.lower().endswith(".gz") else name
        self.path, self.digest, self.format = path, digest, form
        self.rows = self.rejected = 0
        self.states = {"used": 0, "ignored_mapping": 0, "ignored_orphan": 0, "duplicate": 0}
        self.first = self.last = None

    def saw(self, second):
        if second is not None:
            self.first = second if self.first is None else min(self.first, second)
            self.last = second if self.last is None else max(self.last, second)


class Event:
    """One valid row of an event or outcome file."""
    __slots__ = ("source", "time", "member", "code", "mirror", "other", "event_id", "count",
                 "text", "topic", "team", "industry", "state", "week", "day")

    def __init__(self, source, row):
        code, mirror = source.format.activities.get(row["activity"], ("ignore", False))
        self.source = source
        self.time, self.member = row.get("occurred_at"), row.get("member_id")
        self.code, self.mirror = code, mirror
        self.other, self.event_id = row.get("counterpart_id"), row.get("event_id")
        self.count = 1 if row.get("count") is None else row["count"]
        self.text, self.topic, self.team = row.get("text"), row.get("topic"), row.get("team")
        self.industry = row.get("industry")
        self.state = "ignored_mapping" if code == "ignore" else "used"
        self.week = self.day = None
        source.saw(self.time)


def find_files(paths):
    """(path, named) of each file: folders recursively in name order, with the skips of design 3."""
    skip = (".part", ".tmp", ".crdownload")
    for path in paths:
        if os.path.isdir(path):
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    if not name.startswith(".") and not name.endswith(skip):
                        yield os.path.join(folder, name), False
        else:
            yield path, True


def choose_format(header, lines, formats):
    """Design 3: required columns, most columns recognised, then the first 100 activity names."""
    fits = []
    for form in formats.values():
        columns = form.match(header)
        if columns is not None:
            fits.append((len(columns), form, columns))
    if not fits:
        return None, None
    best = max(fit[0] for fit in fits)
    fits = [fit for fit in fits if fit[0] == best]
    if len(fits) == 1:
        return fits[0][1:]

    def known(fit):
        _, form, columns = fit
        at = [index for index, column in columns.items() if column.type == "activity"]
        seen = []
        for fields in read_records(lines, 1, ()):
            if fields and at and len(fields) > at[0]:
                seen.append(fields[at[0]] in form.activities)
            if len(seen) == 100:
                break
        return sum(seen)
    scores = [known(fit) for fit in fits]
    if scores.count(max(scores)) > 1:
        raise DataError("two formats fit: " + ", ".join(fit[1].name for fit in fits))
    return fits[scores.index(max(scores))][1:]


def read_file(path, named, formats, seen, max_rejects):
    """(Source, its rows) of one file; None for unknown files and repeats. A row is an Event in
    event and outcome files, a dictionary in reference files."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    first = split_record(lines[0].removesuffix("\r")) or []
    header = [name.strip(" \t").lower() for name in first]
    form, columns = choose_format(header, lines, formats)
    if form is None:
        if named:
            raise DataError("%s: no format fits its header" % path)
        return None
    digest = hashlib.sha256(data).hexdigest()
    if (form.name, digest) in seen:
        return None
    seen.add((form.name, digest))
    if len({column.field for column in columns.values()}) < len(columns):
        raise DataError("%s: a column stands twice" % path)
    source = Source(path, digest, form)
    rows = read_rows(source, lines, columns, len(header))
    limit = max_rejects if max_rejects is not None else max(10, source.rows // 100)
    if source.rejected > limit:
        raise DataError("%s: %d of %d rows rejected" % (path, source.rejected, source.rows))
    return source, rows


def read_rows(source, lines, columns, width):
    cells = [(index, column.field, converter(column, source.format.zone),
              column.required and column.field not in MAY_BE_EMPTY)
             for index, column in columns.items()]
    may_break = {index for index, column in columns.items() if column.line_breaks}
    is_event = source.format.kind in ("events", "outcomes")
    rows = []
    for fields in read_records(lines, 1, may_break):
        source.rows += 1
        try:
            if fields is None or len(fields) != width:
                raise ValueError("wrong width")
            row = {}
            for index, field, convert, needed in cells:
                text = fields[index]
                if text:
                    row[field] = convert(text)
                elif needed:
                    raise ValueError("empty")
            "".join(fields).encode("utf-8")         # refuses bytes that are not UTF-8
        except (ValueError, OverflowError):
            source.rejected += 1
            continue
        rows.append(Event(source, row) if is_event else row)
    return rows


def read_inputs(paths, formats, max_rejects=None):
    """Every file once: (sources with their typed rows) sorted so that order does not matter."""
    seen, found = set(), []
    files = sorted(find_files(paths), key=lambda item: (os.path.basename(item[0]), item[0]))
    for path, named in files:
        one = read_file(path, named, formats, seen, max_rejects)
        if one:
            found.append(one)
    found.sort(key=lambda item: (item[0].format.name, item[0].file, item[0].digest))
    return found


def drop_duplicates(events, mode):
    """Design 3 and definition 4: sets state `duplicate` on the rows that do not count again."""
    if mode == "never":
        return
    by_format = {}
    for event in events:
        if event.source.format.kind == "events":
            by_format.setdefault(event.source.format.name, []).append(event)
    for rows in by_format.values():
        for group in overlapping({event.source for event in rows}, mode):
            holders = {}            # event id -> file -> its rows
            for event in rows:
                if event.source in group and event.event_id and event.state == "used":
                    holders.setdefault(event.event_id, {}) \
                        .setdefault(event.source.digest, []).append(event)
            for files in holders.values():
                mark_duplicates(files, mode)


def mark_duplicates(files, mode):
    """`files`: digest -> rows of one event id. Keeps the rows of one file (or a single row)."""
    if mode == "always":
        keep = files[min(files)][:1]
    else:
        most = max(len(rows) for rows in files.values())
        keep = files[min(digest for digest in files if len(files[digest]) == most)]
    kept = set(map(id, keep))
    for rows in files.values():
        for event in rows:
            if id(event) not in kept:
                event.state = "duplicate"


def overlapping(sources, mode):
    """Sets of files whose closed intervals overlap, transitively; `always`: all are one set."""
    if mode == "always":
        return [sources]
    groups, end = [], None
    for source in sorted((one for one in sources if one.first is not None),
                         key=lambda one: (one.first, one.last)):
        if groups and source.first <= end:
            groups[-1].add(source)
            end = max(end, source.last)
        else:
            groups.append({source})
            end = source.last
    return [group for group in groups if len(group) > 1]
