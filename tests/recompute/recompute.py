#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Independent recomputation of every published number of an `ssi run`.

    recompute.py [-c CONFIG.ini] [--model MODEL] [--as-of TIME] [--week DATE]
                 [--dedup auto|always|never] [INPUT...] -o DIR

Reads the same raw files as the engine and writes scores.csv, history.csv, groups.csv,
distributions.csv, contributions.csv, trends.csv and sources.csv (without its digests) to DIR. It
was written from the design documents alone and shares no code with the engine; only the data
files under datasets/ (formats, models, words) are common. Brute force, standard library only.
inputs.py reads, scoring.py computes one week, this file makes the tables.

READINGS. Where the documents leave two ways, this is the one taken here.
Coverage and counting
 1. "A metric fed by several formats adds them up and is covered where any of them is": the count is
    of all used events of the member, also of a format that does not cover it (partials do not split
    counts by format). A free seat's rows in a closed file so still add to days_active where an open
    log covers the week.
 2. Def 7 "a valid row counts for coverage ..., whoever's it is": a format covers exactly the weeks
    that hold a valid row of it. Def 8 "occurs in it as the actor": any valid row, too.
 3. Def 26 "weeks in which any event format covers the member": formats of kind `events`, plus
    connections in the case of def 19; outcome files do not count.
 4. Def 9, 10, "what occurs in it": any valid row with a mapped activity before the newest week's
    cut-off, orphans too; a mirrored row feeds both its codes (the second where it has a counterpart).
    An outcome without time occurs when its activity did; an outcome file in which no row has a time
    before the cut-off is no "outcome file".
 5. Def 10 "when a row names a counterpart": closed formats: any valid row; open ones: a
    profile_view. A view without counterpart is never a prospecting view; a view of oneself is one.
 6. Def 18 "available when both occur": both occur with a counterpart. Covered where a format of
    either covers. "ratio when both its sides are fed": the sides may come from different formats.
 7. topic_relevance: available when [targets] has topics and some post or share has a topic or a
    text. What a post is about is its topic, or else its text; a listed topic stands in it as whole
    words after case folding. A post with neither is in "all".
 8. Def 2, design 3 "the row also credits the counterpart": also where the counterpart is the member
    itself (credited twice), and with the row's count. A reciprocal counterpart may be oneself.
    "an own action in the window" (def 12): rows of the actor, never mirrored ones.
 9. count: empty is 1, 0 is valid and adds neither a count nor a day.
10. Def 19: the week of an edge is that of its earliest date; a pair with any undated row is undated.
    It is used when a dated row lies before the newest week's cut-off.

Answers (def 3)
11. Requests of every event format, members and counterparts resolved, are matched in one pool.
    Outcome files first, then answers with counterpart in time order, then those without ("as many
    as that week has requests left unanswered", by any kind of counterpart; accept before decline at
    equal times). An answer with a counterpart never falls back to its week.
12. An outcome's activity may be any valid row of an event file (ignored ones too; then the outcome
    is used, without effect). Several outcomes of one activity are all used; it has responded when
    any acceptance lies before the cut-off, also after a decline. An activityId is one request for
    outcomes. In an open log a declined InMail is closed. An outcome may lie before its activity.
13. An answer row of count n answers up to n requests and is an orphan only if it answers none. The
    duplicate of an orphan is an orphan ("first that applies: rejected, ignored, duplicate").

Members and time
14. Def 11: since and until of a week are read as of the scored week's cut-off, status and opted_out
    as of the week's own. Weeks in status `left` do not count either.
15. Levels need no covered week: they stand for away and opted-out members, too.
16. Def 12 "latest event ... that states them": used rows of the actor, each column by itself; at
    equal times the smaller name (bytes).
17. Def 13: all cells of alias columns are aliases, whatever their as_of. member_ids are those of
    the roster and of identities. An alias of an alias is not followed.
18. Def 28 "the first used event": used rows of kind `events`. The same for the newest complete week.
19. away goes before opted_out in `status`. Without any existing pillar everybody is incomplete.
20. A member outside the population of W-1 or W-5 has no previous values there.

Levels
21. Def 14 "Known for members that an edge row names": all four edge levels, so decision makers or
    internal ones are 0 where no row has a title or company; relevant_connections only with
    companies, industries or titles in [targets]. A self-edge names nobody.
22. title, company, industry, seniority describe connection_id for the row's member_id only. Of
    several rows of a pair, of whatever date, any may qualify; the roster's company stands in only
    where none of them has one, also for relevant_connections; industry has no such substitute.
    For the other end of the edge only the roster's company is known. An unknown own company is 0.
23. Target titles are whole words in the title; companies and industries equal after case folding.
24. profile_completeness, profile_length, keyword_match: known where any of headline, summary,
    skills is; completeness is the filled weight of the listed fields over that of the fields that
    some row of the roster, of whatever member, has before the newest week's cut-off; characters are
    code points of the cells as read (a line end inside counts as its characters); a phrase does not
    run across two of the texts. Words are runs of letters and digits after case folding.

Tables
25. "weight that stands" (coverage) counts metrics of pillars that do not exist, too.
26. Members without overall have empty rank columns, n included.
27. Contributions: weight is always filled (except `cap`); of a `cap` row a side that is 0 is empty.
28. groups.csv, trends.csv: a withheld group has one row for each measure, n only. A group without a
    ranked member has none. "fewer than 10" is 10 whatever min_group is. What such groups do not
    show could be told from everyone's and the others': so def 32's rule holds for it, too, with 10.
29. Def 32 "withheld ... if together fewer than the threshold": only where there is a withheld group
    or a ranked member without group; members without group count as one even if 10 or more.
30. sources.csv: first and last of an event file are of all its valid rows; of reference files, of
    their dates except since and until.

Reading files
31. `required = yes` means the column; an empty cell rejects the row except in counterpart_id, text,
    topic, team, industry (the git config requires target_member_id, which is mostly empty there).
32. Digest = SHA-256 of the decoded bytes; it decides only which of two conflicting duplicates stays.
    Of two files of one content the first by name is listed.
33. A profile URL starts with http://, https:// or [subdomain.]linkedin.com/, in any case. Folding:
    ASCII lower case; cut the scheme, from `?` on, and trailing slashes; `www.` stays. Scientific
    notation is digits[.digits]E+digits.
34. Dedup: ids are compared within a format, among rows not ignored by mapping; `always` keeps the
    first row of the file with the smallest digest.
35. Choices and flags ignore case, activity names do not. An unknown choice or flag rejects the row.
    MM-DD-YYYY columns need the time. List entries are separated by commas and line ends.
36. A quoted cell keeps its blanks. A record with an unclosed quote, or with a line end in a column
    that may not hold one, loses its first line only.
37. `provides` names metrics or activity codes.
"""
import argparse
import os
import sys
import time
from bisect import bisect_left, bisect_right
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

sys.dont_write_bytecode = True

import inputs                                                        # noqa: E402
from inputs import DataError                                         # noqa: E402
from scoring import PILLARS, Targets, World, read_model, round_to    # noqa: E402

MEASURES = ["overall"] + PILLARS
QUANTILES = [5, 10, 25, 50, 75, 90, 95]
RANKS = ["n", "position", "top_percent", "percentile"]
CERTAIN = 10        # a shown group below this has n and mean only (def 32)


# ------------------------------------------------------------------------------ output

def fixed(value, digits):
    """An integer count of 10^-digits as text; None is empty."""
    if value is None:
        return ""
    whole, part = divmod(abs(value), 10 ** digits)
    sign = "-" if value < 0 else ""
    return "%s%d.%0*d" % (sign, whole, digits, part) if digits else "%s%d" % (sign, whole)


def rounded(value, digits):
    return fixed(round_to(value, digits), digits)


def cell(text):
    """Quoted if and only if it contains comma, quote, CR, LF, or starts or ends with a blank."""
    text = "" if text is None else str(text)
    if any(c in text for c in ',"\r\n') or text[:1] in (" ", "\t") or text[-1:] in (" ", "\t"):
        return '"' + text.replace('"', '""') + '"' if text else text
    return text


def write_table(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        for row in [header] + rows:
            file.write(",".join(map(cell, row)) + "\n")


# ------------------------------------------------------------------------------ ranks

class Group:
    """Ranks of one member within a sorted list of overall scores (design 7)."""

    def __init__(self, values):
        self.values = sorted(values)

    def figures(self, overall):
        """n, position, top_percent, percentile as integers (percentile in hundredths)."""
        n = len(self.values)
        lower = bisect_left(self.values, overall)
        higher = n - bisect_right(self.values, overall)
        equal = n - lower - higher
        top = max(1, -(-100 * (higher + equal) // n))
        return n, 1 + higher, top, round_to(Fraction(100 * (2 * lower + equal), 2 * n), 2)

    def mean(self):
        """Thousandths of a point."""
        return round_to(Fraction(sum(self.values), 1000 * len(self.values)), 3)


class Ranks:
    """Every group of a scored week, and each member's place in them."""

    def __init__(self, scored, has_edges):
        self.scored, self.has_edges = scored, has_edges
        self.by = {"industry": {}, "team": {}, "everyone": {}}
        for u, overall in scored.overall.items():
            for kind, name in self._groups(u):
                self.by[kind].setdefault(name, []).append(overall)
        self.groups = {kind: {name: Group(values) for name, values in names.items()}
                       for kind, names in self.by.items()}

    def _groups(self, u):
        named = [("industry", self.scored.industry[u]), ("team", self.scored.team[u])]
        return [(kind, name) for kind, name in named if name] + [("everyone", "")]

    def place(self, u, kind):
        """Figures of a member in its industry, team, everyone; None without overall or group."""
        overall = self.scored.overall.get(u)
        names = dict(self._groups(u))
        if overall is None or kind not in names:
            return None
        return self.groups[kind][names[kind]].figures(overall)

    def network(self, u):
        """(figures, mean) of the network of a scored member (def 30), or None."""
        overall = self.scored.overall.get(u)
        if overall is None or not self.has_edges:
            return None
        others = [self.scored.overall[other] for other in self.scored.joined(u)
                  if other in self.scored.overall]
        group = Group([overall] + others)
        return group.figures(overall), group.mean()


def rank_cells(figures):
    if figures is None:
        return [""] * 4
    n, position, top, percentile = figures
    return [n, position, top, fixed(percentile, 2)]


# ------------------------------------------------------------------------------ statistics

def quantile(values, percent):
    """Type 7, exactly, of sorted integers (def 33)."""
    h = Fraction((len(values) - 1) * percent, 100)
    low = h.numerator // h.denominator
    high = min(low + 1, len(values) - 1)
    return values[low] + (h - low) * (values[high] - values[low])


def spread(values):
    """(sd in points, skewness), each None where undefined; 60 digits, from exact sums."""
    n, total = len(values), sum(values)
    if n < 2:
        return None, None
    squares = n * sum(v * v for v in values) - total * total
    with localcontext() as context:
        context.prec = 60
        sd = (Decimal(squares) / Decimal(n * (n - 1))).sqrt()
        if n < 3 or squares == 0:
            return sd / 1000, None
        mean = Fraction(total, n)
        cubes = sum((v - mean) ** 3 for v in values) / n
        return sd / 1000, Decimal(cubes.numerator) / Decimal(cubes.denominator) / sd ** 3


def gini(values):
    """sum |xi - xj| / (2 n^2 mean) over all pairs, from sorted integers; None for zeros."""
    n, total = len(values), sum(values)
    if total == 0:
        return None
    pairs = 2 * sum((2 * i - n + 1) * v for i, v in enumerate(values))
    return Fraction(pairs, 2 * n * total)


def optional(value, digits):
    return "" if value is None else rounded(value, digits)


# ------------------------------------------------------------------------------ small groups

def withheld(sizes, ungrouped, threshold):
    """Names of the withheld groups of a partition (def 32)."""
    hidden = {name for name, n in sizes.items() if n < threshold}
    while hidden or ungrouped:
        together = ungrouped + sum(sizes[name] for name in hidden)
        shown = [(n, name) for name, n in sizes.items() if name not in hidden]
        if together >= threshold or not shown:
            break
        hidden.add(min(shown)[1])
    return hidden


def without_spread(sizes, hidden, ungrouped):
    """Names of the groups with n and mean at most: those below 10, and by the same rule as def 32
    the smallest others, while those together are fewer than 10."""
    bare = {name for name, n in sizes.items() if n < CERTAIN} | hidden
    while bare or ungrouped:
        together = ungrouped + sum(sizes[name] for name in bare)
        shown = [(n, name) for name, n in sizes.items() if name not in bare]
        if together >= CERTAIN or not shown:
            break
        bare.add(min(shown)[1])
    return bare


class Tables:
    """groups.csv, distributions.csv and trends.csv rows of one scored week."""

    def __init__(self, scored, limits):
        self.scored, self.limits = scored, limits
        self.kinds = {"everyone": {"": list(scored.overall)}, "industry": {}, "team": {}}
        for u in scored.overall:
            for kind, of in (("industry", scored.industry), ("team", scored.team)):
                if of[u]:
                    self.kinds[kind].setdefault(of[u], []).append(u)

    def groups(self):
        """(kind, group, withheld?, n and mean only?, [(measure, sorted values)]) in the order of
        publication."""
        for kind, groups in self.kinds.items():
            sizes = {name: len(members) for name, members in groups.items() if members}
            ungrouped = len(self.scored.overall) - sum(sizes.values())
            hidden = withheld(sizes, ungrouped, self.limits[kind])
            bare = without_spread(sizes, hidden, ungrouped)
            for name in sorted(sizes):
                yield kind, name, name in hidden, name in bare, self._measures(groups[name])

    def _measures(self, members):
        values = [("overall", sorted(self.scored.overall[u] for u in members))]
        for pillar in PILLARS:
            have = sorted(self.scored.pillars[u][pillar] for u in members
                          if pillar in self.scored.pillars[u])
            if have:
                values.append((pillar, have))
        return values

    def _quantile(self, kind, bare, values, percent):
        n = len(values)
        if bare or 2 * n * min(percent, 100 - percent) < 100 * self.limits[kind]:
            return ""
        return rounded(quantile(values, percent) / 1000, 3)

    def group_rows(self):
        for kind, name, hidden, bare, measures in self.groups():
            for measure, values in measures:
                n = len(values)
                row = [kind, name, self.scored.name, measure, n]
                if hidden:
                    yield row + [""] * 11
                    continue
                sd, skewness = (None, None) if bare else spread(values)
                yield row + [rounded(Fraction(sum(values), 1000 * n), 3), optional(sd, 3)] + \
                    [self._quantile(kind, bare, values, p) for p in QUANTILES] + \
                    [optional(skewness, 4), optional(None if bare else gini(values), 4)]

    def trend_rows(self):
        for kind, name, hidden, bare, measures in self.groups():
            for measure, values in measures:
                n = len(values)
                row = [kind, name, self.scored.name, measure, n]
                if hidden:
                    yield row + [""] * 4
                else:
                    yield row + [rounded(Fraction(sum(values), 1000 * n), 3)] + \
                        [self._quantile(kind, bare, values, p) for p in (25, 50, 75)]

    def distribution_rows(self):
        """def 34: 20 bins of 5 for overall, 25 of 1 for pillars, the last closed at both ends."""
        for kind, name, hidden, bare, measures in self.groups():
            for measure, values in measures:
                if bare:
                    continue
                width, bins = (5, 20) if measure == "overall" else (1, 25)
                counts = [0] * bins
                for value in values:
                    counts[min(value // (1000 * width), bins - 1)] += 1
                for index, count in enumerate(counts):
                    if count:
                        yield [kind, name, self.scored.name, measure, index * width,
                               (index + 1) * width, count]


# ------------------------------------------------------------------------------ tables

def score_header():
    head = ["member_id", "name", "team", "industry", "seat", "status", "week"] + PILLARS
    head += ["overall", "out_of", "change", "change_5w", "weeks", "coverage"]
    for group in ("industry", "team", "everyone", "network"):
        head += [group + "_" + column for column in RANKS]
    return head + ["network_mean", "connections", "connections_scored"]


def change(now, before, u):
    """def 27."""
    if u not in now.overall or u not in before.overall or now.out_of != before.out_of:
        return ""
    return fixed(now.overall[u] - before.overall[u], 3)


def pillar_cells(scored, u):
    return [fixed(scored.pillars[u].get(pillar), 3) for pillar in PILLARS] + \
        [fixed(scored.overall.get(u), 3), scored.out_of if u in scored.overall else ""]


def score_rows(world, now, one_before, five_before):
    ranks = Ranks(now, world.has_edges)
    for u in now.members:
        name, seat = (world.roster.value(u, field, now.cutoff) for field in ("name", "seat"))
        row = [u, name, now.team[u], now.industry[u], seat, now.status[u], now.name]
        row += pillar_cells(now, u)
        row += [change(now, one_before, u), change(now, five_before, u), now.weeks[u],
                rounded(now.coverage[u], 4)]
        for kind in ("industry", "team", "everyone"):
            row += rank_cells(ranks.place(u, kind))
        figures, mean = ranks.network(u) or (None, None)
        row += rank_cells(figures) + [fixed(mean, 3)]
        if world.has_edges:
            joined = now.joined(u)
            row += [len(joined), sum(other in now.overall for other in joined)]
        else:
            row += ["", ""]
        yield row


def history_rows(world, now, weeks):
    """def 28; `weeks` are the scored weeks, oldest first."""
    ranks = [(scored, set(scored.members), Ranks(scored, world.has_edges)) for scored in weeks]
    for u in now.members:
        for scored, members, places in ranks:
            if u in members:
                industry = places.place(u, "industry")
                network, mean = places.network(u) or (None, None)
                yield [u, scored.name] + pillar_cells(scored, u) + \
                    [industry[2] if industry else "", network[2] if network else "",
                     fixed(mean, 3)]


def contribution_side(scored, u, pillar):
    """({metric: (value, normalised, points)}, what the cap takes) of a pillar that exists."""
    if u not in scored.x or pillar not in scored.exists or not scored.standing(u, pillar):
        return {}, 0
    points, cut = scored.points(u, pillar)
    side = {m.name: (fixed(scored.x[u][m.name], 6), rounded(scored.f[u][m.name], 6),
                     fixed(points[m.name], 3)) for m in scored.standing(u, pillar)}
    return side, cut


def contribution_rows(now, before):
    """def 24, 25."""
    for u in now.members:
        for pillar in PILLARS:
            new, new_cut = contribution_side(now, u, pillar)
            old, old_cut = contribution_side(before, u, pillar)
            for metric in now.model.of_pillar(pillar):
                if metric.name in new or metric.name in old:
                    value, normalised, points = new.get(metric.name, ("", "", ""))
                    old_value, _, old_points = old.get(metric.name, ("", "", ""))
                    yield [u, pillar, metric.name, value, normalised, metric.weight_text,
                           points, old_value, old_points]
            if new_cut or old_cut:
                yield [u, pillar, "cap", "", "", "", fixed(new_cut, 3) if new_cut else "", "",
                       fixed(old_cut, 3) if old_cut else ""]


def source_rows(sources):
    for source in sources:
        yield [source.file, source.format.name, source.rows] + \
            [source.states[state] for state in ("used", "ignored_mapping", "ignored_orphan",
                                                "duplicate")] + [source.rejected] + \
            [inputs.iso_utc(when) if when is not None else ""
             for when in (source.first, source.last)]


# ------------------------------------------------------------------------------ run

def load(paths, formats, max_rejects):
    """(sources with rows, events, outcomes); the rows of event and outcome files are taken out."""
    found = inputs.read_inputs(paths, formats, max_rejects)
    events, outcomes = [], []
    for source, rows in found:
        if source.format.kind in ("events", "outcomes"):
            (events if source.format.kind == "events" else outcomes).extend(rows)
            rows.clear()
        else:
            times = [column.field for column in source.format.columns
                     if column.type == "time" and column.field not in ("since", "until")]
            for row in rows:
                for field in times:
                    source.saw(row.get(field))
    return found, events, outcomes


def build_calendar(calendar, found, events, week_arg, as_of, reach):
    """The table covers every event, every edge, the wanted week and the weeks before it."""
    times = [event.time for event in events]
    times += [row["connected_at"] for source, rows in found for row in rows
              if source.format.kind == "connections" and "connected_at" in row]
    if week_arg:
        times.append(inputs.parse_iso(week_arg, calendar.zone))
    times = times or [as_of]
    calendar.build(min(times) - 7 * inputs.DAY * reach, max(times) + 8 * inputs.DAY)
    for event in events:
        event.day = calendar.day_index(event.time)
        event.week = event.day // 7


def choose_week(world, calendar, week_arg, as_of):
    """def 6, or the newest complete week (design 2)."""
    if week_arg:
        wanted = date.fromisoformat(week_arg).isoformat()
        week = calendar.week(inputs.parse_iso(week_arg, calendar.zone)) - 2
        while calendar.name(week) < wanted:
            week += 1
        return week
    complete = [week for week in world.used_weeks if calendar.cutoff(week) <= as_of]
    if not world.used_weeks and world.model.levels_only:    # levels alone: the newest that is over
        return calendar.week(as_of) - 1
    if not complete:
        raise DataError("no complete week holds an event")
    return max(complete)


def account(found, events, outcomes):
    for event in events + outcomes:
        event.source.states[event.state] += 1
    for source, rows in found:
        source.states["used"] += len(rows)      # rows of reference files


def run(options):
    config = inputs.read_ini(options.config) if options.config else {}
    base = os.path.dirname(options.config) if options.config else "."
    calendar = inputs.Calendar(config.get("calendar", {}))
    as_of = inputs.parse_iso(options.as_of, calendar.zone) if options.as_of \
        else int(time.time())
    model = read_model(options.model or config.get("model", {}).get("use", "default"),
                       "." if options.model else base)
    targets = Targets(config.get("targets", {}))
    history = int(config.get("history", {}).get("weeks", "13"))
    ingest = config.get("ingest", {})
    rejects = int(ingest["max_rejects"]) if "max_rejects" in ingest else None
    formats = inputs.load_formats(config, calendar)
    paths = options.inputs or [os.path.join(base, path) for path in inputs.words_list(
        config.get("inputs", {}).get("paths", ""))]

    found, events, outcomes = load(paths, formats, rejects)
    reach = model.window + max(history, 6) + 3
    build_calendar(calendar, found, events, options.week, as_of, reach)
    inputs.drop_duplicates(events, options.dedup or ingest.get("dedup", "auto"))
    world = World(found, calendar, model, targets)
    world.aggregate(events, outcomes)
    account(found, events, outcomes)
    newest = choose_week(world, calendar, options.week, as_of)
    world.decide_available(newest)
    publish(options.output, world, newest, history, config.get("groups", {}))


def publish(folder, world, newest, history, groups):
    first = newest - history + 1
    if world.first_week is not None:
        first = max(first, world.first_week)
    weeks = list(range(first, newest + 1))
    scored = {week: world.compute(week) for week in {*weeks, newest, newest - 1, newest - 5}}
    now = scored[newest]
    limits = {"industry": int(groups.get("min_group", "10")),
              "team": int(groups.get("min_team", "3"))}
    limits["everyone"] = limits["industry"]
    tables = Tables(now, limits)
    trends = [row for week in weeks for row in Tables(scored[week], limits).trend_rows()]
    trends.sort(key=lambda row: (("everyone", "industry", "team").index(row[0]), row[1], row[2],
                                 MEASURES.index(row[3])))
    group = ["kind", "group", "week", "measure"]
    os.makedirs(folder, exist_ok=True)
    write_table(folder, "scores.csv", score_header(),
                list(score_rows(world, now, scored[newest - 1], scored[newest - 5])))
    write_table(folder, "history.csv", ["member_id", "week"] + PILLARS +
                ["overall", "out_of", "industry_top_percent", "network_top_percent",
                 "network_mean"], list(history_rows(world, now, [scored[w] for w in weeks])))
    write_table(folder, "groups.csv", group + ["n", "mean", "sd"] +
                ["q%02d" % p for p in QUANTILES] + ["skewness", "gini"],
                list(tables.group_rows()))
    write_table(folder, "distributions.csv", group + ["low", "high", "count"],
                list(tables.distribution_rows()))
    write_table(folder, "contributions.csv",
                ["member_id", "pillar", "metric", "value", "normalised", "weight", "points",
                 "previous_value", "previous_points"],
                list(contribution_rows(now, scored[newest - 1])))
    write_table(folder, "trends.csv", group + ["n", "mean", "q25", "q50", "q75"], trends)
    write_table(folder, "sources.csv",
                ["file", "format", "rows", "used", "ignored_mapping", "ignored_orphan",
                 "duplicate", "rejected", "first", "last"],
                list(source_rows(world.sources)))
    print("week %s: %d members, %d with an overall, out of %d" %
          (now.name, len(now.members), len(now.overall), now.out_of))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-c", dest="config", help="the run's config (INI)")
    parser.add_argument("--model", help="a model's name or file")
    parser.add_argument("--as-of", help="stands for now (default: the clock)")
    parser.add_argument("--week", metavar="DATE", help="the first week named on or after DATE")
    parser.add_argument("--dedup", choices=["auto", "always", "never"])
    parser.add_argument("-o", dest="output", required=True, metavar="DIR")
    parser.add_argument("inputs", nargs="*", metavar="INPUT")
    options = parser.parse_intermixed_args()
    try:
        run(options)
    except (DataError, OSError) as error:
        print("recompute: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
