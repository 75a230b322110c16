"""The shipped framework of the 2022 Big Tech Scorecard, on an excerpt of its answers with the scores as published.

The rows are from the 2022 RDR Big Tech Scorecard, Ranking Digital Rights (CC BY 4.0), cut to some indicators and columns.
"""

from __future__ import annotations

import csv
import io
import json

import pytest

from civicmap.cli.main import main
from civicmap.framework.load import load_framework

ELEMENTS = """\
Index,Company,Element,Composite,Service,Result,Score
2022,Alibaba,G02.01,Group,Group,no disclosure found,0
2022,Alibaba,G02.01,OpCom,OpCom,NA,NA
2022,Alibaba,G02.01,Services,Taobao.com,no disclosure found,0
2022,Alibaba,G02.01,Services,AliGenie,no disclosure found,0
2022,Alibaba,G02.02,Group,Group,no disclosure found,0
2022,Alibaba,G02.02,OpCom,OpCom,NA,NA
2022,Alibaba,G02.02,Services,Taobao.com,no disclosure found,0
2022,Alibaba,G02.02,Services,AliGenie,no disclosure found,0
2022,Alibaba,G02.03,Group,Group,no disclosure found,0
2022,Alibaba,G02.03,OpCom,OpCom,NA,NA
2022,Alibaba,G02.03,Services,Taobao.com,no disclosure found,0
2022,Alibaba,G02.03,Services,AliGenie,no disclosure found,0
2022,Alibaba,G02.04,Group,Group,partial,50
2022,Alibaba,G02.04,OpCom,OpCom,NA,NA
2022,Alibaba,G02.04,Services,Taobao.com,partial,50
2022,Alibaba,G02.04,Services,AliGenie,partial,50
2022,Alibaba,G02.05,Group,Group,no disclosure found,0
2022,Alibaba,G02.05,OpCom,OpCom,NA,NA
2022,Alibaba,G02.05,Services,Taobao.com,no disclosure found,0
2022,Alibaba,G02.05,Services,AliGenie,no disclosure found,0
2022,Alibaba,G02.06,Group,Group,no disclosure found,0
2022,Alibaba,G02.06,OpCom,OpCom,NA,NA
2022,Alibaba,G02.06,Services,Taobao.com,yes,100
2022,Alibaba,G02.06,Services,AliGenie,yes,100
2022,Alibaba,F11.01,Services,Taobao.com,NA,NA
2022,Alibaba,F11.01,Services,AliGenie,yes,0
2022,Kakao,F11.01,Services,Daum Search,NA,NA
2022,Kakao,F11.01,Services,Daum Mail,partial,50
2022,Kakao,F11.01,Services,KakaoTalk,partial,50
2022,Kakao,P02a.01,Services,Daum Search,yes,100
2022,Kakao,P02a.01,Services,Daum Mail,partial,50
2022,Kakao,P02a.01,Services,KakaoTalk,partial,50
2022,Kakao,P02a.02,Services,Daum Search,yes,100
2022,Kakao,P02a.02,Services,Daum Mail,no disclosure found,0
2022,Kakao,P02a.02,Services,KakaoTalk,no disclosure found,0
2022,Kakao,P02a.03,Services,Daum Search,yes,100
2022,Kakao,P02a.03,Services,Daum Mail,partial,50
2022,Kakao,P02a.03,Services,KakaoTalk,partial,50
2022,Kakao,P02a.04,Services,Daum Search,yes,100
2022,Kakao,P02a.04,Services,Daum Mail,yes,100
2022,Kakao,P02a.04,Services,KakaoTalk,yes,100
2022,Kakao,P02a.05,Services,Daum Search,NA,NA
2022,Kakao,P02a.05,Services,Daum Mail,NA,NA
2022,Kakao,P02a.05,Services,KakaoTalk,NA,NA
2022,Kakao,P02a.06,Services,Daum Search,NA,NA
2022,Kakao,P02a.06,Services,Daum Mail,NA,NA
2022,Kakao,P02a.06,Services,KakaoTalk,NA,NA
2022,Kakao,P02b.01,Services,Daum Search,no disclosure found,0
2022,Kakao,P02b.01,Services,Daum Mail,no disclosure found,0
2022,Kakao,P02b.01,Services,KakaoTalk,no disclosure found,0
2022,Kakao,P02b.02,Services,Daum Search,no disclosure found,0
2022,Kakao,P02b.02,Services,Daum Mail,no disclosure found,0
2022,Kakao,P02b.02,Services,KakaoTalk,no disclosure found,0
2022,Kakao,P02b.03,Services,Daum Search,no disclosure found,0
2022,Kakao,P02b.03,Services,Daum Mail,no disclosure found,0
2022,Kakao,P02b.03,Services,KakaoTalk,no disclosure found,0
2022,Kakao,P02b.04,Services,Daum Search,no disclosure found,0
2022,Kakao,P02b.04,Services,Daum Mail,no disclosure found,0
2022,Kakao,P02b.04,Services,KakaoTalk,no disclosure found,0
2022,Twitter,F11.01,Services,Twitter,no,100
"""
LEVELS = """\
Company,Indicator,Service,Score
Alibaba,G02,Group,8.33
Alibaba,G02,OpCom,NA
Alibaba,G02,Taobao.com,25
Alibaba,G02,AliGenie,25
Alibaba,F11,Taobao.com,NA
Alibaba,F11,AliGenie,0
Kakao,F11,Daum Search,NA
Kakao,F11,Daum Mail,50
Kakao,F11,KakaoTalk,50
Kakao,P02a,Daum Search,100
Kakao,P02a,Daum Mail,50
Kakao,P02a,KakaoTalk,50
Kakao,P02b,Daum Search,0
Kakao,P02b,Daum Mail,0
Kakao,P02b,KakaoTalk,0
Twitter,F11,Twitter,100
"""
INDICATORS = """\
Company,Indicator,Score
Alibaba,G02,16.67
Alibaba,F11,0
Kakao,F11,50
Kakao,P02a,66.67
Kakao,P02b,0
Twitter,F11,100
"""
MAPPING = """\
long: {entity: Company, instance: Service, wave: Index, question: Element, answer: Result}
columns:
  - {header: Composite, role: question, question: part}
  - {header: Score, role: ignored}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder in which the excerpt has been ingested."""
    made = tmp_path_factory.mktemp("rdr")
    (made / "elements.csv").write_text(ELEMENTS, encoding="utf-8")
    (made / "rdr.yaml").write_text(MAPPING, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        read = ["ingest", "elements.csv", "--framework", "rdr", "--mapping", "rdr.yaml", "--strict", "--quiet"]
        assert main(read) == 0
    return made


@pytest.fixture
def against(folder, monkeypatch, capsys):
    """Return a function that compares published rows (entity, instance, id, score) and gives (exit code, the result)."""
    monkeypatch.chdir(folder)

    def call(rows):
        with (folder / "published.csv").open("w", encoding="utf-8", newline="") as file:
            written = ([*where, "" if score == "NA" else score] for *where, score in rows)
            csv.writer(file).writerows([("entity", "instance", "id", "score"), *written])
        code = main(["score", "--against", "published.csv", "--format", "json"])
        return code, json.loads(capsys.readouterr().out)["against"]

    return call


def table(text):
    """Return the rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


def test_every_element_has_its_published_score(against):
    """Yes, partial and no earn their points, two elements the other way round; NA earns none, silence 0 everywhere."""
    rows = [(r["Company"], r["Service"], r["Element"].replace(".", "_"), r["Score"]) for r in table(ELEMENTS)]

    code, found = against(rows)

    assert (code, found["equal"]) == (0, len(rows))


def test_every_level_has_its_published_score(against):
    """An indicator of a service or of the group is the mean of its elements that apply."""
    rows = [(r["Company"], r["Service"], r["Indicator"], r["Score"]) for r in table(LEVELS)]

    code, found = against(rows)

    assert (code, found["equal"]) == (0, len(rows))


def test_services_become_one_before_they_meet_the_group(against):
    """Alibaba's G02 is 16.67, half of its group and half of its services: as three equal instances it would be 19.44."""
    rows = [(r["Company"], "", r["Indicator"], r["Score"]) for r in table(INDICATORS)]

    code, found = against(rows)

    assert ("Alibaba", "", "G02", "16.67") in rows
    assert (code, found["equal"]) == (0, len(rows))


def test_a_family_made_of_rounded_parts_is_reported(against):
    """Kakao's P02 is published as 33.34, from 66.67 and 0; unrounded it is 33.33, and the exit code is 1."""
    code, found = against(
        [("Kakao", "", "P02a", "66.67"), ("Kakao", "", "P02b", "0"), ("Kakao", "", "P02_family", "33.34")]
    )

    assert (code, found["equal"]) == (1, 2)
    assert [(one["id"], one["why"]) for one in found["differing"]] == [
        ("P02_family", "differs; follows from its parts as published")
    ]


def test_the_framework_is_whole():
    """It has 335 elements in 58 indicators of 37 families, each family in one category, and says whose it is."""
    framework = load_framework("rdr")
    nodes = {
        level: [n for n in framework.nodes if n.level == level] for level in ("indicator", "dimension", "composite")
    }

    assert len([q for q in framework.questions if q.scored]) == 335
    assert (len(nodes["indicator"]), len(nodes["dimension"])) == (58, 37)
    assert sorted(f for c in nodes["composite"] for f in c.children) == sorted(n.id for n in nodes["dimension"])
    assert "Ranking Digital Rights" in framework.source
    assert "Attribution 4.0" in framework.licence
