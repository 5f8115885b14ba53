"""The constants of likeness, each with its reason. Nobody trained them: they say what an examiner goes by."""

# How much a place of a text tells what a dataset is about.
TITLE = 1.0  # the title names the matter
KEYWORD = 0.8  # keywords are chosen, but clerks add neighbouring ones
DECLARED = 0.6  # units and key fields that a librarian stated
COLUMN = 0.5  # a description mostly lists columns: a column is a part of the matter

# How much a concept says when it is not the very one.
NARROWER = 0.8  # a fishing boat is a ship
BROADER = 0.5  # a ship may be another kind of ship
RELATED = 0.45  # a plate tells of a vehicle, but other matters have vehicles too
UNMARKED = 0.8  # read without its marks: probably, not certainly, this word

# Phrases of two syllables, for what the lexicon does not know.
PHRASE = 0.4  # two syllables together are half a word more often than a term
WORD = 0.3  # one marked syllable that stands alone between commas

# What a feature adds to the score or takes from it, at most.
SAME_SUBJECT = 0.55  # the matter decides first
SAME_FIELDS = 0.30  # then whether the columns are the ministry's
SAME_UNIT = 0.10  # one row is about the same thing
SAME_THEME = 0.03  # clerks err in one theme of six
NEAR_TITLE = 0.10  # beyond the matter, the very words of the title
OTHER_SUBJECT = 0.25  # the title names a matter that the ministry's dataset knows nothing of
OTHER_UNIT = 0.12  # one row is about something else
AGGREGATED = 0.20  # counts and rates are drawn from records, they are not the records
OTHER_KIND = 0.20  # a plan, an event, a survey beside a registry
FOREIGN_FIELDS = 0.20  # columns that are the province's own

# Grades.
DUPLICATE = 0.55
OVERLAP = 0.30
LEAST_TOPIC = 0.25  # touching less of the ministry's matter than this is no evidence at all
EXACT_TITLE = 0.9
EXACT = 1.0
