"""The demonstration: a province's catalogue as it was in 2022, its reorganisation of 2025, two agencies with an API.

Names of agencies and ministries' data rest on public texts; the datasets are composed, and say so. `province` makes
descriptions of `provincial_catalogue.csv`; `reorganisation` reads `transfers.csv`; `load` brings it all into a keeper;
`sources` are the two sample APIs of `agency_apis`; `judging` lets the reviewer rule on a few cases of overlap.
"""
