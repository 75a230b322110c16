"""One set of responses, written as each survey tool writes its exports. Synthetic: no entity of these exists.

Each writer takes rows of `Response` and returns the rows of a table, or the bytes of a file. What the tools do is described
by their own documentation and source; what is written here is their layout, in their words.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

FRAMEWORK = """
civicmap: 1
id: harbours
version: "1"
title: Harbours
language: en
translations: {fr: harbours.fr.csv}
entity: {question: harbour, headers: ["Harbour code"]}
answers:
  dont_know: {label: "Don't know", state: dont_know}
  not_applicable: {label: Not applicable, state: not_applicable}
scales:
  policy: {answers: {yes: {label: "Yes, written and in force", points: 100}, partly: {label: "In force, but covers part only", points: 50}, no: {label: "No", points: 0}}, plus: [not_applicable, dont_know]}
  yesno: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}, plus: [dont_know]}
  often: {answers: {always: {label: Always, points: 100}, sometimes: {label: Sometimes, points: 50}, never: {label: Never, points: 0}}}
  routes: {multi: {sum: 100}, answers: {letter: {label: "By letter, on paper", points: 50}, desk: {label: "At a desk; in person", points: 50}, web: {label: Web form, points: 50}, other: {label: Other, other: true}}}
  groups: {multi: count, answers: {crews: {label: Crews}, owners: {label: Owners of ships}, anglers: {label: Anglers}}}
profile: {who: {questions: {harbour: {text: What is your harbour's code?, type: text}}}}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          I1:
            title: Complaints
            questions:
              contest: {text: "Is there a policy on complaints, and is it in force?", scale: policy}
              published: {text: Is it published?, scale: yesno}
              routes: {text: By which routes can one complain?, scale: routes}
              consulted: {text: Who was consulted?, scale: groups}
          I2:
            title: Practice
            questions:
              how_often: {text: How often is it reviewed?, scale: often}
              berths: {text: How many berths are there?, type: number}
              adopted: {text: When was it adopted?, type: date}
              remarks: {text: Anything to add?, type: text}
"""
FRENCH = """where,en,fr
questions.contest.text,"Is there a policy on complaints, and is it in force?","Existe-t-il une politique en vigueur sur les plaintes ?"
scales.policy.yes,"Yes, written and in force","Oui, écrite et en vigueur"
"""
TEXTS = {
    "harbour": "What is your harbour's code?",
    "contest": "Is there a policy on complaints, and is it in force?",
    "published": "Is it published?",
    "routes": "By which routes can one complain?",
    "consulted": "Who was consulted?",
    "how_often": "How often is it reviewed?",
    "berths": "How many berths are there?",
    "adopted": "When was it adopted?",
    "remarks": "Anything to add?",
}
LABELS = {
    "contest": {
        "yes": "Yes, written and in force",
        "partly": "In force, but covers part only",
        "no": "No",
        "not_applicable": "Not applicable",
        "dont_know": "Don't know",
    },
    "published": {"yes": "Yes", "no": "No", "dont_know": "Don't know"},
    "routes": {"letter": "By letter, on paper", "desk": "At a desk; in person", "web": "Web form", "other": "Other"},
    "consulted": {"crews": "Crews", "owners": "Owners of ships", "anglers": "Anglers"},
    "how_often": {"always": "Always", "sometimes": "Sometimes", "never": "Never"},
}
SINGLE = ("contest", "published", "how_often")
MULTI = ("routes", "consulted")


@dataclass(frozen=True)
class Response:
    """What one harbour answered: ids of answers, "" for none; a multiple choice as a tuple of ids."""

    harbour: str
    contest: str
    published: str
    routes: tuple[str, ...]
    other: str  # the text beside `other`
    consulted: tuple[str, ...]
    how_often: str
    berths: str
    adopted: str  # year-month-day
    remarks: str


RESPONSES = (
    Response("H01", "yes", "yes", ("letter", "web"), "", ("crews",), "always", "12", "2017-05-31", "Plain words"),
    Response("H02", "partly", "no", ("desk",), "", ("owners", "anglers"), "sometimes", "7", "2018-11-02", 'He said "no"'),
    Response("H03", "no", "dont_know", ("other",), "By drum", ("crews", "owners", "anglers"), "never", "140", "2001-02-28", "a; b, c | d"),
    Response("H04", "not_applicable", "no", ("letter", "desk", "web"), "", ("anglers",), "never", "3", "2019-12-31", "two\nlines"),
    Response("H05", "dont_know", "yes", ("web", "other"), "A bell on the quay", ("crews", "anglers"), "always", "55", "1999-07-14", "{{7*7}}"),
    Response("H06", "yes", "yes", ("letter", "desk"), "", ("owners",), "sometimes", "1", "2020-02-29", "<script>alert(1)</script>"),
    Response("H07", "yes", "no", ("web",), "", ("crews", "owners"), "always", "21", "2015-08-20", "Norway"),
    Response("H08", "no", "no", ("letter",), "", ("anglers",), "never", "0", "2016-01-25", "NA"),
    Response("H09", "partly", "yes", ("desk", "web"), "", ("crews",), "sometimes", "9", "2014-10-30", "null"),
    Response("H10", "no", "dont_know", ("letter", "other"), "Smoke", ("owners",), "always", "18", "2013-04-17", "0"),
    Response("H11", "yes", "yes", ("letter", "desk", "web", "other"), "Flags", ("crews", "owners", "anglers"), "always", "33", "2012-06-22", "Überlingen, señal, œuf"),
    Response("H12", "", "yes", ("web",), "", ("owners",), "", "", "2011-09-19", ""),
    Response("H13", "partly", "", ("desk",), "", ("crews",), "sometimes", "6", "", "1 + 1"),
    Response("H14", "dont_know", "no", ("letter", "web"), "", ("owners", "anglers"), "never", "44", "2010-03-15", "last"),
    Response("H15", "yes", "no", ("desk", "other"), "In song", ("anglers",), "sometimes", "1250", "2009-12-24", "Нет, не знаю"),
)  # fmt: skip


def label(question, answer):
    """Return an answer's label, "" for none."""
    return LABELS[question].get(answer, "") if answer else ""


def labels(question, answers):
    """Return the labels of some answers."""
    return [LABELS[question][answer] for answer in answers]


def single(response, question, *, coded):
    """Return a cell of a question with one answer: its id, its label, or the value itself."""
    value = getattr(response, question)
    return label(question, value) if question in SINGLE and not coded else value


def as_csv(rows, *, separator=",", encoding="utf-8", quote_all=False, end="\n", lead=""):
    """Return rows as a CSV file."""
    stream = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=separator, quoting=style, lineterminator=end).writerows(rows)
    return (lead + stream.getvalue()).encode(encoding)


def kobo(responses, *, coded=True, groups=True, parts="both", joint="/"):  # noqa: C901 - one layout, written out
    """KoboToolbox: metadata at the end; options as `q`, `q/choice`, or both; names or labels."""
    group = {"contest": "complaints"} if groups else {}
    name = (lambda q: q) if coded else TEXTS.__getitem__
    path = (lambda q: joint.join(filter(None, (group.get(q), name(q))))) if groups else name
    header = ["start", "end"]
    for question in TEXTS:
        if question not in MULTI or parts != "details":
            header.append(path(question))
        if question in MULTI and parts != "summary":
            header += [f"{path(question)}{joint}{key if coded else text}" for key, text in LABELS[question].items()]
        if question == "routes":
            header.append("routes_other" if coded else "If other, which?")
    header += ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "_index"]  # fmt: skip
    rows = [header]
    for at, one in enumerate(responses, 1):
        row = ["2021-03-01T09:00:00.000+01:00", "2021-03-01T09:20:00.000+01:00"]
        for question in TEXTS:
            if question not in MULTI:
                row.append(single(one, question, coded=coded))
                continue
            chosen = getattr(one, question)
            if parts != "details":
                row.append(" ".join(chosen if coded else labels(question, chosen)))
            if parts != "summary":
                row += [("1" if key in chosen else "0") if chosen else "" for key in LABELS[question]]
            if question == "routes":
                row.append(one.other)
        row += [
            str(9000 + at),
            f"uuid-{at}",
            "2021-03-01T09:20:05",
            "",
            "",
            "submitted_via_web",
            "",
            "vQ3",
            "",
            str(at),
        ]
        rows.append(row)
    return rows


def odk(responses, *, split=True):
    """ODK Central: names after their groups; 0 in every split column, answered or not."""
    header = ["SubmissionDate"]
    for question in TEXTS:
        path = f"complaints-{question}" if question in ("contest", "routes") else question
        header.append(path)
        if question in MULTI and split:
            header += [f"{path}/{key}" for key in LABELS[question]]
        if question == "routes":
            header.append("complaints-routes_other")
    header += ["meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"]  # fmt: skip
    rows = [header]
    for at, one in enumerate(responses, 1):
        row = ["2021-03-01T08:20:05.000Z"]
        for question in TEXTS:
            chosen = getattr(one, question)
            row.append(" ".join(chosen) if question in MULTI else chosen)
            if question in MULTI and split:
                row += ["1" if key in chosen else "0" for key in LABELS[question]]
            if question == "routes":
                row.append(one.other)
        rows.append([*row, f"uuid:{at}", f"uuid:{at}", "12", "", "0", "0", "", "", "collect:1", "0", "3"])
    return rows


def limesurvey(responses, *, heads="code", coded=True, digits=False, vv=False):  # noqa: C901, PLR0912 - one layout, written out
    """LimeSurvey: `heads` code, text or both; answers as codes or texts; `digits` turns Y and N into 1 and 2."""

    def head(code, text):
        return {"code": code, "text": text, "both": f"{code}. {text}"}[heads]

    yes, no = ("1", "2") if digits else ("Y", "N")
    columns = [("id", "Response ID"), ("submitdate", "Date submitted"), ("lastpage", "Last page"), ("startlanguage", "Start language"), ("seed", "Seed")]  # fmt: skip
    for question, text in TEXTS.items():
        if question in MULTI:
            columns += [(f"{question}[{key}]", f"{text} [{shown}]") for key, shown in LABELS[question].items()]
        else:
            columns.append((question, text))
    rows = [[text for _, text in columns], [code.replace("[", "_").replace("]", "") for code, _ in columns]]
    rows = rows if vv else [[head(*column) for column in columns]]
    for at, one in enumerate(responses, 1):
        row = [str(at), "2021-03-01 09:20:05", "4", "en", "77"]
        for question in TEXTS:
            value = getattr(one, question)
            if question in MULTI:
                for key in LABELS[question]:
                    if key == "other":
                        row.append(one.other)
                    elif coded:
                        row.append((yes if key in value else no if digits else "") if value else "")
                    else:
                        row.append(("Yes" if key in value else "No") if value else "N/A")
            elif question == "published":
                codes = {"yes": yes, "no": no, "dont_know": "dont_know", "": ""}
                texts = {"yes": "Yes", "no": "No", "dont_know": "Don't know", "": "N/A"}
                row.append((codes if coded else texts)[value])
            elif question == "adopted":
                row.append(f"{value} 00:00:00" if value else "")
            else:
                row.append(single(one, question, coded=coded))
        rows.append(row)
    if vv:
        rows[2:] = [[_vv(cell) for cell in row] for row in rows[2:]]
    return rows


def _vv(cell):
    for sign, written in (("{", "{lbrace}"), ("\n", "{newline}"), ("\r", "{cr}"), ("\t", "{tab}")):
        cell = cell.replace(sign, written)
    return cell


def surveymonkey(responses, *, condensed=False, not_selected=""):
    """SurveyMonkey: two header rows, the question once over its first column."""
    top = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1"]  # fmt: skip
    under = [""] * len(top)
    for question, text in TEXTS.items():
        if question in MULTI and not condensed:
            kept = [shown for key, shown in LABELS[question].items() if key != "other"]
            kept += ["Other (please specify)"] if "other" in LABELS[question] else []
            top += [text, *[""] * (len(kept) - 1)]
            under += kept
        else:
            top.append(text)
            under.append("Response" if question in (*SINGLE, *MULTI) else "Open-Ended Response")
    rows = [top, under]
    for at, one in enumerate(responses, 1):
        row = [
            str(114000 + at),
            "40021",
            "03/01/2021 09:00:00 AM",
            "03/01/2021 09:20:05 AM",
            "203.0.113.9",
            "",
            "",
            "",
            "",
        ]
        for question in TEXTS:
            chosen = getattr(one, question)
            if question in MULTI and condensed:
                row.append("; ".join([*labels(question, [key for key in chosen if key != "other"]), *filter(None, [one.other if "other" in chosen else ""])]))  # fmt: skip
            elif question in MULTI:
                row += [
                    text if key in chosen else not_selected for key, text in LABELS[question].items() if key != "other"
                ]
                row += [one.other] if "other" in LABELS[question] else []
            elif question == "adopted":
                row.append(_american(chosen))
            else:
                row.append(single(one, question, coded=False))
        rows.append(row)
    return rows


def _american(day, end=""):
    year, month, in_month = day.split("-") if day else ("", "", "")
    return f"{month}/{in_month}/{year}{end}" if day else ""


def surveymonkey_one_row(responses):
    """SurveyMonkey, as `Question - Option` in one row."""
    top, under, *rows = surveymonkey(responses)
    header, question = [], ""
    for own, below in zip(top, under, strict=True):
        question = own or question
        whole = below in ("", "Response", "Open-Ended Response")
        header.append(question if whole else f"{question} - {below}")
    return [header, *rows]


def google_forms(responses, *, stamp="Timestamp"):
    """Google Forms: labels, checkboxes joined by a comma with the other's text among them."""
    rows = [[stamp, *TEXTS.values()]]
    for one in responses:
        row = ["2021/03/01 9:01:05 AM GMT+1"]
        for question in TEXTS:
            value = getattr(one, question)
            if question in MULTI:
                shown = [one.other if key == "other" else LABELS[question][key] for key in value]
                row.append(", ".join(shown))
            else:
                row.append(single(one, question, coded=False))
        rows.append(row)
    return rows


def microsoft_forms(responses):
    """Microsoft Forms: each of several answers ends with a semicolon; headers end with a no-break space."""
    rows = [["ID", "Start time", "Completion time", "Email", "Name", *(f"{text}\u00a0" for text in TEXTS.values())]]
    for at, one in enumerate(responses, 1):
        row = [str(at), "3/1/21 9:00:00", "3/1/21 9:20:05", "anonymous", ""]
        for question in TEXTS:
            value = getattr(one, question)
            if question in MULTI:
                row.append("".join(f"{one.other if key == 'other' else LABELS[question][key]};" for key in value))
            else:
                row.append(single(one, question, coded=False))
        rows.append(row)
    return rows


def opaque(rows, levels=1):
    """Return an export whose codes are the tool's own: Q1, Q2_1 …, which no framework knows; texts are left to know it by."""
    numbers = {name: at for at, name in enumerate(TEXTS, 1)}
    pattern = re.compile(r"^(" + "|".join(sorted(TEXTS, key=len, reverse=True)) + r")(?![a-z])")
    return [
        [pattern.sub(lambda found: f"G{numbers[found[1]]}Q", cell) if place < levels else cell for cell in row]
        for place, row in enumerate(rows)
    ]


def qualtrics(responses, *, split=False, recoded=False):
    """Qualtrics: names, texts, import ids; a multiple choice in one cell or in a column per option."""
    meta = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId", "DistributionChannel", "UserLanguage"]  # fmt: skip
    names, texts = list(meta), ["Start Date", "End Date", "Response Type", *meta[3:]]
    for question, text in TEXTS.items():
        if question in MULTI and split:
            for key, shown in LABELS[question].items():
                names.append(f"{question}_{key}")
                texts.append(f"{text} - Selected Choice - {shown}" if question == "routes" else f"{text} - {shown}")
        else:
            names.append(question)
            texts.append(f"{text} - Selected Choice" if question == "routes" else text)
        if question == "routes":
            names.append("routes_other_TEXT")
            texts.append(f"{text} - Other - Text")
    rows = [names, texts, [f'{{"ImportId":"QID{at}"}}' for at in range(len(names))]]
    for at, one in enumerate(responses, 1):
        status, done = ("0", "1") if recoded else ("IP Address", "True")
        row = ["2021-03-01 09:00:00", "2021-03-01 09:20:05", status, "203.0.113.9", "100", "1205", done, "2021-03-01 09:20:06", f"R_{at}", "anonymous", "EN"]  # fmt: skip
        for question in TEXTS:
            value = getattr(one, question)
            blank = "-99" if recoded and question in (*SINGLE, *MULTI) else ""
            if question in MULTI and split:
                row += [
                    ("1" if recoded else LABELS[question][key]) if key in value else blank for key in LABELS[question]
                ]
            elif question in MULTI:
                row.append(",".join(labels(question, value)) or blank)
            else:
                row.append(single(one, question, coded=False) or blank)
            if question == "routes":
                row.append(one.other)
        rows.append(row)
    preview = list(rows[3])
    preview[2], preview[8] = "1" if recoded else "Survey Preview", "R_preview"
    rows.insert(4, preview)
    return rows


def redcap(responses, *, coded=True):
    """REDCap: field names and codes, or labels; a checkbox is 0 in every column where nothing was chosen."""
    header = ["record_id"] if coded else ["Record ID"]
    for question, text in TEXTS.items():
        if question in MULTI:
            header += [f"{question}___{key}" if coded else f"{text} (choice={shown})" for key, shown in LABELS[question].items()]  # fmt: skip
        else:
            header.append(question if coded else text)
    header.append("mapping_complete" if coded else "Complete?")
    rows = [header]
    for at, one in enumerate(responses, 1):
        row = [str(at)]
        for question in TEXTS:
            value = getattr(one, question)
            if question in MULTI:
                ticks = ("1", "0") if coded else ("Checked", "Unchecked")
                row += [ticks[key not in value] for key in LABELS[question]]
            elif question == "published" and coded:
                row.append({"yes": "1", "no": "0"}.get(value, value))
            else:
                row.append(single(one, question, coded=coded))
        rows.append([*row, "2" if coded else "Complete"])
    return rows


def survey123(responses):
    """Survey123: ids first, labels, dates as Americans write them, the other's text beside."""
    header = ["ObjectID", "GlobalID", *TEXTS.values(), f"Other - {TEXTS['routes']}", "CreationDate", "Creator", "EditDate", "Editor", "x", "y"]  # fmt: skip
    rows = [header]
    for at, one in enumerate(responses, 1):
        row = [str(at), f"{{{at:08d}}}"]
        for question in TEXTS:
            value = getattr(one, question)
            if question in MULTI:
                row.append(",".join(labels(question, value)))
            elif question == "adopted":
                row.append(_american(value, " 12:00:00 PM"))
            else:
                row.append(single(one, question, coded=False))
        rows.append([*row, one.other, "3/1/2021 9:20:05 AM", "", "3/1/2021 9:20:05 AM", "", "7.4474", "46.9480"])
    return rows


def typeform(responses):
    """Typeform: a column per option under the option's label alone."""
    header = ["#"]
    for question, text in TEXTS.items():
        header += LABELS[question].values() if question in MULTI else [text]
    rows = [[*header, "Response Type", "Start Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags"]]
    for at, one in enumerate(responses, 1):
        row = [f"k{at}"]
        for question in TEXTS:
            value = getattr(one, question)
            if question in MULTI:
                row += [(one.other if key == "other" else text) if key in value else "" for key, text in LABELS[question].items()]  # fmt: skip
            else:
                row.append(single(one, question, coded=False))
        rows.append([*row, "completed", "2021-03-01 09:00:00", "2021-03-01 09:20:05", "abc123", ""])
    return rows


def plain(responses, *, coded=False, sign="; "):
    """A table as a person makes it: one header row, several answers joined."""
    rows = [[q if coded else text for q, text in TEXTS.items()]]
    for one in responses:
        row = []
        for question in TEXTS:
            value = getattr(one, question)
            if question in MULTI:
                shown = [one.other if key == "other" and not coded else key if coded else LABELS[question][key] for key in value]  # fmt: skip
                row.append(sign.join(shown))
            else:
                row.append(single(one, question, coded=coded))
        rows.append(row)
    return rows


def hxl(responses):
    """A table with a row of tags under the header."""
    header, *rows = plain(responses)
    return [header, ["#org+code", "#status", "", "#indicator+routes", "", "", "#capacity +num", "#date", ""], *rows]


def by_hand(responses):
    """A workbook of someone's own: titles, a header in two rows, units, a blank row, totals and notes."""
    top, under = [""], ["Harbour code"]
    for question, text in TEXTS.items():
        if question == "harbour":
            continue
        if question in MULTI:
            top += [text, *[""] * (len(LABELS[question]) - 1)]
            under += LABELS[question].values()
        else:
            top += [text]
            under += [""]
    rows = [
        ["Mapping of harbours"],
        ["Status of 1 March 2021"],
        [],
        top,
        under,
        ["(code)", *["(yes / no)"] * (len(top) - 1)],
    ]
    for one in responses:
        row = [one.harbour]
        for question in TEXTS:
            if question == "harbour":
                continue
            value = getattr(one, question)
            if question in MULTI:
                row += [(one.other if key == "other" else "x") if key in value else "" for key in LABELS[question]]
            else:
                row.append(single(one, question, coded=False))
        rows.append(row)
    half = len(responses) // 2
    rows.insert(6 + half, [])
    totals = ["Total", *[str(len(responses))] * (len(top) - 1)]
    return [*rows, [], totals, ["Note: as received by the secretariat."], ["* Berths in use"]]


def spss(responses, path, *, mentions=False, compressed=False):
    """SPSS: numbers with value labels, user-missing don't knows, a variable per option or per mention."""
    import pandas as pd
    import pyreadstat

    data, names, values, missing = {}, {}, {}, {}
    for question, text in TEXTS.items():
        got = [getattr(one, question) for one in responses]
        if question in SINGLE:
            numbers = {key: 8 if key == "dont_know" else 9 if key == "not_applicable" else at for at, key in enumerate(LABELS[question], 1)}  # fmt: skip
            data[question] = [float(numbers[value]) if value else None for value in got]
            values[question] = {float(number): LABELS[question][key] for key, number in numbers.items()}
            missing[question] = [{"lo": 8, "hi": 9}]
            names[question] = text
        elif question in MULTI and mentions and "other" not in LABELS[question]:
            numbers = {key: float(at) for at, key in enumerate(LABELS[question], 1)}
            for place in range(len(numbers)):
                column = f"{question}_{place + 1}"
                data[column] = [numbers[value[place]] if place < len(value) else None for value in got]
                values[column] = {number: LABELS[question][key] for key, number in numbers.items()}
                names[column] = text
        elif question in MULTI:
            for key, shown in LABELS[question].items():
                data[f"{question}_{key}"] = [float(key in value) if value else None for value in got]
                names[f"{question}_{key}"] = shown
        else:
            data[question] = [float(value) if value else None for value in got] if question == "berths" else got
            names[question] = text
    pyreadstat.write_sav(
        pd.DataFrame(data),
        path,
        column_labels=names,
        variable_value_labels=values,
        missing_ranges=missing,
        compress=compressed,
    )
