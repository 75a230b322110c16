"""The texts of a framework, each under a place name, and a framework in another language.

A translation file is CSV (UTF-8) with the columns `where`, the framework's own language and the other language
(`where,en,fr`), one row per text. `where` is one of these places:

    title                        the framework's title
    answers.ANSWER               the label of a shared answer (under `answers:` at the top of the file)
    scales.SCALE.ANSWER          the label of a scale's own answer (one taken over by `plus` is `answers.ANSWER`)
    questions.QUESTION.text      the question as asked; profile questions stand here too
    questions.QUESTION.help      its help
    questions.QUESTION.title     its short title, where the file gives one
    profile.SECTION              the title of a section of the profile
    pillars.ID  dimensions.ID  indicators.ID  composites.ID      titles
    overall                      the title of the overall
    findings.ID                  a finding's title, where the file gives one
    findings.ID.note             its note
    findings.ID.among_title      what its narrowed base is called, where the file says so
    findings.ID.benchmark        the words of its benchmark
    groups.ID                    a group's title
    bands.NAME                   what a band is called for readers (the name itself stays the id)

A row whose text in the framework's language differs from the file is out of date: it is reported and not used. A row
with an empty translation is skipped. A text without a row stays as it is.

In the framework file `translations: {fr: three_ps.fr.csv}` names an unofficial translation, which reports say so of;
`translations: {fr: {file: three_ps.fr.csv, official: true}}` an official one.
"""
