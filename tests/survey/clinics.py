"""A framework with every type of question, and random answers to it, for tests of several files and long tables."""

from __future__ import annotations

FRAMEWORK = """
civicmap: 1
id: clinics
version: "2021"
title: Clinics
language: en
entity: {question: code, name: clinic}
groups: {region: {title: Region, question: region}}
scales:
  plan:
    answers: {yes: {label: "Yes, written", points: 100, also: [in force]}, partly: {label: "Partly", points: 50}, no: {label: "No", points: 0}, other: {label: Other, other: true}, dont_know: {label: "Don't know", state: dont_know}}
  routes:
    multi: count
    answers: {court: {label: Court}, phone: {label: "Phone, mail"}, other: {label: Other, other: true}, none: {label: None of these, exclusive: true}}
profile:
  who: {questions: {code: {text: Clinic code, type: text}, clinic: {text: Name of the clinic, type: text}, region: {text: Region, type: text}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    plan: {text: Is there a plan?, scale: plan},
    routes: {text: Which routes?, scale: routes},
    staff: {text: How many staff?, type: number},
    review: {text: When reviewed?, type: date},
    link: {text: Where is it?, type: text, asked_if: {plan: [yes, partly]}}}}}}}}
crosswalk:
  from: "2019"
  questions:
    had_plan: {to: plan, grade: comparable}
    ways: {to: routes, grade: not_comparable}
    gone: {grade: not_comparable}
"""
