"""The demonstration: a province's catalogue as it was in 2022, its reorganisation of 2025, two agencies with an API.

Names of agencies and ministries' data rest on public texts; the datasets are composed, and say so. `province` makes
descriptions of `provincial_catalogue.csv`; `reorganisation` reads `transfers.csv`; `quarterly` and `reuse` say what agencies
do today; `load` brings it all into a keeper. `sources` are the two sample APIs of `agency_apis`, which tell of `samples`;
`judging` lets the reviewer rule on a few cases of overlap; `show` does all that before serving.
"""
