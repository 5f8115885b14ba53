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
ONE_SYLLABLE = 0.5  # "giá" is a price, a shelf and a sprout

# What the lexicon does not know is compared by pairs of syllables.
PHRASE = 0.4  # two syllables together are half a word more often than a term
WORD = 0.3  # one syllable that stands alone between commas
FREE_WORD = 0.3  # a word of a title that no concept covers, beside a concept's 1

# What a likeness adds to the score, at most.
SAME_SUBJECT = 0.50  # the matter decides first
SAME_TITLE_SHARE = 0.15  # then whether all that the title says is the ministry's
SAME_FIELDS = 0.30  # then whether the columns are
SAME_UNIT = 0.10  # one row is about the same thing
SAME_THEME = 0.02  # clerks err in one theme of six
EXACT = 1.0  # one identifier or one address is one dataset
EXACT_TITLE = 0.9  # and so is one title, as people name things

# What tells another dataset takes from the score, down to nothing.
MATTER_ELSEWHERE = 0.40  # the title names what another ministry's dataset is about
OTHER_MATTER = 0.20  # the title names what no ministry's dataset is about
OTHER_UNIT = 0.10  # one row is about something else
OTHER_KIND = 0.25  # an event, news, a handbook beside records

# What is the province's own takes from the score, but never below an overlap: the rest is still the ministry's.
AGGREGATED = 0.25  # counts and rates are drawn from records, they are not the records
LOCAL_KIND = 0.25  # a plan, a survey, a rating, a forecast on the same things
FOREIGN_FIELDS = 0.40  # columns that the ministry's dataset has not

# Grades.
DUPLICATE = 0.55
OVERLAP = 0.30
LEAST_TOPIC = 0.25  # touching less of the ministry's matter than this is no evidence at all
TELLING = 0.35  # what is less rare than this (a person, an organisation) tells no matter from another
