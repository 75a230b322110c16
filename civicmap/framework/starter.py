"""A small whole framework with comments: what `civicmap framework new` prints, and what the reference begins with."""

from __future__ import annotations

from typing import Final

STARTER: Final = """\
civicmap: 1                      # the version of this file's format
id: my-framework
version: "1"                     # in quotes: 1.10 would be read as the number 1.1
title: "Open to the public: a first mapping"
language: en
bands: {cuts: {low: 0, middle: 40, high: 75}}

entity: {question: entity_code, headers: ["Code", "Entity code"]}   # who answers
groups:                          # ways to divide those who answer
  level: {title: Level, question: entity_level}

answers:                         # said once; a scale takes them over by `plus`
  no: {label: "No", points: 0}
  none: {label: None of these, points: 0, exclusive: true}
  not_applicable: {label: Not applicable, state: not_applicable}    # leaves the base
  dont_know: {label: "Don't know", state: dont_know}                # stays in it, worth 0

scales:
  level:
    answers: {headquarters: {label: Headquarters}, field: {label: Field}}
  policy:
    answers:
      yes: {label: "Yes, written and in force", points: 100, also: ["in place", "y"]}
      partly: {label: "In force, but covers part only", points: 50}
    plus: [no, not_applicable, dont_know]
  channels:
    multi: count                 # points: the share of the options that are ticked
    answers:
      website: {label: Website}
      office: {label: Public office}
      radio: {label: Radio}
      other: {label: Other, other: true}
    plus: [none, dont_know]

profile:                         # who answers: asked first, never scored
  respondent:
    title: Who answers
    questions:
      entity_code: {text: "What is your entity's code?", type: text}
      entity_level: {text: At which level does your entity work?, scale: level}

pillars:                         # pillar > dimension > indicator > question
  information:
    title: Information
    dimensions:
      publishing:
        title: Publishing
        indicators:
          IN1:
            title: A policy on access to information
            questions:
              info_policy:
                text: Is there a policy on access to information?
                help: "Yes: approved, and in force today."
                scale: policy
              info_public: {text: Is the policy itself public?, scale: policy, closed_by: {info_policy: no}}
          IN2:
            title: Channels
            questions:
              info_channels: {text: Where can people find information?, scale: channels}
  remedy:
    title: Remedy
    dimensions:
      complaints:
        title: Complaints
        indicators:
          RE1:
            title: A way to complain
            questions:
              complaint: {text: Can someone contest a refusal?, scale: policy}
              complaint_reviewed: {text: When was the procedure last reviewed?, type: date,
                points: {within_months: 24}, asked_if: {complaint: [yes, partly]}}

findings:                        # the shares that the report tells
  info_policy: {title: A policy in force, share: {info_policy: yes}}
  complaint: {title: A way to contest a refusal, share: {complaint: yes}, base: respondents,
    benchmark: {words: less than one third, under: 1/3, invented: true}}
  open_and_contestable:
    title: A public policy, and a way to contest a refusal
    share: {info_public: yes, complaint: [yes, partly]}
"""
