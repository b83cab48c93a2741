"""The pages on which authors build a questionnaire."""
