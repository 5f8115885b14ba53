"""The constants of likeness, each with its reason. Nobody trained them: they say what an examiner goes by."""

# How much a place of a text tells what a dataset is about.
TITLE = 1.0  # the title names the matter
KEYWORD = 0.8  # keywords are chosen, but clerks add neighbouring ones
DECLARED = 0.6  # units and key fields that a librarian stated
COLUMN = 0.5  # a description mostly lists columns: a column is a part of the matter

# How much a concept says when it is not the very one.
NARROWER = 0.8  # a fishing boat is a ship
BROADER = 0.5  # a ship may be another kind of ship
TELLS = 0.45  # a subject has its units and fields, a field its unit: a plate tells of a vehicle
TOLD_BY = 0.25  # from a field or a unit back is less sure: other matters have vehicles too
UNMARKED = 0.9  # read without its marks: probably, not certainly, this word
ONE_SYLLABLE = 0.5  # "giá" is a price, a shelf and a sprout

# What the lexicon does not know is compared by pairs of syllables.
PHRASE = 0.4  # two syllables together are half a word more often than a term
NEAR_COLUMN = 0.7  # the column is beside what the other names, not the same
LIKE_COLUMN = 0.6  # two syllables of it are the other's
WORD = 0.3  # one syllable that stands alone between commas
FREE_WORD = 0.3  # a word of a title that no concept covers, beside a concept's 1

# What a likeness adds to the score, at most; whatever they sum up to, 1 is all.
SAME_SUBJECT = 0.40  # the matter decides first
SAME_FIELDS = 0.30  # then whether the columns are the ministry's
COLUMNS_ENOUGH = 2  # one column alone is a word of a sentence as often as a column
SAME_TITLE_SHARE = 0.15  # and whether all that the title says is
SAME_UNIT = 0.10  # one row is about the same thing
SAME_THEME = 0.05  # clerks err in one theme of six
SAME_BRANCH = 0.02  # a department and its ministry: right, and true of most of what either keeps
SAME_SPACE = 0.02  # both name places, and one lies in the other
SAME_TIME = 0.02  # both name years, and have one in common
EXACT = 1.0  # one identifier or one address is one dataset
EXACT_TITLE = 0.9  # and so is one title, as people name things

# What tells another dataset takes from the score, down to nothing.
MATTER_ELSEWHERE = 0.25  # the title names what another ministry's dataset is about
OTHER_KIND = 0.35  # an event, news, a handbook beside records
OTHER_SPACE = 0.25  # both name places, and none lies in another: they have no row in common
OTHER_TIME = 0.15  # both name years, and have none in common: an edition, of the same things
NO_FIELD = 0.10  # not one of several columns is known: likely a namesake
OTHER_UNIT = 0.05  # one row is about something else, as far as units were named

# What is the province's own takes from the score, but not below an overlap: the rest is still the ministry's.
OWN_MATTER = 0.15  # the title names, besides, what no ministry's dataset is about
OWN_FIELDS = 0.18  # columns that the ministry's dataset has not
OWN_KIND = 0.20  # a plan, a survey, a rating, a forecast on the same things
HARDLY = 0.10  # of its columns known: what it says beyond the matter's name is its own
AGGREGATED = 0.20  # counts and rates are drawn from records, they are not the records

# Grades.
DUPLICATE = 0.58  # the matter and most of the columns, or the matter, the title and the unit
OVERLAP = 0.34  # the matter and something beside it: a shared word alone never gives so much
TOTAL_AT_MOST = 0.57  # a title that names totals is of no copy, however many words it has in common
TELLS_MOST = {"subject": 1.0, "field": 0.5, "unit": 0.4}  # matters differ by subjects; units and fields they share
LEAST_TOPIC = 0.25  # touching less of the ministry's matter than this is no evidence at all
TELLING = 0.35  # what is less rare than this (a person, an organisation) tells no matter from another
