"""What `civicmap --help` says of each command: the first words of its own help, so that no command need be imported for it."""

from __future__ import annotations

from typing import Final

SUMMARIES: Final = {
    "demo": "Run the whole way on the bundled sample.",
    "ingest": "Read, check and store one wave.",
    "check": "Find everything that is wrong, and store nothing.",
    "responses": "Say who answered: complete, partial, none.",
    "stages": "Show what each review stage of a wave changed.",
    "score": "Score every entity by the framework's rules.",
    "gaps": "Count who has it, who lacks it, of which base.",
    "crosstab": "Show every answer of a question, by any group.",
    "compare": "Say what changed between two waves.",
    "robustness": "Ask how far scores hang on what could have been chosen otherwise.",
    "report": "Write the report of a wave.",
    "tables": "Write each table of the report as a file.",
    "export": "Write the clean responses, with their codebook.",
    "template": "List or copy the templates that reports are made from: what to edit, and how to use it.",
    "disclosure": "Say whether the public report may go out, and how each small count is protected.",
    "explain": "Show where a number comes from.",
    "card": "Write the card of an entity, for internal use.",
    "policies": "List the policies that entities named.",
    "practices": "List documented practices: who did what, where, for whom, and the paragraph that says so.",
    "recommendations": "Show where entities stand on each recommendation, by what follows it up.",
    "code": "Have people code open answers and self-ratings.",
    "agreement": "Say how far coders agree, by item and overall.",
    "framework": "List, show, check or start a framework file.",
    "questionnaire": "Write a framework's questions as a form to fill in or to read.",
    "sample": "Make synthetic answers for any framework.",
}
