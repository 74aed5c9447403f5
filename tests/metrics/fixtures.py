# SPDX-License-Identifier: GPL-3.0-or-later
"""From raw CSV rows to the value of each metric, worked out by hand from design section 5.

Every fixture: the rows of its files, and the value of member `a` in the week 2026-11-18 (cut-off
2026-11-19T00:00Z; the week before ends on 2026-11-12). The model has window 2 and half-life 1, so
this week weighs 1, the one before 1/2, and a mean per week is (now + before / 2) / 1.5.
"""

LOG = "occurred_at,member_id,activity,counterpart_id,count,topic,text\n"
ROSTER = "member_id,company\na,\nb,\nz,\n"
EDGES = "member_id,connection_id,connected_at,title,company,industry,seniority\n"

# design 5: which activity each count is of
COUNTS = {
    "endorsements_received": "endorsement_receive",
    "recommendations_received": "recommendation_receive", "posts_published": "post",
    "questions_answered": "question_answer", "followers_gained": "follower_gain",
    "people_searches": "people_search", "advanced_searches": "advanced_search",
    "profile_views": "profile_view", "leads_saved": "lead_save", "inbound_views": "inbound_view",
    "shares": "share", "engagements_given": "engagement_give",
    "engagements_received": "engagement_receive", "groups_joined": "group_join",
    "companies_followed": "company_follow", "accounts_saved": "account_save",
    "research_views": "account_view", "messages_sent": "message_send",
    "inmails_sent": "inmail_send", "connections_made": "connection_made",
    "connection_requests": "connection_request"}

# design 3: what the Navigator export calls them
NAVIGATOR = {"SEARCH_PERFORMED": "people_searches", "PROFILE_VIEWED": "profile_views",
             "SAVED_LEAD": "leads_saved", "SAVED_ACCOUNT": "accounts_saved",
             "INMAIL_SENT": "inmails_sent", "MESSAGE_SENT": "messages_sent",
             "CONNECTION_MADE": "connections_made"}


class Fixture:
    def __init__(self, metric, what, value, target, points, files, targets=None, x_only=False):
        self.metric, self.what, self.value, self.files = metric, what, value, files
        self.target, self.points, self.targets = target, points, targets or {}
        self.x_only = x_only


def log(*rows):
    """Rows (time, member, activity[, counterpart[, count[, topic[, text]]]]), and rows of a
    member z in both weeks, so that the log covers them."""
    every = list(rows) + [("2026-11-09", "z", "ignore"), ("2026-11-16", "z", "ignore"),
                          ("2026-11-09", "z", "group_join"), ("2026-11-16", "z", "group_join")]
    return LOG + "".join(",".join(list(row) + [""] * (7 - len(row))) + "\n" for row in every)


def edges(*rows):
    return EDGES + "".join(",".join(list(row) + [""] * (7 - len(row))) + "\n" for row in rows)


def counts():
    for metric, activity in COUNTS.items():
        # 3 now (one row of count 2), 6 before: (3 + 3) / 1.5 = 4 of a target of 8
        yield Fixture(metric, "3 this week, 6 the week before", "4.000000", 8, "12.500",
                      {"members.csv": ROSTER,
                       "log.csv": log(("2026-11-12", "a", activity, "", "2"),
                                      ("2026-11-18T23:59:59Z", "a", activity),
                                      ("2026-11-05", "a", activity, "", "6"),
                                      ("2026-11-04T23:59:59Z", "a", activity, "", "99"),
                                      ("2026-11-19", "a", activity, "", "99"),
                                      ("2026-11-13", "b", activity, "", "99"))})
    for number, (name, metric) in enumerate(NAVIGATOR.items()):
        rows = ["activityId,activityType,createdAt,seatId,memberIdentityKey"]
        rows += ["i%d,%s,11-%02d-2026 10:00:00,a," % (i, name, 5 + i) for i in range(9)]
        # days 5..11 November are the week before (7), 12 and 13 are this week (2)
        yield Fixture(metric, "Navigator's " + name, "3.666667", 11, "8.333",
                      {"navigator%d.csv" % number: "\n".join(rows) + "\n"})


def days():
    yield Fixture("days_active", "three days with own actions; received ones are none", "2.000000",
                  5, "10.000",
                  {"log.csv": log(("2026-11-12T00:00:00Z", "a", "share"),
                                  ("2026-11-12T23:59:59Z", "a", "post"),
                                  ("2026-11-14", "a", "profile_view", "b"),
                                  ("2026-11-18", "a", "connection_made"),
                                  ("2026-11-15", "a", "inbound_view"),
                                  ("2026-11-16", "a", "engagement_receive", "b"),
                                  ("2026-11-17", "a", "ignore"))})
    views = [("2026-11-15", "a", "profile_view", "b"),      # the day before they connected
             ("2026-11-16", "a", "profile_view", "b"),      # the same day: connected by its end
             ("2026-11-17", "a", "profile_view", "b"),
             ("2026-11-17", "a", "profile_view", "c"),      # never connected
             ("2026-11-17", "a", "profile_view", "d"),      # connected without a date: always
             ("2026-11-17", "a", "profile_view")]           # nobody knows whom
    yield Fixture("prospecting_views", "b a day early and c", "1.333333", 4, "8.333",
                  {"log.csv": log(*views),
                   "connections.csv": edges(("b", "a", "2026-11-16T12:00:00Z"), ("a", "d", ""))})


def profile():
    # headline 3, skills 2, industry 1 of headline 3, summary 3, skills 2, industry 1, company 1
    yield Fixture("profile_completeness", "6 of 10 by the listed fields", "60.000000", 100,
                  "15.000",
                  {"log.csv": log(), "members.csv":
                   "member_id,headline,summary,skills,industry,company\n"
                   "a,Sales,,coaching,Retail,\nz,x,y,z,w,Acme\n"})
    yield Fixture("profile_completeness", "nobody has a summary: 6 of 7", "85.714286", 100,
                  "21.429",
                  {"log.csv": log(), "members.csv":
                   "member_id,headline,summary,skills,industry,company\n"
                   "a,Sales,,coaching,Retail,\nz,x,,z,w,Acme\n"})
    yield Fixture("profile_completeness", "the column wins", "35.000000", 100, "8.750",
                  {"log.csv": log(), "members.csv":
                   "member_id,headline,profile_completeness\na,Sales,35\nz,x,90\n"})
    yield Fixture("profile_completeness", "the list of the config", "25.000000", 100, "6.250",
                  {"log.csv": log(), "members.csv":
                   "member_id,headline,summary\na,Sales,\nz,x,y\n"},
                  {"profile_fields": "headline 1, summary 3"})
    yield Fixture("profile_length", "characters, not bytes", "11.000000", 44, "6.250",
                  {"log.csv": log(), "members.csv":
                   "member_id,headline,summary,skills\na,Größe,日本,ab c\nz,,,\n"})
    yield Fixture("keyword_match", "whole words and phrases, any case", "0.500000", 1, "12.500",
                  {"log.csv": log(), "members.csv":
                   "member_id,headline,summary,skills\n"
                   "a,I said GRÖSSE matters,Value  Selling!,cloudy\nz,x,,\n"},
                  {"keywords": "value selling, AI, cloud, größe"})
    yield Fixture("rich_media", "the latest as_of before the cut-off", "4.000000", 8, "12.500",
                  {"log.csv": log(), "members.csv":
                   "member_id,as_of,rich_media\na,2026-11-01,3\na,2026-11-18T23:59:59Z,4\n"
                   "a,2026-11-19,8\nz,,2\n"})
    for name in ("brand", "people", "insights", "relationships"):
        yield Fixture("ssi_" + name, "LinkedIn's own value", "9.125000", 25, "9.125",
                      {"log.csv": log(), "members.csv":
                       "member_id,as_of,ssi_%s\na,2026-11-18,9.125\nz,,3\n" % name})


def ratios():
    # num 3, den 4 + 2 / 2 + prior 2 = 7
    yield Fixture("topic_relevance", "topic, or else text; posts with neither count in all",
                  "0.428571", 1, "10.714",
                  {"log.csv": log(("2026-11-13", "a", "post", "", "", "Cloud"),
                                  ("2026-11-13", "a", "share", "", "", "our CLOUD journey", "x"),
                                  ("2026-11-14", "a", "share", "", "", "", "on value selling."),
                                  ("2026-11-15", "a", "post", "", "", "weather", "cloud"),
                                  ("2026-11-06", "a", "post", "", "2"))},
                  {"topics": "cloud, value selling"})
    for metric, send, yes, no in (
            ("inmail_response_rate", "inmail_send", "inmail_accept", "inmail_decline"),
            ("acceptance_rate", "connection_request", "connection_accept", "ignore")):
        # this week 1 of 2, the week before 1 of 2: (1 + 0.5) / (2 + 1 + prior 2)
        yield Fixture(metric, "in the week of the request, answered before the cut-off", "0.300000",
                      1, "7.500",
                      {"log.csv": log(("2026-11-13", "a", send, "c"), ("2026-11-13", "a", send, "d"),
                                      ("2026-11-14", "a", yes, "c"), ("2026-11-14", "a", no, "d"),
                                      ("2026-11-06", "a", send, "e"), ("2026-11-06", "a", send, "f"),
                                      ("2026-11-17", "a", yes, "e"), ("2026-11-17", "a", yes, "e"),
                                      ("2026-11-19", "a", yes, "f"), ("2026-11-01", "a", yes, "g"))})
    sent = ["activityId,activityType,createdAt,seatId,memberIdentityKey"]
    sent += ["s%d,INMAIL_SENT,11-%s-2026 09:00:00,a,k%d" % (i, day, i)
             for i, day in enumerate(["06", "06", "13", "13"])]
    outcome = "activityId,activityType\ns0,INMAIL_ACCEPTED\ns3,INMAIL_ACCEPTED\n" \
              "s3,INMAIL_ACCEPTED\ns2,INMAIL_DECLINED\n"
    yield Fixture("inmail_response_rate", "an outcome export, joined by activityId", "0.300000",
                  1, "7.500", {"sent.csv": "\n".join(sent) + "\n", "outcome.csv": outcome})


def network():
    yield Fixture("connections", "distinct people before the cut-off, no self-edge", "3.000000", 4,
                  "18.750",
                  {"log.csv": log(), "members.csv": ROSTER, "connections.csv":
                   edges(("a", "b", "2026-11-18T23:59:59Z"), ("b", "a", "2026-11-19"),
                         ("c", "a", "2020-01-01"), ("a", "a", ""), ("a", "d", "2026-11-19"),
                         ("a", "e", ""))})
    yield Fixture("decision_maker_connections", "title words or seniority", "3.000000", 4, "18.750",
                  {"log.csv": log(), "members.csv": ROSTER, "connections.csv":
                   edges(("a", "b", "", "VP Sales"), ("a", "c", "", "", "", "", "Director"),
                         ("a", "d", "", "Geschäftsführerin"), ("a", "e", "", "Developer"),
                         ("a", "f", "", "VPN engineer"), ("g", "a", "", "CEO"),
                         ("a", "h", "2026-11-19", "CEO"))})
    roster = "member_id,company\na,Acme GmbH\nc,acme gmbh\nd,Acme GmbH\nz,\n"
    yield Fixture("internal_connections", "the row's company, else the roster's", "2.000000", 4,
                  "12.500",
                  {"log.csv": log(), "members.csv": roster, "connections.csv":
                   edges(("a", "b", "", "", "ACME GMBH"), ("a", "c", ""),
                         ("a", "d", "", "", "Other"), ("a", "e", ""))})
    roster = "member_id,company\na,Acme\nf,umbra\nz,\n"
    yield Fixture("relevant_connections", "any of company, industry, title", "4.000000", 8,
                  "12.500",
                  {"log.csv": log(), "members.csv": roster, "connections.csv":
                   edges(("a", "b", "", "", "UMBRA"), ("a", "c", "", "", "", "retail"),
                         ("a", "d", "", "Head of Procurement"), ("a", "e", "", "Procurements"),
                         ("a", "f", ""), ("a", "g", "", "", "Umbrage"))},
                  {"companies": "Umbra", "industries": "Retail", "titles": "procurement"})
    dated = edges(("a", "b", "2026-11-12"), ("c", "a", "2026-11-18"), ("a", "d", "2026-11-05"),
                  ("a", "e", ""), ("a", "b", "2026-11-17"))
    # two this week, one the week before
    yield Fixture("connections_made", "from dated edges where no events feed it", "1.666667", 5,
                  "8.333", {"log.csv": log(), "members.csv": ROSTER, "connections.csv": dated})
    yield Fixture("connections_made", "never both: events win", "0.666667", 4, "4.167",
                  {"log.csv": log(("2026-11-13", "a", "connection_made", "b")),
                   "members.csv": ROSTER, "connections.csv": dated})
    yield Fixture("reciprocal_relationships", "two gives and two receives in the window",
                  "1.000000", 4, "6.250",
                  {"log.csv": log(("2026-11-13", "a", "engagement_give", "b"),
                                  ("2026-11-06", "a", "engagement_give", "b"),
                                  ("2026-11-14", "a", "engagement_receive", "b", "2"),
                                  ("2026-11-13", "a", "engagement_give", "c", "3"),
                                  ("2026-11-13", "a", "engagement_receive", "c"),
                                  ("2026-11-04", "a", "engagement_give", "d", "2"),
                                  ("2026-11-13", "a", "engagement_receive", "d", "2"))})


def all_fixtures():
    return [*counts(), *days(), *profile(), *ratios(), *network()]
