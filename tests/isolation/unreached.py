"""Public queries that `test_queries` can't call usefully with made-up arguments, and why."""

VALUES = "works on what its caller has read and asks the database for nothing of its own"
ANOTHERS = "reads nothing foreign and then refuses to mix two Member States in one return"
COLLECTOR = "asks as the collector, which `test_collector` and `test_figures_hold` attack"

UNREACHED: dict[str, str] = {
    "reporting.queries.contribution.document": ANOTHERS,
    **dict.fromkeys(
        (
            "diligence.queries.explained.as_document",
            "diligence.queries.explained.firmness",
            "diligence.queries.explained.other_answers",
            "diligence.queries.explained.ways_down",
            "diligence.queries.facts.plain_facts",
            "diligence.queries.facts.set_fact",
            "diligence.queries.file_words.words",
            "diligence.queries.history.label_of",
            "diligence.queries.kept.canonical",
            "diligence.queries.knowledge.with_source",
            "diligence.queries.known.stated_on",
            "diligence.queries.overrides.by_check",
            "diligence.queries.partners.doubled",
            "diligence.queries.removed.put_back",
            "diligence.queries.seen.told",
            "diligence.queries.simulations.questionnaire_in",
            "diligence.queries.treatment.leaves",
            "diligence.queries.vocabulary.choices",
            "portal.queries.ledger.read_witness",
            "portal.queries.privacy.rows_naming",
            "portal.queries.record.noun_of",
            "reporting.queries.collected.expected",
            "reporting.queries.contribution.opened",
            "reporting.queries.dashboard.label",
            "reporting.queries.dashboard.meaning",
            "reporting.queries.dashboard.rows",
            "reporting.queries.files.as_json",
        ),
        VALUES,
    ),
    **dict.fromkeys(
        (
            "reporting.queries.figures.count",
            "reporting.queries.figures.sealed",
            "reporting.queries.rescoring.history",
            "reporting.queries.rescoring.queue",
        ),
        COLLECTOR,
    ),
}
