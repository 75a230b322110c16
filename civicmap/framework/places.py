"""Every text of a framework file under its place name; what the names mean stands in `texts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.schema_tree import NodeEntry


def places(file: FrameworkFile) -> dict[str, str]:
    """Return place -> text, in the order of the file; only texts that are there."""
    return {place: text for place, text in _places(file) if text}


def scale_answers(file: FrameworkFile) -> dict[str, str]:
    """Return, for each answer that a scale takes over with its label, scales.S.A -> answers.A."""
    taken = {}
    for name, scale in file.scales.items():
        for answer in scale.plus:
            taken[f"scales.{name}.{answer}"] = f"answers.{answer}"
        for answer, entry in scale.answers.items():
            if entry.label is None:
                taken[f"scales.{name}.{answer}"] = f"answers.{answer}"
            else:
                taken.pop(f"scales.{name}.{answer}", None)
    return taken


def _places(file: FrameworkFile) -> Iterator[tuple[str, str]]:
    yield "title", file.title
    for name, answer in file.answers.items():
        yield f"answers.{name}", answer.label or ""
    for name, scale in file.scales.items():
        for answer_id, own in scale.answers.items():
            yield f"scales.{name}.{answer_id}", own.label or ""
    yield from _questions(file)
    yield from _nodes(file)
    for name, finding in file.findings.items():
        yield f"findings.{name}", finding.title
        yield f"findings.{name}.note", finding.note
        yield f"findings.{name}.among_title", finding.among_title
        yield f"findings.{name}.benchmark", finding.benchmark.words if finding.benchmark else ""
    for name, group in file.groups.items():
        yield f"groups.{name}", group.title
    for band in _bands(file):
        yield f"bands.{band}", band


def _questions(file: FrameworkFile) -> Iterator[tuple[str, str]]:
    sections = [section.questions for section in file.profile.values()]
    indicators = [
        indicator.questions
        for pillar in file.pillars.values()
        for dimension in pillar.dimensions.values()
        for indicator in dimension.indicators.values()
    ]
    for questions in (*sections, *indicators):
        for name, question in questions.items():
            yield f"questions.{name}.text", question.text
            yield f"questions.{name}.help", question.help
            yield f"questions.{name}.title", question.title


def _nodes(file: FrameworkFile) -> Iterator[tuple[str, str]]:
    for name, section in file.profile.items():
        yield f"profile.{name}", section.title
    for name, pillar in file.pillars.items():
        yield f"pillars.{name}", pillar.title
        for dimension_id, dimension in pillar.dimensions.items():
            yield f"dimensions.{dimension_id}", dimension.title
            for indicator_id, indicator in dimension.indicators.items():
                yield f"indicators.{indicator_id}", indicator.title
    for name, composite in file.composites.items():
        yield f"composites.{name}", composite.title
    yield "overall", file.overall.title


def _bands(file: FrameworkFile) -> dict[str, None]:
    """Return every band's name."""
    branches: list[NodeEntry] = [file.overall, *file.composites.values()]
    for pillar in file.pillars.values():
        branches.append(pillar)
        for dimension in pillar.dimensions.values():
            branches += [dimension, *dimension.indicators.values()]
    said = [file.bands, *(branch.bands for branch in branches)]
    return {name: None for bands in said if bands is not None for name in bands.cuts}
