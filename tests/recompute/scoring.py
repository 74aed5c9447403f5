# SPDX-License-Identifier: GPL-3.0-or-later
"""The definitions, computed one member, one metric, one week at a time.

World holds the rows of a run, with every alias resolved. World.compute(week) gives a Week: its
population and each member's metrics, pillars, overall and status, as integers (x in millionths,
pillars in thousandths of a point). Numbers in comments: "def 14" is shared/definitions.md, "design 6"
a section of shared/design.md.
"""
import math
import os
from fractions import Fraction

from inputs import DATASETS, LEVELS, MIRROR, DataError, read_ini, words_list

PILLARS = ["brand", "people", "insights", "relationships"]
RECEIVED = {"inbound_view", "inmail_accept", "inmail_decline", "connection_accept",
            "engagement_receive", "endorsement_receive", "recommendation_receive",
            "follower_gain"}                                                        # def 1
COUNTS = {"endorsements_received": "endorsement_receive",
          "recommendations_received": "recommendation_receive", "posts_published": "post",
          "questions_answered": "question_answer", "followers_gained": "follower_gain",
          "people_searches": "people_search", "advanced_searches": "advanced_search",
          "profile_views": "profile_view", "leads_saved": "lead_save",
          "inbound_views": "inbound_view", "shares": "share",
          "engagements_given": "engagement_give", "engagements_received": "engagement_receive",
          "groups_joined": "group_join", "companies_followed": "company_follow",
          "accounts_saved": "account_save", "research_views": "account_view",
          "messages_sent": "message_send", "inmails_sent": "inmail_send",
          "connections_made": "connection_made", "connection_requests": "connection_request"}
ANSWERED = {"inmail_response_rate": ("inmail_send", {"inmail_accept", "inmail_decline"}),
            "acceptance_rate": ("connection_request", {"connection_accept"})}      # def 3
GOOD_ANSWERS = {"inmail_accept", "connection_accept"}
SENIOR = {"vp", "cxo", "director", "partner", "owner"}                             # def 14
TEXTS = ["headline", "summary", "skills"]
ALWAYS = -math.inf      # the date of an undated edge, the as_of of a row without one
SLACK = Fraction(1, 2) + Fraction(1, 2 ** 20)


def kind_of(metric):
    if metric in COUNTS or metric == "prospecting_views":
        return "count"
    if metric in ANSWERED or metric == "topic_relevance":
        return "ratio"
    if metric in LEVELS:
        return "level"
    return {"days_active": "days", "reciprocal_relationships": "pairs"}[metric]


def round_to(value, digits):
    """Round(v, d) as the integer floor(10^d v + 0.5 + 2^-20); exact for fractions."""
    if isinstance(value, float):
        return math.floor(10.0 ** digits * value + 0.5 + 2.0 ** -20)
    return math.floor(Fraction(value) * 10 ** digits + SLACK)


# ------------------------------------------------------------------------------ words

def words_of(text):
    """Case folded words: runs of letters and digits."""
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def holds_phrase(words, phrase):
    size = len(phrase)
    return size > 0 and any(words[at:at + size] == phrase
                            for at in range(len(words) - size + 1))


class Targets:
    """The customer's lists ([targets]) and the title words of decision makers."""

    def __init__(self, section):
        self.keywords = [words_of(entry) for entry in words_list(section.get("keywords"))]
        self.topics = [words_of(entry) for entry in words_list(section.get("topics"))]
        self.companies = {entry.casefold() for entry in words_list(section.get("companies"))}
        self.industries = {entry.casefold() for entry in words_list(section.get("industries"))}
        self.titles = [words_of(entry) for entry in words_list(section.get("titles"))]
        self.decision_titles = [words_of(entry)
                                for entry in self._own_or_bundled(section, "decision_titles")]
        fields = [entry.split() for entry in self._own_or_bundled(section, "profile_fields")]
        self.profile_fields = [(field, Fraction(weight)) for field, weight in fields]
        self.any_relevant = bool(self.companies or self.industries or self.titles)

    @staticmethod
    def _own_or_bundled(section, name):
        if name in section:
            return words_list(section[name])
        path = os.path.join(DATASETS, "words", name + ".txt")
        with open(path, encoding="utf-8") as file:
            lines = [line.strip() for line in file]
        return [line for line in lines if line and line[0] not in "#;"]


# ------------------------------------------------------------------------------ model

class Metric:
    def __init__(self, name, section):
        self.name, self.kind = name, kind_of(name)
        self.pillar, self.weight_text = section["pillar"], section["weight"].strip()
        self.weight = float(self.weight_text)
        self.weight_exact = Fraction(self.weight_text)
        self.transform = section["transform"]
        parameter = section.get("half" if self.transform == "saturate" else "target")
        self.parameter = float(parameter) if parameter else None

    def normalised(self, micro, known):
        """f(x), design 6; `known`: x of the members of the population that have it."""
        x = micro / 1e6
        if self.transform == "linear":
            return min(1.0, x / self.parameter)
        if self.transform == "log":
            return min(1.0, math.log1p(x) / math.log1p(self.parameter))
        if self.transform == "saturate":
            return 1.0 - 2.0 ** (-x / self.parameter)
        if self.kind in ("count", "days", "pairs") and micro == 0:                 # def 20
            return 0.0
        lower = sum(other < micro for other in known)
        equal = sum(other == micro for other in known)
        return (lower + equal / 2) / len(known)


class Model:
    def __init__(self, path):
        ini = read_ini(path)
        head = ini["model"]
        self.window = int(head.get("window", "13"))
        self.half_life = float(head.get("half_life", "4"))
        self.prior_n = float(head.get("prior_n", "2"))
        self.reciprocal_min = int(head.get("reciprocal_min", "2"))
        self.metrics = [Metric(name.split()[1], ini[name]) for name in ini
                        if name.startswith("metric ")]
        self.caps = {name.split()[1]: {p: float(v) for p, v in ini[name].items()}
                     for name in ini if name.startswith("cap ")}
        self.pillars = [p for p in PILLARS if any(m.pillar == p for m in self.metrics)]
        self.levels_only = all(metric.kind == "level" for metric in self.metrics)

    def of_pillar(self, pillar):
        return [metric for metric in self.metrics if metric.pillar == pillar]

    def decay(self, k):
        return 2.0 ** (-k / self.half_life) if self.half_life else 1.0


# ------------------------------------------------------------------------------ reference rows

class Roster:
    """Cells by member and column, each with its as_of (def 13)."""

    def __init__(self, rows):
        self.cells = {}
        for row in rows:
            as_of = row.get("as_of", ALWAYS)
            columns = self.cells.setdefault(row["member_id"], {})
            for field, value in row.items():
                if field in ("as_of", "member_id"):
                    continue
                column = columns.setdefault(field, {})
                if column.setdefault(as_of, value) != value:
                    raise DataError("member %s: two values of %s with one as_of"
                                    % (row["member_id"], field))

    def value(self, member, field, cutoff):
        """The value with the latest as_of strictly before the cut-off, or None."""
        column = self.cells.get(member, {}).get(field, {})
        known = [as_of for as_of in column if as_of < cutoff]
        return column[max(known)] if known else None


class Request:
    """An InMail or a connection request (def 3)."""
    __slots__ = ("event", "answered", "good_at")

    def __init__(self, event):
        self.event = event
        self.answered = False       # by anything
        self.good_at = None         # time of the answer that counts

    def answer(self, code, time):
        self.answered = True
        if code in GOOD_ANSWERS and (self.good_at is None or time < self.good_at):
            self.good_at = time


class EdgeFormat:
    """The connections input in the role of an open event format (def 19)."""

    def __init__(self):
        self.name, self.closed, self.weeks = "connections", False, set()


class World:
    def __init__(self, found, calendar, model, targets):
        self.calendar, self.model, self.targets = calendar, model, targets
        self.sources = [source for source, _ in found]
        rows = {}
        for source, typed in found:
            rows.setdefault(source.format.kind, []).extend((source, row) for row in typed)
        self.has_roster = any(s.format.kind == "members" for s in self.sources)
        self.has_edges = any(s.format.kind == "connections" for s in self.sources)
        roster_rows = [row for _, row in rows.get("members", ())]
        self.roster = Roster(roster_rows)
        self._aliases(rows.get("members", ()), rows.get("identities", ()))
        self.event_rows, self.outcome_rows = [], []     # Event objects, from aggregate()
        self.edge_rows = [row for _, row in rows.get("connections", ())]

    # ---------------------------------------------------------------- identities

    def _aliases(self, members, identities):
        """One namespace; a member_id wins over an equal alias (def 13)."""
        self.alias = {}
        own = {row["member_id"] for _, row in members}
        own |= {row["member_id"] for _, row in identities}
        pairs = [(row["alias"], row["member_id"]) for _, row in identities]
        for source, row in members:
            fields = [column.field for column in source.format.columns if column.alias]
            pairs += [(row[field], row["member_id"]) for field in fields if field in row]
        for alias, member in pairs:
            if alias in own:
                continue
            if self.alias.setdefault(alias, member) != member:
                raise DataError("%s is an alias of two members" % alias)

    def resolve(self, name):
        return self.alias.get(name, name)

    # ---------------------------------------------------------------- aggregation

    def aggregate(self, events, outcomes):
        """Events to counts, days, requests, pairs; edges to dates. Weeks stand in the events."""
        self.event_rows, self.outcome_rows = events, outcomes
        for event in events + outcomes:
            event.member = self.resolve(event.member)
            event.other = self.resolve(event.other) if event.other else None
        self._edges()
        self._seen()
        self._match_outcomes()
        self._match_answers()
        self._count()
        used = [event.time for event in events if event.state == "used"]
        self.first_week = self.calendar.week(min(used)) if used else None
        self.used_weeks = {event.week for event in events if event.state == "used"}

    def _edges(self):
        """Undirected edges at their earliest date, undated = always; facts of a row's direction."""
        self.edges, self.facts, self.edge_format = {}, {}, EdgeFormat()
        for row in self.edge_rows:
            one, two = self.resolve(row["member_id"]), self.resolve(row["connection_id"])
            when = row.get("connected_at", ALWAYS)
            if when != ALWAYS:
                self.edge_format.weeks.add(self.calendar.week(when))
            if one == two:
                continue
            for a, b in ((one, two), (two, one)):
                others = self.edges.setdefault(a, {})
                others[b] = min(when, others.get(b, when))
            self.facts.setdefault((one, two), []).append(row)
        for pair, facts in self.facts.items():
            self.facts[pair] = self._judge(facts)

    def _judge(self, rows):
        """(decision maker?, relevant by title or industry?, companies) from the rows of a pair."""
        titles = [words_of(row["title"]) for row in rows if row.get("title")]
        decision = any(holds_phrase(title, phrase) for title in titles
                       for phrase in self.targets.decision_titles) or \
            any(row["seniority"].casefold() in SENIOR for row in rows if row.get("seniority"))
        relevant = any(holds_phrase(title, phrase) for title in titles
                       for phrase in self.targets.titles) or \
            any(row["industry"].casefold() in self.targets.industries
                for row in rows if row.get("industry"))
        companies = {row["company"].casefold() for row in rows if row.get("company")}
        return decision, relevant, companies

    def _seen(self):
        """Weeks of each format (def 7) and since when an actor occurs in it (def 8)."""
        self.seen = {}
        for event in self.event_rows:
            form = event.source.format
            form.weeks.add(event.week)
            key = form.name, event.member
            self.seen[key] = min(event.time, self.seen.get(key, event.time))

    def _match_outcomes(self):
        """Outcome rows by activityId: the activity may be any valid row of an event file."""
        self.requests = {"inmail_send": {}, "connection_request": {}}   # member -> week -> list
        by_id, known = {}, {}
        for event in self.event_rows:
            if event.event_id:
                known[event.event_id] = min(event.time, known.get(event.event_id, event.time))
            if event.state == "used" and event.code in self.requests:
                weeks = self.requests[event.code].setdefault(event.member, {})
                for _ in range(event.count):
                    request = Request(event)
                    weeks.setdefault(event.week, []).append(request)
                    by_id.setdefault(event.event_id, request)
        for row in self.outcome_rows:
            if row.event_id not in known:
                if row.state == "used":
                    row.state = "ignored_orphan"
                continue
            row.time = known[row.event_id] if row.time is None else row.time
            request = by_id.get(row.event_id)
            if request and row.state == "used":
                for code, answers in ANSWERED.values():
                    if request.event.code == code and row.code in answers:
                        request.answer(row.code, row.time)

    def _match_answers(self):
        """Answers in event files: the latest earlier open request to the same counterpart; without
        counterpart, the open requests of the answer's own week."""
        for code, answers in ANSWERED.values():
            rows = [event for event in self.event_rows
                    if event.state == "used" and event.code in answers]
            rows.sort(key=lambda event: (event.time, event.code))       # accept before decline
            of_pair = {}
            for weeks in self.requests[code].values():
                for requests in weeks.values():
                    for request in requests:
                        key = request.event.member, request.event.other
                        of_pair.setdefault(key, []).append(request)
            for requests in of_pair.values():
                requests.sort(key=lambda request: request.event.time)
            for answer in [row for row in rows if row.other]:
                self._answer_pair(answer, of_pair.get((answer.member, answer.other), []))
            for answer in [row for row in rows if not row.other]:
                weeks = self.requests[code].get(answer.member, {})
                self._answer_any(answer, weeks.get(answer.week, []))
        self._orphaned_duplicates()

    def _orphaned_duplicates(self):
        """Ignored comes before duplicate: the copy of an orphan is an orphan."""
        orphans = {(event.source.format.name, event.event_id) for event in self.event_rows
                   if event.state == "ignored_orphan" and event.event_id}
        for event in self.event_rows:
            if event.state == "duplicate" and \
                    (event.source.format.name, event.event_id) in orphans:
                event.state = "ignored_orphan"

    @staticmethod
    def _answer_pair(answer, requests):
        matched = 0
        for _ in range(answer.count):
            fitting = [request for request in requests
                       if not request.answered and request.event.time < answer.time]
            if fitting:
                fitting[-1].answer(answer.code, answer.time)
                matched += 1
        if not matched and answer.count:
            answer.state = "ignored_orphan"

    @staticmethod
    def _answer_any(answer, requests):
        fitting = [request for request in requests if not request.answered]
        for request in fitting[:answer.count]:
            request.answer(answer.code, answer.time)
        if not fitting and answer.count:
            answer.state = "ignored_orphan"

    def _count(self):
        """Used events to what the metrics need, by member and week."""
        self.counts, self.days, self.prospecting = {}, {}, {}
        self.topics, self.pairs, self.stated = {}, {}, {}
        for event in self.event_rows:
            if event.state != "used":
                continue
            self._credit(event.member, event, event.code, event.other)
            if event.mirror and event.other:
                self._credit(event.other, event, MIRROR[event.code], event.member)
            if event.code not in RECEIVED and event.count:
                self.days.setdefault(event.member, {}).setdefault(event.week, set()) \
                    .add(event.day % 7)
            self._extras(event)
        if self.edge_rows:
            self._edge_counts()

    def _credit(self, member, event, code, other):
        counts = self.counts.setdefault(member, {}).setdefault(event.week, {})
        counts[code] = counts.get(code, 0) + event.count
        if other and code in ("engagement_give", "engagement_receive"):
            self.pairs.setdefault(member, {}).setdefault(event.week, []) \
                .append((other, code, event.count))

    def _extras(self, event):
        if event.code in ("post", "share"):
            on_topic, posts = self.topics.setdefault(event.member, {}).get(event.week, (0, 0))
            said = words_of(event.topic or event.text or "")
            listed = any(holds_phrase(said, phrase) for phrase in self.targets.topics)
            self.topics[event.member][event.week] = (on_topic + listed * event.count,
                                                     posts + event.count)
        if event.code == "profile_view" and event.other:
            day_end = self.calendar.starts[event.day + 1]                          # def 17
            if not self.edges.get(event.member, {}).get(event.other, math.inf) < day_end:
                weeks = self.prospecting.setdefault(event.member, {})
                weeks[event.week] = weeks.get(event.week, 0) + event.count
        for field in ("team", "industry"):
            text = getattr(event, field)
            if text:
                self.stated.setdefault((event.member, field), []).append((event.time, text))

    def _edge_counts(self):
        """connections_made from connected_at: both ends, at the earliest date (def 19)."""
        self.edge_counts = {}
        for member, others in self.edges.items():
            weeks = self.edge_counts.setdefault(member, {})
            for when in others.values():
                if when != ALWAYS:
                    week = self.calendar.week(when)
                    weeks[week] = weeks.get(week, 0) + 1

    # ---------------------------------------------------------------- availability

    def decide_available(self, newest):
        """Once a run, from rows before the newest week's cut-off (def 9, 10). Sets self.feeds:
        metric -> the formats that decide its coverage; a metric without entry is not available."""
        cutoff = self.calendar.cutoff(newest)
        self.carried = {field for columns in self.roster.cells.values()
                        for field, cells in columns.items() if min(cells) < cutoff}
        forms = {s.format.name: s.format for s in self.sources
                 if s.format.kind in ("events", "outcomes")}
        codes = {name: set() for name in forms}
        marks = {name: set() for name in forms}
        for event in self.event_rows + self.outcome_rows:
            if event.time is not None and event.time < cutoff:
                self._occurs(event, codes[event.source.format.name],
                             marks[event.source.format.name])
        for name, form in forms.items():
            self._declared(form, codes[name], marks[name])
        self._feeds(forms, codes, marks, newest)

    @staticmethod
    def _occurs(event, codes, marks):
        form = event.source.format
        if form.closed:
            for code, mirror in form.activities.values():
                codes.update({code, MIRROR[code]} if mirror else {code})
            if event.other:
                marks.add("view_of")
        if event.state == "ignored_mapping":
            return
        codes.add(event.code)
        if event.mirror and event.other:
            codes.add(MIRROR[event.code])
        if event.code == "profile_view" and event.other:
            marks.add("view_of")
        if event.code in ("post", "share") and (event.topic or event.text):
            marks.add("topic")
        if event.other:
            with_other = {event.code} | ({MIRROR[event.code]} if event.mirror else set())
            marks.update(with_other & {"engagement_give", "engagement_receive"})

    @staticmethod
    def _declared(form, codes, marks):
        """The config's `provides`: metrics that the format feeds whether they occur or not."""
        for metric in form.provides:
            if metric in COUNTS:
                codes.add(COUNTS[metric])
            elif metric in ANSWERED:
                codes.update({ANSWERED[metric][0]} | ANSWERED[metric][1])
            elif metric == "prospecting_views":
                codes.add("profile_view")
                marks.add("view_of")
            elif metric == "topic_relevance":
                codes.update({"post", "share"})
                marks.add("topic")
            elif metric == "reciprocal_relationships":
                marks.update({"engagement_give", "engagement_receive"})
            elif metric == "days_active":
                marks.add("own")
            else:
                codes.add(metric)       # an activity code

    def _feeds(self, forms, codes, marks, newest):
        events = {name: form for name, form in forms.items() if form.kind == "events"}

        def fed_by(*wanted):
            return [form for name, form in events.items() if codes[name] & set(wanted)]

        feeds = {metric: fed_by(code) for metric, code in COUNTS.items()}
        for metric, (request, answers) in ANSWERED.items():
            answered = any(codes[name] & answers for name in forms)
            feeds[metric] = fed_by(request) if answered else []
        feeds["days_active"] = [form for name, form in events.items()
                                if codes[name] - RECEIVED - {"ignore"} or "own" in marks[name]]
        feeds["prospecting_views"] = [
            form for name, form in events.items()
            if self.has_edges and "profile_view" in codes[name] and "view_of" in marks[name]]
        topics = self.targets.topics and any("topic" in marks[name] for name in events)
        feeds["topic_relevance"] = fed_by("post", "share") if topics else []
        sides = [{name for name in events if code in marks[name]}
                 for code in ("engagement_give", "engagement_receive")]
        feeds["reciprocal_relationships"] = \
            [events[name] for name in events if name in sides[0] | sides[1]] \
            if all(sides) else []
        self.cover_formats = list(events.values())
        dated = any(begin <= newest for begin in self.edge_format.weeks)
        self.made_from_edges = not feeds["connections_made"] and dated
        if self.made_from_edges:
            feeds["connections_made"] = [self.edge_format]
            self.cover_formats.append(self.edge_format)
        self.feeds = {metric: tuple(found) for metric, found in feeds.items() if found}

    # ---------------------------------------------------------------- who, and when

    def state(self, member, week):
        """`left`, `away`, `opted_out` or `active` as of a week's own cut-off."""
        cutoff = self.calendar.cutoff(week)
        status = self.roster.value(member, "status", cutoff) or "active"
        if status == "active" and self.roster.value(member, "opted_out", cutoff):
            return "opted_out"
        return status

    def between(self, member, week, scored):
        """since before the week's cut-off and until not before its beginning (def 11)."""
        cutoff = self.calendar.cutoff(scored)
        since = self.roster.value(member, "since", cutoff)
        until = self.roster.value(member, "until", cutoff)
        return (since is None or since < self.calendar.cutoff(week)) and \
            (until is None or until >= self.calendar.begin(week))

    def population(self, week):
        """def 12."""
        if self.has_roster:
            return sorted(member for member in self.roster.cells
                          if self.between(member, week, week)
                          and self.state(member, week) != "left")
        window = range(week - self.model.window + 1, week + 1)
        return sorted(member for member, weeks in self.days.items()
                      if any(one in weeks for one in window))

    def text_of(self, member, field, week):
        """Team, industry (and name, seat, company) as of the week's cut-off; empty = None."""
        cutoff = self.calendar.cutoff(week)
        if self.has_roster:
            return self.roster.value(member, field, cutoff)
        stated = [(time, text) for time, text in self.stated.get((member, field), ())
                  if time < cutoff]
        if not stated:
            return None
        latest = max(time for time, _ in stated)
        return min(text for time, text in stated if time == latest)

    def covers(self, form, member, cutoff):
        """def 8 for closed formats; an open one covers everyone."""
        if not form.closed:
            return True
        seat = self.roster.value(member, "seat", cutoff)
        if seat:
            return seat == "navigator"
        return self.seen.get((form.name, member), math.inf) < cutoff

    def compute(self, week):
        return Week(self, week)


# ------------------------------------------------------------------------------ a week

class Week:
    """Everything scored for one week, as of its own cut-off."""

    def __init__(self, world, week):
        self.world, self.week, self.model = world, week, world.model
        self.cutoff = world.calendar.cutoff(week)
        self.name = world.calendar.name(week)
        self.window = range(week - self.model.window + 1, week + 1)     # oldest first
        self.members = world.population(week)
        self.team = {u: world.text_of(u, "team", week) for u in self.members}
        self.industry = {u: world.text_of(u, "industry", week) for u in self.members}
        self._covered = {}
        self._live = {u: self._live_weeks(u) for u in self.members}
        self.x = {u: self._values(u) for u in self.members}
        self._normalise()
        self._pillars()
        self._states()

    # ---------------------------------------------------------------- coverage

    def _live_weeks(self, u):
        """The weeks of the window that count for a member (def 11)."""
        return [w for w in self.window if self.world.between(u, w, self.week)
                and self.world.state(u, w) == "active"]

    def covered(self, u, forms):
        """The weeks of the window in which any of the formats covers the member."""
        if (u, forms) not in self._covered:
            mine = [form for form in forms if self.world.covers(form, u, self.cutoff)]
            self._covered[u, forms] = [w for w in self._live[u]
                                       if any(w in form.weeks for form in mine)]
        return self._covered[u, forms]

    # ---------------------------------------------------------------- metrics

    def _values(self, u):
        values = {}
        for metric in self.model.metrics:
            x = self._value(u, metric)
            if x is not None:
                values[metric.name] = round_to(x, 6)
        return values

    def _value(self, u, metric):
        if metric.kind == "level":
            return self._level(u, metric.name)
        forms = self.world.feeds.get(metric.name)
        weeks = self.covered(u, forms) if forms else []
        if not weeks:
            return None
        if metric.kind == "ratio":
            return self._ratio(u, metric.name, weeks)
        if metric.kind == "pairs":
            return self._reciprocal(u, weeks)
        total = decays = 0.0
        for w in weeks:
            decay = self.model.decay(self.week - w)
            total += self._count(u, metric.name, w) * decay
            decays += decay
        return total / decays

    def _count(self, u, metric, w):
        world = self.world
        if metric == "days_active":
            return len(world.days.get(u, {}).get(w, ()))
        if metric == "prospecting_views":
            return world.prospecting.get(u, {}).get(w, 0)
        if metric == "connections_made" and world.made_from_edges:
            return world.edge_counts.get(u, {}).get(w, 0)
        return world.counts.get(u, {}).get(w, {}).get(COUNTS[metric], 0)

    def _ratio(self, u, metric, weeks):
        above = below = 0.0
        for w in weeks:
            good, asked = self._sides(u, metric, w)
            decay = self.model.decay(self.week - w)
            above += good * decay
            below += asked * decay
        if below + self.model.prior_n == 0:                                         # def 16
            return None
        return above / (below + self.model.prior_n)

    def _sides(self, u, metric, w):
        """Numerator and denominator of a ratio in one week, answers before the cut-off only."""
        if metric == "topic_relevance":
            return self.world.topics.get(u, {}).get(w, (0, 0))
        requests = self.world.requests[ANSWERED[metric][0]].get(u, {}).get(w, ())
        good = sum(request.good_at is not None and request.good_at < self.cutoff
                   for request in requests)
        return good, len(requests)

    def _reciprocal(self, u, weeks):
        """def 18."""
        sums = {}
        for w in weeks:
            for other, code, count in self.world.pairs.get(u, {}).get(w, ()):
                sums[other, code] = sums.get((other, code), 0) + count
        least = self.model.reciprocal_min
        return Fraction(sum(
            total >= least and sums.get((other, "engagement_receive"), 0) >= least
            for (other, code), total in sums.items() if code == "engagement_give"))

    # ---------------------------------------------------------------- levels

    def _level(self, u, metric):
        """The roster's column where it has a value, else what edges or texts give (def 14, 15)."""
        value = self.world.roster.value(u, metric, self.cutoff)
        if value is not None:
            return value
        if metric in ("profile_completeness", "profile_length", "keyword_match"):
            return self._from_texts(u, metric)
        if metric.endswith("connections"):
            return self._from_edges(u, metric)
        return None

    def _from_texts(self, u, metric):
        texts = [self.world.roster.value(u, field, self.cutoff) for field in TEXTS]
        texts = [text for text in texts if text is not None]
        if not texts:
            return None
        if metric == "profile_completeness":
            return self._completeness(u)
        if metric == "profile_length":
            return Fraction(sum(len(text) for text in texts))
        keywords = self.world.targets.keywords
        if not keywords:
            return None
        texts = [words_of(text) for text in texts]
        found = sum(any(holds_phrase(text, phrase) for text in texts) for phrase in keywords)
        return Fraction(found, len(keywords))

    def _completeness(self, u):
        """Filled weight of the listed fields that the roster has before the run's cut-off."""
        carried = [(field, weight) for field, weight in self.world.targets.profile_fields
                   if field in self.world.carried]
        whole = sum(weight for _, weight in carried)
        if not whole:
            return None
        filled = sum(weight for field, weight in carried
                     if self.world.roster.value(u, field, self.cutoff) is not None)
        return 100 * filled / whole

    def _from_edges(self, u, metric):
        world = self.world
        if u not in world.edges or \
                (metric == "relevant_connections" and not world.targets.any_relevant):
            return None
        known = [other for other, when in world.edges[u].items() if when < self.cutoff]
        if metric == "connections":
            return Fraction(len(known))
        nothing = (False, False, set())
        facts = {other: world.facts.get((u, other), nothing) for other in known}
        if metric == "decision_maker_connections":
            return Fraction(sum(facts[other][0] for other in known))
        companies = {other: facts[other][2] or self._company(other) for other in known}
        if metric == "internal_connections":
            own = self._company(u)
            return Fraction(sum(bool(own & companies[other]) for other in known))
        return Fraction(sum(facts[other][1] or
                            bool(companies[other] & world.targets.companies)
                            for other in known))

    def _company(self, member):
        company = self.world.roster.value(member, "company", self.cutoff)
        return {company.casefold()} if company else set()

    # ---------------------------------------------------------------- score

    def _normalise(self):
        self.f = {u: {} for u in self.members}
        for metric in self.model.metrics:
            known = [self.x[u][metric.name] for u in self.members if metric.name in self.x[u]]
            done = {}
            for u in self.members:
                if metric.name in self.x[u]:
                    micro = self.x[u][metric.name]
                    if micro not in done:
                        done[micro] = metric.normalised(micro, known)
                    self.f[u][metric.name] = done[micro]

    def standing(self, u, pillar):
        """The metrics of a pillar that stand for a member, in model order."""
        return [metric for metric in self.model.of_pillar(pillar) if metric.name in self.x[u]]

    def _pillars(self):
        """def 22, 23: which pillars exist; each member's pillar before and after the cap."""
        self.uncapped = {u: {} for u in self.members}
        self.pillars = {u: {} for u in self.members}
        self.exists = [p for p in self.model.pillars if self.members and
                       2 * sum(bool(self.standing(u, p)) for u in self.members)
                       >= len(self.members)]
        for u in self.members:
            seat = self.world.roster.value(u, "seat", self.cutoff)
            for pillar in self.exists:
                metrics = self.standing(u, pillar)
                if not metrics:
                    continue
                weights = points = 0.0
                for metric in metrics:
                    points += metric.weight * self.f[u][metric.name]
                    weights += metric.weight
                full = 25.0 * points / weights
                cap = self.model.caps.get(seat, {}).get(pillar, 25.0)
                self.uncapped[u][pillar] = round_to(full, 3)
                self.pillars[u][pillar] = round_to(min(cap, full), 3)

    def _states(self):
        """Overall, coverage, weeks, status (def 22, 26)."""
        self.overall, self.coverage, self.weeks, self.status = {}, {}, {}, {}
        self.out_of = 25 * len(self.exists)
        for u in self.members:
            complete = self.exists and len(self.pillars[u]) == len(self.exists)
            if complete:
                self.overall[u] = sum(self.pillars[u].values())
            shares = [sum((m.weight_exact for m in self.standing(u, p)), Fraction(0)) /
                      sum(m.weight_exact for m in self.model.of_pillar(p))
                      for p in self.model.pillars]
            self.coverage[u] = sum(shares) / len(shares)
            self.weeks[u] = len(self.covered(u, tuple(self.world.cover_formats)))
            state = self.world.state(u, self.week)
            if not complete:
                self.status[u] = "incomplete"
            elif state in ("away", "opted_out"):
                self.status[u] = state
            elif self.weeks[u] < 4 and not self.model.levels_only:
                self.status[u] = "provisional"
            else:
                self.status[u] = "complete"

    def points(self, u, pillar):
        """def 24: the uncapped pillar shared by largest remainder, and what the cap takes."""
        metrics = self.standing(u, pillar)
        weights = 0.0
        for metric in metrics:
            weights += metric.weight
        quotas = [math.floor(2.0 ** 20 * 25000.0 * m.weight * self.f[u][m.name] / weights + 0.5)
                  for m in metrics]
        shares = [quota >> 20 for quota in quotas]
        left = self.uncapped[u][pillar] - sum(shares)
        if not 0 <= left <= len(metrics):
            raise AssertionError("points of %s in %s do not share out" % (u, pillar))
        order = sorted(range(len(metrics)), key=lambda i: (-(quotas[i] & (2 ** 20 - 1)), i))
        for index in order[:left]:
            shares[index] += 1
        points = {metric.name: share for metric, share in zip(metrics, shares)}
        return points, self.pillars[u][pillar] - self.uncapped[u][pillar]

    # ---------------------------------------------------------------- network

    def joined(self, u):
        """Other ids joined to u by an edge before the cut-off (design 7)."""
        return [other for other, when in self.world.edges.get(u, {}).items()
                if when < self.cutoff]


def read_model(name, base):
    """A model by name (bundled) or by path."""
    bundled = os.path.join(DATASETS, "models", name + ".ini")
    path = bundled if os.path.exists(bundled) else os.path.join(base, name)
    return Model(path)
